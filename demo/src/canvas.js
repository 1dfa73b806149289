/** The canvas that is drawn on. */

import { drawImage, drawStroke } from "./strokes.js";

/** @typedef {import("./strokes.js").Point} Point */
/** @typedef {{points: Point[]} | {image: CanvasImageSource}} Mark a stroke, or a digit put there */

const PUT_AWAY = 10_000; // milliseconds without a pen, after which fingers draw again

/**
 * Takes strokes of mouse, pen and touch. The ink is white on black, whatever colours are shown, and
 * its pixels are those of the canvas, however large that is shown.
 */
export class Pad {
  /** @type {Mark[]} in the order in which they were made */
  #marks = [];
  /** @type {Point[]} of the stroke that is being drawn */
  #points = [];
  /** @type {number | null} the pointer that draws it */
  #pointer = null;
  /** When a pen was last at work, in milliseconds: a hand that rests beside it doesn't draw. */
  #penAt = -Infinity;
  #context;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {(ended: boolean) => void} changed told of every change; false while a stroke goes on
   */
  constructor(canvas, changed) {
    this.canvas = canvas;
    this.changed = changed;
    // In main memory, as it is read after every change.
    this.#context = /** @type {CanvasRenderingContext2D} */ (
      canvas.getContext("2d", { willReadFrequently: true, alpha: false })
    );
    canvas.addEventListener("pointerdown", (event) => this.#begin(event));
    canvas.addEventListener("pointermove", (event) => this.#go(event));
    canvas.addEventListener("pointerup", (event) => this.#end(event));
    canvas.addEventListener("pointercancel", (event) => this.#cancel(event));
    this.#draw();
  }

  /** Whether there is nothing on it. */
  get blank() {
    return this.#marks.length === 0;
  }

  /**
   * The ink as the network takes it: a byte per pixel, row by row, 0 for none.
   * @returns {{ink: Uint8Array<ArrayBuffer>, width: number, height: number}}
   */
  read() {
    const { width, height } = this.canvas;
    const { data } = this.#context.getImageData(0, 0, width, height);
    const ink = new Uint8Array(width * height);
    for (let index = 0; index < ink.length; index++) ink[index] = data[4 * index]; // of red, green, blue, opacity
    return { ink, width, height };
  }

  /** Take the last stroke back. */
  undo() {
    this.#stop();
    this.#marks.pop();
    this.#draw();
    this.changed(true);
  }

  /** Take everything away. */
  clear() {
    this.#stop();
    this.#marks = [];
    this.#draw();
    this.changed(true);
  }

  /**
   * Put an image in place of all that is there.
   * @param {CanvasImageSource} image
   */
  show(image) {
    this.#stop();
    this.#marks = [{ image }];
    this.#draw();
    this.changed(true);
  }

  #stop() {
    this.#pointer = null;
  }

  /** @param {PointerEvent} event */
  #noteOfPen(event) {
    if (event.pointerType === "pen") this.#penAt = event.timeStamp;
  }

  /** @param {PointerEvent} event */
  #begin(event) {
    const withPen = event.timeStamp - this.#penAt < PUT_AWAY;
    this.#noteOfPen(event);
    if (event.pointerType === "pen" && !withPen && this.#pointer !== null) this.undo(); // the hand before it
    const rests = withPen && event.pointerType === "touch";
    if (this.#pointer !== null || event.button !== 0 || rests) return;
    event.preventDefault(); // no text is marked, no picture dragged
    this.canvas.setPointerCapture(event.pointerId);
    this.#pointer = event.pointerId;
    this.#points = [this.#place(event)];
    this.#marks.push({ points: this.#points });
    this.#draw();
    this.changed(false);
  }

  /** @param {PointerEvent} event */
  #go(event) {
    this.#noteOfPen(event);
    if (event.pointerId !== this.#pointer) return;
    // All places since the last event, not only the newest; some browsers have no list, or an empty one.
    const events = event.getCoalescedEvents?.() ?? [];
    for (const each of events.length ? events : [event]) this.#points.push(this.#place(each));
    this.#draw();
    this.changed(false);
  }

  /** @param {PointerEvent} event */
  #end(event) {
    this.#noteOfPen(event);
    if (event.pointerId !== this.#pointer) return;
    this.#stop();
    this.changed(true);
  }

  /**
   * What the system takes for a resting hand, or for a gesture of its own, was no stroke.
   * @param {PointerEvent} event
   */
  #cancel(event) {
    if (event.pointerId === this.#pointer) this.undo();
  }

  /**
   * @param {PointerEvent} event
   * @returns {Point}
   */
  #place(event) {
    const box = this.canvas.getBoundingClientRect();
    return {
      x: ((event.clientX - box.left) / box.width) * this.canvas.width,
      y: ((event.clientY - box.top) / box.height) * this.canvas.height,
    };
  }

  // Everything anew, so that the same strokes always give the same pixels.
  #draw() {
    const words = this.blank ? "empty" : `${this.#marks.length} ${this.#marks.length === 1 ? "mark" : "marks"}`;
    this.canvas.setAttribute("aria-label", `Canvas to draw on with mouse, pen or finger: ${words}`);
    this.#context.fillStyle = "#000";
    this.#context.fillRect(0, 0, this.canvas.width, this.canvas.height);
    for (const mark of this.#marks) {
      if ("points" in mark) drawStroke(this.#context, mark.points);
      else drawImage(this.#context, mark.image);
    }
  }
}
