/** What the network says of the drawing: in large, as bars, as the image that it saw, and in words. */

import { Bars } from "./bars.js";
import { showSeen } from "./seen.js";
import { article, byId, invitation, percent } from "./words.js";

/** The parts of the page that show one answer. */
export class AnswerView {
  #figure = byId("answer");
  #sure = byId("sure");
  #status = byId("status");
  #said = byId("said");
  #seen = /** @type {HTMLCanvasElement} */ (byId("seen"));
  /** @type {string[]} */
  #classes = [];
  #invitation = document.title;
  #bars = new Bars(byId("probabilities"));

  constructor() {
    this.showNothing();
  }

  /** @param {string[]} classes names of what networks tell apart */
  begin(classes) {
    this.#classes = classes;
    this.#bars.begin(classes);
    this.#invitation = document.title = byId("title").textContent = invitation(classes);
    if (this.#figure.classList.contains("none")) this.showNothing();
  }

  /** As it is while nothing is drawn. */
  showNothing() {
    this.#figure.textContent = "?";
    this.#figure.classList.add("none");
    this.#figure.classList.remove("word");
    delete this.#figure.dataset.milliseconds;
    this.#sure.textContent = this.#invitation;
    this.#said.textContent = "";
    this.#bars.show(null);
    showSeen(this.#seen, null);
  }

  /**
   * @param {import("./classifier.js").Answer} answer
   * @param {number} milliseconds that it took
   * @param {boolean} ended whether no stroke is going on: only then the answer is said aloud
   */
  show({ probabilities, seen }, milliseconds, ended) {
    const best = Math.max(...probabilities);
    const name = this.#classes[probabilities.indexOf(best)];
    this.#figure.textContent = name;
    this.#figure.classList.toggle("word", name.length > 2);
    this.#figure.classList.remove("none");
    this.#figure.dataset.milliseconds = String(milliseconds);
    this.#sure.textContent = `${percent(best)} sure`;
    this.status(`read in ${Math.max(1, Math.round(milliseconds))} ms`);
    this.#bars.show(probabilities);
    showSeen(this.#seen, seen);
    if (ended) this.#said.textContent = `It looks like ${article(name)}, ${percent(best)} sure`;
  }

  /** @param {string} text what is going on */
  status(text) {
    this.#status.textContent = text;
    this.#status.classList.remove("problem", "late");
  }

  /**
   * @param {string} what went wrong
   * @param {unknown} error why
   */
  fail(what, error) {
    this.status(`${what}: ${error instanceof Error ? error.message : error}. Reload the page to try again.`);
    this.#status.classList.add("problem");
    this.#said.textContent = this.#status.textContent;
  }
}
