/** The page: what is drawn goes to the network, what the network says is shown. */

import { AnswerView } from "./answer.js";
import { Pad } from "./canvas.js";
import { Classifier } from "./classifier.js";
import { showExamples } from "./examples.js";
import { Maps } from "./maps.js";
import { newest } from "./newest.js";
import { keepForLater, tellOfNewer } from "./offline.js";
import { fetchSite } from "./site.js";
import { byId, preparation, size } from "./words.js";

/** @typedef {import("./site.js").Model} Model */

const chooser = /** @type {HTMLSelectElement} */ (byId("model"));
const undo = /** @type {HTMLButtonElement} */ (byId("undo"));
const clear = /** @type {HTMLButtonElement} */ (byId("clear"));
const view = new AnswerView();
const maps = new Maps(byId("layers"));
const classifier = new Classifier();
let ready = false; // whether the chosen network has been loaded
let choices = 0;
let ended = true; // whether no stroke is going on

const pad = new Pad(/** @type {HTMLCanvasElement} */ (byId("pad")), (over) => {
  ended = over;
  undo.disabled = clear.disabled = pad.blank;
  ask();
});
const ask = newest(read, (busy) => byId("reading").setAttribute("aria-busy", String(busy)));

async function read() {
  if (pad.blank) {
    view.showNothing();
    if (ready) view.status("");
    maps.show(new Map());
  }
  if (pad.blank || !ready) return;
  const over = ended;
  const start = performance.now();
  try {
    const answer = await classifier.read(pad.read());
    // Meanwhile it may have been cleared, or another network chosen: then this is no answer to it.
    if (pad.blank || !ready) return;
    view.show(answer, performance.now() - start, over);
    maps.show(answer.layers);
  } catch (error) {
    view.fail("The network can't be run", error);
  }
}

/**
 * @param {Model} model
 * @param {number} more bytes to load with it
 */
async function choose(model, more = 0) {
  const choice = ++choices;
  ready = false;
  // What the network before said is no answer of this one, nor to strokes that come meanwhile.
  view.showNothing();
  maps.show(new Map());
  delete document.documentElement.dataset.model;
  view.status(`loading ${model.name}, ${size(model.bytes + more)} …`);
  try {
    await classifier.load(model.file);
  } catch (error) {
    if (choice === choices) view.fail(`${model.name} can't be loaded`, error);
    return;
  }
  if (choice !== choices) return; // another one was chosen meanwhile
  maps.begin(model.layers);
  byId("prepared").textContent = preparation(model.whole);
  ready = true;
  view.status("");
  document.documentElement.dataset.model = model.name;
  ask();
}

async function begin() {
  const site = await fetchSite();
  for (const { name, bytes, accuracy } of site.models) {
    chooser.add(new Option(`${name} · ${(100 * accuracy).toFixed(2)} % right · ${size(bytes)}`, name));
  }
  view.begin(site.classes);
  chooser.value = site.default;
  chooser.disabled = false;
  const chosen = () => /** @type {Model} */ (site.models.find(({ name }) => name === chooser.value));
  chooser.addEventListener("change", () => choose(chosen()));
  maps.scales = site.scales;
  maps.begin(chosen().layers);
  for (const [kind, colours] of Object.entries(site.scales)) {
    byId(kind).style.background = `linear-gradient(to right, ${colours.join(", ")})`;
  }
  await Promise.all([
    choose(chosen(), site.runtime_bytes),
    showExamples(byId("digits"), site.digits, site.classes, (image) => pad.show(image)),
  ]);
}

undo.addEventListener("click", () => pad.undo());
clear.addEventListener("click", () => pad.clear());
document.addEventListener("keydown", (event) => {
  if (pad.blank || event.target === chooser) return;
  const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z";
  if (isUndo) pad.undo();
  else if (event.key === "Escape" || event.key === "Delete") pad.clear();
  else return;
  event.preventDefault();
});

byId("reload").addEventListener("click", () => location.reload());
tellOfNewer(() => {
  if (pad.blank) location.reload();
  else byId("update").hidden = false;
});
view.status("loading …");
await begin().catch((error) => view.fail("The page can't be loaded", error));
await keepForLater(); // last, so that nothing waits for it
