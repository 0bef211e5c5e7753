// What is taken away in the browser: a chart as a picture that explains itself, and the link to the page.
//
// The buttons are Streamlit's own, known by their keys; a click on one ends here, so that nothing runs again on the
// server. Title, words and source are read from the card as text, the marks from the layers that plotly drew.

const SVG = "http://www.w3.org/2000/svg";
const EDGE = 16;
const LEAST = 1200; // pixels across a PNG, also from a phone

function set(one, attributes) {
  Object.entries(attributes).forEach(([name, value]) => one.setAttribute(name, value));
  return one;
}

function element(name, attributes, text = "") {
  const made = set(document.createElementNS(SVG, name), attributes);
  made.textContent = text;
  return made;
}

// A picture stands alone, so the page's font may be missing where it is looked at. Each line keeps the width it has on
// the page, whatever font draws it: nothing overlaps and nothing is cut off.
function keep(line, width) {
  return set(line, { textLength: width, lengthAdjust: "spacingAndGlyphs" });
}

// Adds the paragraphs of a box of the card below `top`, in lines of at most this width; returns where they end.
function write(picture, box, top, size, weight, width) {
  const { color: fill, fontFamily } = getComputedStyle(box);
  const look = { x: EDGE, fill, "font-family": fontFamily, "font-size": size, "font-weight": weight };
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `${weight} ${size}px ${fontFamily}`;
  const long = (text) => pen.measureText(text).width;
  // A picture stands alone: it says all of its source, also what the page says once for several cards.
  const words = box.matches(".source") ? box.textContent : box.innerText;
  for (const paragraph of words.split("\n").filter((line) => line.trim())) {
    const lines = [];
    for (const word of paragraph.trim().split(/\s+/)) {
      if (lines.length && long(`${lines.at(-1)} ${word}`) <= width) lines.push(`${lines.pop()} ${word}`);
      else lines.push(word);
    }
    for (const text of lines) {
      top += Math.round(size * 1.4);
      picture.append(keep(element("text", { ...look, y: top }, text), long(text)));
    }
  }
  return top;
}

// A copy of one layer of a chart, without what only a pointer needs.
function layer(drawn, left, top) {
  const copy = drawn.cloneNode(true);
  const lines = (one) => one.querySelectorAll("text:not(:has(.line, tspan[x])), .line, tspan[x]");
  const widths = [...lines(drawn)].map((line) => line.getComputedTextLength());
  lines(copy).forEach((line, at) => keep(line, widths[at]));
  // The page's colours and the place of names are variables of its style, which a picture does not have.
  const marks = drawn.querySelectorAll("*");
  copy.querySelectorAll("*").forEach((one, at) => {
    const { fill, stroke, strokeWidth, strokeOpacity, paintOrder, transform } = getComputedStyle(marks[at]);
    Object.assign(one.style, { fill, stroke, strokeWidth, strokeOpacity, paintOrder, transform });
  });
  copy.querySelectorAll(".hoverlayer, .draglayer").forEach((one) => one.remove());
  copy.removeAttribute("style"); // where it stood on the page
  for (const one of [copy, ...copy.querySelectorAll("*")]) {
    one.getAttributeNames()
      .filter((name) => name === "class" || name.startsWith("data-"))
      .forEach((name) => one.removeAttribute(name));
  }
  const { width, height } = drawn.getBoundingClientRect();
  return set(copy, { x: EDGE + left, y: top, width, height, overflow: "visible" });
}

// The card as one SVG that needs nothing else.
function drawnFrom(card, chart) {
  const layers = [...chart.querySelectorAll(".main-svg, :scope > svg")];
  const box = chart.getBoundingClientRect();
  const { width, height } = box;
  const [title, reading, notes] = [
    "h3",
    ".reading",
    ".source",
  ].map((name) => card.querySelector(name));
  const ground = getComputedStyle(document.querySelector('[data-testid="stApp"]')).backgroundColor;
  const picture = element("svg", {});
  picture.append(element("title", {}, title.innerText), element("rect", { width: "100%", height: "100%", fill: ground }));
  const top = write(picture, reading, write(picture, title, EDGE / 2, 18, 700, width) + 6, 14, 400, width) + EDGE;
  for (const drawn of layers) {
    const at = drawn.getBoundingClientRect();
    picture.append(layer(drawn, at.left - box.left, top + at.top - box.top));
  }
  const size = { width: width + 2 * EDGE, height: write(picture, notes, top + height + 4, 12, 400, width) + EDGE };
  set(picture, { ...size, viewBox: `0 0 ${size.width} ${size.height}` });
  return { text: new XMLSerializer().serializeToString(picture), ...size };
}

async function painted({ text, width, height }) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  const scale = Math.max(2, LEAST / width);
  [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

async function takePicture(key, format) {
  const chart = document.querySelector(`.vetan-chart[data-key="${key}"], .st-key-chart-${key} .js-plotly-plot`);
  let card = chart;
  while (!card.querySelector("h3")) card = card.parentElement;
  const drawn = drawnFrom(card, chart);
  const blob = format === "png" ? await painted(drawn) : new Blob([drawn.text], { type: "image/svg+xml" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${chart.dataset.file ?? chart._context.toImageButtonOptions.filename}.${format}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // some browsers read it after the click
}

// Over plain http a browser has no clipboard for scripts; the old command still copies what is selected.
function copiedBySelection(text) {
  const [box, before] = [document.createElement("textarea"), document.activeElement];
  box.value = text;
  document.body.append(box);
  box.select();
  const copied = document.execCommand("copy");
  box.remove();
  before.focus();
  return copied;
}

// Beside the title, for eyes and for screen readers; what is said stands there in the language of the visit.
function say(what) {
  const status = document.getElementById("status");
  status.textContent = status.dataset[what] ?? "";
}

async function copyLink() {
  const link = location.href;
  const written = navigator.clipboard?.writeText(link) ?? Promise.reject();
  const copied = await written.then(
    () => true,
    () => copiedBySelection(link),
  );
  say(copied ? "copied" : "refused");
}

const TAKEN = /st-key-take-(svg|png|link|print)(?:-([\w-]+))?/;

// On a phone: shows and hides the controls behind the line that says what is set.
function toggleControls() {
  const { dataset } = document.documentElement;
  dataset.controls = dataset.controls === "open" ? "closed" : "open";
  markSummary();
}

function markSummary() {
  const open = document.documentElement.dataset.controls === "open";
  document.querySelector(".summary")?.setAttribute("aria-expanded", open);
}

// On a phone a group of options shows the one that is set (media.css): a touch on it shows all, a choice folds them.
function foldOptions(option) {
  const group = option?.closest(".stButtonGroup:has([role=radio])");
  for (const open of document.querySelectorAll(".stButtonGroup[data-open]")) {
    if (open !== group) delete open.dataset.open;
  }
  if (group) group.toggleAttribute("data-open");
}

// Notes that a reader has opened stay open when their card is drawn anew.
const openNotes = new Set();
const placeOf = (notes) => `${location.pathname} ${notes.dataset.key}`;

function rememberNotes(notes) {
  if (notes.open) openNotes.delete(placeOf(notes)); // the click that is on its way closes them
  else openNotes.add(placeOf(notes));
}

function reopenNotes() {
  for (const notes of document.querySelectorAll(".notes:not([open])")) notes.open = openNotes.has(placeOf(notes));
}

function clicked(event) {
  const notes = event.target.closest("summary")?.closest(".notes");
  if (notes) rememberNotes(notes);
  say("nothing"); // what was said is over, and is heard again when it is said again
  const button = event.target.closest("button");
  if (button?.matches(".summary")) {
    toggleControls();
    return;
  }
  foldOptions(button);
  const [, what, key] = button?.closest('[class*="st-key-take-"]')?.className.match(TAKEN) ?? [];
  if (!what) return;
  event.stopPropagation();
  if (what === "print") {
    window.print();
    return;
  }
  const done = what === "link" ? copyLink() : takePicture(key, what);
  done.catch(() => alert(document.getElementById("status").dataset.failed));
}

// Charts come as text in an attribute; each is put into its place as soon as it arrives.
function drawCharts() {
  markSummary();
  reopenNotes();
  for (const box of document.querySelectorAll("[data-svg]:not(:has(> svg))")) {
    const drawing = new DOMParser().parseFromString(box.dataset.svg, "image/svg+xml").documentElement;
    box.replaceChildren(document.importNode(drawing, true));
  }
}

// What a mark means, beside the pointer or the finger.
function describeMark(event) {
  const words = event.target.closest?.("[data-svg] [data-hover]")?.dataset.hover ?? "";
  let note = document.getElementById("mark");
  if (!note) {
    if (!words) return;
    note = document.createElement("div");
    note.id = "mark";
    note.setAttribute("role", "tooltip");
    document.querySelector('[data-testid="stApp"]').append(note);
  }
  note.textContent = words;
  note.hidden = !words;
  const room = document.documentElement.clientWidth - note.offsetWidth - 8;
  const above = event.clientY - note.offsetHeight - 12;
  note.style.left = `${Math.max(8, Math.min(event.clientX - note.offsetWidth / 2, room))}px`;
  note.style.top = `${above > 8 ? above : event.clientY + 18}px`;
}

// A choice is no place to go back to: Streamlit adds an entry to the history whenever the server writes the address.
function replaceOnSamePage() {
  const push = history.pushState.bind(history);
  history.pushState = (state, title, url) => {
    const samePage = new URL(url ?? location.href, location.href).pathname === location.pathname;
    return samePage ? history.replaceState(state, title, url) : push(state, title, url);
  };
}

// Where the page draws its head anew, it runs this file again; one listener is enough.
if (!window.takesAway) {
  replaceOnSamePage();
  document.addEventListener("click", clicked, true);
  document.addEventListener("pointermove", describeMark);
  document.addEventListener("pointerdown", describeMark);
  document.addEventListener("scroll", () => document.getElementById("mark")?.remove(), true);
  new MutationObserver(drawCharts).observe(document.body, { childList: true, subtree: true });
}
window.takesAway = true;
drawCharts();
