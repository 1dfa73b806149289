/** The probability of each class as a bar. */

import { percent } from "./words.js";

export class Bars {
  /** @type {{item: HTMLElement, bar: HTMLElement, figure: HTMLElement}[]} */
  #rows = [];
  #list;

  /** @param {HTMLElement} list */
  constructor(list) {
    this.#list = list;
  }

  /** @param {string[]} classes their names */
  begin(classes) {
    this.#list.replaceChildren();
    this.#list.style.setProperty("--name", `${Math.max(...classes.map(({ length }) => length))}ch`);
    this.#rows = classes.map((text) => {
      const item = document.createElement("li");
      const name = element("span", "digit", text);
      const track = element("span", "track");
      const bar = element("span", "bar");
      const figure = element("span", "share");
      track.setAttribute("aria-hidden", "true");
      track.append(bar);
      item.append(name, track, figure);
      this.#list.append(item);
      return { item, bar, figure };
    });
    this.show(null);
  }

  /** @param {number[] | null} probabilities null for none */
  show(probabilities) {
    const highest = probabilities === null ? -1 : Math.max(...probabilities);
    for (const [digit, { item, bar, figure }] of this.#rows.entries()) {
      const share = probabilities?.[digit];
      bar.style.transform = `scaleX(${share ?? 0})`;
      figure.textContent = share === undefined ? "–" : percent(share);
      item.classList.toggle("best", share === highest);
      if (share === undefined) delete item.dataset.probability;
      else item.dataset.probability = String(share);
    }
  }
}

/**
 * @param {string} name
 * @param {string} kind
 * @param {string} text
 */
function element(name, kind, text = "") {
  const made = document.createElement(name);
  made.className = kind;
  made.textContent = text;
  return made;
}
