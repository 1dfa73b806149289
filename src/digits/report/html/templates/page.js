const data = (id) => JSON.parse(document.getElementById(id).textContent);
const charts = data("charts");
const calibration = data("calibration");
const confusion = data("confusion");
const tileOf = new Map(confusion.places.map((place, tile) => [place, tile]));

async function draw(element, spec) {
  const theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const options = { mode: "vega-lite", renderer: "svg", actions: false, tooltip: { theme } };
  return (await window.vegaEmbed(element, spec, options)).view;
}

// Charts that are always there.
for (const element of document.querySelectorAll("[data-chart]")) {
  draw(element, charts[element.dataset.chart]);
}

// Curves: what is measured, on which images, of which networks.
const curves = document.querySelector("form.curves");
const boxes = [...curves.querySelectorAll("[name=shown]")];
let curvesView = Promise.resolve();

function shown() {
  return boxes.filter((box) => box.checked).map((box) => box.value);
}

function drawCurves() {
  const chosen = new FormData(curves);
  const spec = structuredClone(charts[`${chosen.get("quantity")}-${chosen.get("kind")}`]);
  spec.params.find((parameter) => parameter.name === "shown").value = shown();
  curvesView = curvesView.then((before) => {
    before?.finalize();
    return draw(curves.querySelector("[data-curves]"), spec);
  });
}

async function showLines() {
  const view = await curvesView;
  await view.signal("shown", shown()).runAsync();
}

curves.addEventListener("change", (event) => {
  if (event.target.name === "shown") showLines();
  else drawCurves();
});
for (const [name, checked] of [["all", true], ["none", false]]) {
  curves.querySelector(`[data-${name}]`).addEventListener("click", () => {
    for (const box of boxes) box.checked = checked;
    showLines();
  });
}
drawCurves();

// What a click does something to is plain text until now: without this script, it does nothing.
function asButton(cell) {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...cell.childNodes);
  cell.append(button);
  return button;
}

// Tables: a click on a column's name sorts by it, one more the other way.
function sortBy(header) {
  const table = header.closest("table");
  const column = header.cellIndex;
  const down = header.getAttribute("aria-sort") === "ascending";
  for (const other of table.querySelectorAll("[aria-sort]")) other.removeAttribute("aria-sort");
  header.setAttribute("aria-sort", down ? "descending" : "ascending");
  const value = (row) => row.cells[column].dataset.value;
  const compare = (one, other) => one.localeCompare(other, "en", { numeric: true });
  const number = (one, other) => Number(one) - Number(other);
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const order = rows.every((row) => value(row) === "" || !Number.isNaN(Number(value(row)))) ? number : compare;
  const filled = rows.filter((row) => value(row) !== "");
  filled.sort((one, other) => order(value(one), value(other)) * (down ? -1 : 1));
  // What has no figure comes last, whichever way.
  body.append(...filled, ...rows.filter((row) => value(row) === ""));
}
for (const header of document.querySelectorAll("table.sortable thead th")) {
  asButton(header).addEventListener("click", () => sortBy(header));
}

// One network at a time, the one that the address names, as in #model-lenet.
const chooser = document.getElementById("chooser");
const drawn = new Set();

function choose(model) {
  for (const article of document.querySelectorAll(".model")) {
    article.classList.toggle("chosen", article.id === `model-${model}`);
  }
  chooser.value = model;
  if (drawn.has(model)) return;
  drawn.add(model);
  const element = document.querySelector(`[data-calibration="${CSS.escape(model)}"]`);
  const datasets = { ...charts.calibration.datasets, [calibration.name]: calibration.models[model] };
  draw(element, { ...charts.calibration, datasets });
}

// The network that the address names; null where it names none, or is no address.
function modelInAddress() {
  if (!location.hash.startsWith("#model-")) return null;
  try {
    const model = decodeURIComponent(location.hash.slice("#model-".length));
    return Object.hasOwn(confusion.models, model) ? model : null;
  } catch {
    return null;
  }
}

function chooseByAddress() {
  const model = modelInAddress();
  if (model === null) return false;
  choose(model);
  const article = document.getElementById(`model-${model}`);
  article.scrollIntoView();
  article.focus({ preventScroll: true });
  return true;
}

chooser.addEventListener("change", () => {
  history.replaceState(null, "", `#model-${chooser.value}`);
  choose(chooser.value);
});
addEventListener("hashchange", chooseByAddress);
if (!chooseByAddress()) choose(chooser.value);

// Confusion matrices: the images behind a count.
function add(parent, name, text = "", attributes = {}) {
  const element = document.createElement(name);
  element.textContent = text;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  parent.append(element);
  return element;
}

function addImage(list, place, words, sure) {
  const item = add(list, "li");
  const tile = tileOf.get(place);
  add(item, "span", "", {
    class: "tile",
    role: "img",
    "aria-label": `test image ${place}: ${words}, ${sure}`,
    style: `--column: ${tile % confusion.columns}; --row: ${Math.floor(tile / confusion.columns)}`,
  });
  add(item, "span", sure, { class: "note" });
}

function toggleCell(button) {
  const cell = button.closest("td");
  const table = cell.closest("table");
  const model = table.dataset.model;
  const panel = document.querySelector(`#model-${CSS.escape(model)} .cell`);
  const heading = panel.querySelector("[role=status]");
  const open = button.getAttribute("aria-expanded") === "false";
  for (const other of table.querySelectorAll("[aria-expanded=true]")) {
    other.setAttribute("aria-expanded", "false");
  }
  heading.textContent = "";
  panel.querySelector("ul")?.remove();
  if (!open) return;
  button.setAttribute("aria-expanded", "true");
  const words = cell.dataset.words;
  const images = confusion.models[model][cell.dataset.cell];
  const order = cell.classList.contains("right") ? "the first of the file" : "the surest first";
  // Only this line is read out: the images can be many.
  heading.textContent = `${words[0].toUpperCase()}${words.slice(1)}: ${images.length} of ${button.textContent}, ${order}`;
  const list = add(panel, "ul", "", { class: "tiles" });
  for (const [place, sure] of images) addImage(list, place, words, sure);
}
for (const cell of document.querySelectorAll("[data-cell]")) {
  const button = asButton(cell);
  button.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-label", `${button.textContent}: ${cell.dataset.words}`);
  button.addEventListener("click", () => toggleCell(button));
}

// Coloured tables: the cell under the pointer in words. Lists below have them for all others.
for (const line of document.querySelectorAll(".said")) {
  const table = line.previousElementSibling.querySelector("table");
  for (const event of ["pointerover", "click"]) {
    table.addEventListener(event, ({ target }) => {
      const words = target.closest("td")?.dataset.words;
      if (words) line.textContent = words;
    });
  }
}
