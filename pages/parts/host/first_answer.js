// The first answer makes way as soon as the page under it says the same in the same place; also where that page has ended
// its run and says something else. Until then nobody reads or reaches what is half there.
(() => {
  const answer = document.getElementById("first-answer");
  const root = document.getElementById("root");
  const chosen = localStorage.getItem("stActiveTheme-/-v2");
  if (chosen === '"Light"' || chosen === '"Dark"') answer.dataset.look = JSON.parse(chosen).toLowerCase();
  const words = (element) => element.textContent.replace(/[\s\u2060]+/g, " ").trim();
  const first = words(answer.querySelector("h2, h3"));
  root.inert = true;

  function makeWay() {
    observer.disconnect();
    clearInterval(timer);
    requestAnimationFrame(() => {
      root.inert = false;
      answer.remove();
    });
  }

  const top = (heading) => heading.getBoundingClientRect().top + parseFloat(getComputedStyle(heading).paddingTop);
  const place = top(answer.querySelector("h2, h3"));
  let same = 0; // when the page first had the same words; what stands above them may still move them for a moment
  function compare() {
    const heading = [...root.querySelectorAll("h2, h3")].find((one) => words(one) === first);
    if (!heading) return;
    same ||= performance.now();
    if (Math.abs(top(heading) - place) < 2 || performance.now() - same > 600) makeWay();
  }

  let ended = 0;
  function countEnded() {
    compare();
    const run = root.querySelector('[data-testid="stApp"]')?.dataset.testScriptState;
    ended = run === "notRunning" && root.querySelector("h1, [role=alert]") ? ended + 1 : 0;
    // A busy browser draws the headings some time after it knows that the run has ended.
    const drawn = root.querySelector("h2, h3, [role=alert]");
    if (ended > (drawn ? 1 : 10)) makeWay();
  }

  const observer = new MutationObserver(compare);
  observer.observe(root, { childList: true, subtree: true });
  const timer = setInterval(countEnded, 500);
})();
