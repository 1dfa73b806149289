/** The feature maps of each layer, as pictures. */

import { painter } from "./colours.js";
import { number } from "./words.js";

/**
 * @typedef {import("./worker.js").Numbers} Numbers
 * @typedef {import("./colours.js").Scales} Scales
 * @typedef {{name: string, title: string, shape: number[]}} Layer an output of the network for one image
 */

const GAP = 3; // CSS pixels between maps
const MANY = 40; // maps of a layer, from where on they are drawn smaller

/** One figure for each layer. */
export class Maps {
  /** @type {Map<string, {canvas: HTMLCanvasElement, title: string, shape: number[]}>} */
  #figures = new Map();
  /** @type {Map<string, Numbers>} */
  #shown = new Map();

  /** @type {Scales} */
  scales = { sequential: [], diverging: [] };

  /** @param {HTMLElement} place */
  constructor(place) {
    this.place = place;
    // How many maps stand in a row follows from the room there is.
    new ResizeObserver(() => this.#paint()).observe(place);
  }

  /**
   * Empty figures for the layers of another network.
   * @param {Layer[]} layers
   */
  begin(layers) {
    this.#shown = new Map();
    this.#figures = new Map();
    const figures = layers.map(({ name, title, shape }) => {
      const figure = document.createElement("figure");
      const caption = document.createElement("figcaption");
      const canvas = document.createElement("canvas");
      canvas.setAttribute("role", "img");
      caption.textContent = title;
      figure.append(caption, canvas);
      this.#figures.set(name, { canvas, title, shape });
      return figure;
    });
    this.place.replaceChildren(...figures);
    this.show(new Map());
  }

  /** @param {Map<string, Numbers>} layers what each made of the image; none of an empty canvas */
  show(layers) {
    this.#shown = layers;
    this.#paint();
  }

  #paint() {
    const room = this.place.firstElementChild?.clientWidth ?? 0;
    for (const [name, { canvas, title, shape }] of this.#figures) {
      const numbers = this.#shown.get(name);
      const plan = layout(shape, room);
      if (canvas.width !== plan.across) canvas.width = plan.across;
      if (canvas.height !== plan.down) canvas.height = plan.down;
      const context = canvas.getContext("2d");
      if (numbers) context?.putImageData(painted(numbers, plan, this.scales), 0, 0);
      // An empty canvas has its size already, so that nothing on the page moves later.
      else context?.clearRect(0, 0, canvas.width, canvas.height);
      canvas.classList.toggle("empty", !numbers);
      canvas.setAttribute("aria-label", `${title}: ${numbers ? inWords(numbers) : "nothing yet"}`);
    }
  }
}

/**
 * How a layer is laid out: maps of several pixels side by side, single numbers as squares. One of its
 * pixels is a square of `scale` CSS pixels.
 * @param {readonly number[]} shape channels × height × width, or how many numbers
 * @param {number} room CSS pixels
 */
function layout([count, height = 1, width = 1], room) {
  const flat = height * width === 1;
  const side = count > MANY ? 36 : 56;
  const scale = flat ? (count > MANY ? 10 : 20) : Math.max(1, Math.min(10, Math.round(side / width)));
  const gap = flat ? 0 : GAP;
  const fitting = Math.max(1, Math.floor((room + gap) / (width * scale + gap)));
  const rows = Math.ceil(count / fitting);
  const columns = Math.ceil(count / rows);
  return {
    count, height, width, scale, columns,
    stepAcross: width * scale + gap,
    stepDown: height * scale + gap,
    across: columns * (width * scale + gap) - gap,
    down: rows * (height * scale + gap) - gap,
  };
}

/**
 * @param {Numbers} numbers
 * @param {ReturnType<typeof layout>} plan
 * @param {Scales} scales
 */
function painted({ data }, { count, height, width, scale, columns, stepAcross, stepDown, across, down }, scales) {
  const image = new ImageData(across, down); // clear where nothing is painted
  const pixels = new Uint32Array(image.data.buffer);
  const colour = painter(scales, data);
  for (let map = 0, next = 0; map < count; map++) {
    const corner = Math.floor(map / columns) * stepDown * across + (map % columns) * stepAcross;
    for (let row = 0; row < height; row++) {
      const start = corner + row * scale * across;
      for (let column = 0; column < width; column++, next++) {
        pixels.fill(colour(data[next]), start + column * scale, start + (column + 1) * scale);
      }
      for (let line = 1; line < scale; line++) {
        pixels.copyWithin(start + line * across, start, start + width * scale);
      }
    }
  }
  return image;
}

/**
 * @param {Numbers} numbers
 * @returns {string} what a layer's picture shows
 */
function inWords({ dims, data }) {
  let lowest = 0;
  let highest = 0;
  for (let index = 1; index < data.length; index++) {
    if (data[index] < data[lowest]) lowest = index;
    if (data[index] > data[highest]) highest = index;
  }
  const map = Math.floor(highest / (data.length / dims[1])) + 1;
  return `from ${number(data[lowest])} to ${number(data[highest])}, highest in number ${map} of ${dims[1]}`;
}
