// Charts are drawn for the width of the screen. On paper each shrinks as a whole: for that its layers need a box of
// their own to be measured by, which plotly does not give them. Text in the dark look's grey turns black.
const layers = () => document.querySelectorAll(".js-plotly-plot .main-svg");

const toPaper = (ink) => {
  for (const layer of layers()) {
    layer.setAttribute("viewBox", `0 0 ${layer.getAttribute("width")} ${layer.getAttribute("height")}`);
    layer.dataset.onScreen = layer.style.background;
    layer.style.background = "none";
    for (const text of layer.querySelectorAll("text")) {
      if (getComputedStyle(text).fill === ink) {
        text.dataset.onScreen = text.style.fill;
        text.style.fill = "#000";
      }
    }
  }
};

const toScreen = () => {
  for (const layer of layers()) {
    layer.removeAttribute("viewBox");
    layer.style.background = layer.dataset.onScreen;
    delete layer.dataset.onScreen;
    for (const text of layer.querySelectorAll("text[data-on-screen]")) {
      text.style.fill = text.dataset.onScreen;
      delete text.dataset.onScreen;
    }
  }
};

const computed = (colour) => {
  const probe = document.createElement("i");
  probe.style.color = colour;
  document.body.append(probe);
  const shown = getComputedStyle(probe).color;
  probe.remove();
  return shown;
};

// Where the page draws its end anew, it runs this file again; one listener is enough.
if (!window.goesToPaper) {
  window.addEventListener("beforeprint", () => toPaper(computed("INK")));
  window.addEventListener("afterprint", toScreen);
}
window.goesToPaper = true;
