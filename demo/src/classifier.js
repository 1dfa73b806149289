/** A network that reads digits. */

/**
 * @typedef {import("./worker.js").Numbers} Numbers
 * @typedef {object} Answer
 * @property {number[]} probabilities of each class
 * @property {Numbers} seen the image of 28 × 28 pixels, from 0 to 255
 * @property {Map<string, Numbers>} layers what each made of it
 */

/** Asks the worker, which has one network at a time. */
export class Classifier {
  #worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
  /** @type {Map<number, {resolve: (data: any) => void, reject: (error: Error) => void}>} */
  #waiting = new Map();
  #asked = 0;
  /** @type {Error | null} of the worker as a whole, as when its program can't be fetched */
  #failure = null;

  constructor() {
    this.#worker.addEventListener("message", ({ data: { id, error, outputs } }) => {
      const { resolve, reject } = /** @type {any} */ (this.#waiting.get(id));
      this.#waiting.delete(id);
      if (error === undefined) resolve(outputs);
      else reject(new Error(error));
    });
    this.#worker.addEventListener("error", (event) => {
      this.#failure = new Error(event.message || "its program can't be loaded");
      for (const { reject } of this.#waiting.values()) reject(this.#failure);
      this.#waiting.clear();
    });
  }

  /**
   * Take another network. What is asked from now on is answered by it.
   * @param {string} file the address of an exported network
   */
  async load(file) {
    await this.#ask({ file: new URL(file, document.baseURI).href });
  }

  /**
   * @param {{ink: Uint8Array<ArrayBuffer>, width: number, height: number}} canvas
   * @returns {Promise<Answer>}
   */
  async read(canvas) {
    const { logits, seen, ...layers } = await this.#ask(canvas, [canvas.ink.buffer]);
    return { probabilities: softmax(logits.data), seen, layers: new Map(Object.entries(layers)) };
  }

  /**
   * @param {object} question
   * @param {ArrayBuffer[]} handedOver
   * @returns {Promise<any>}
   */
  #ask(question, handedOver = []) {
    if (this.#failure) return Promise.reject(this.#failure);
    const id = this.#asked++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, ...question }, handedOver);
    });
  }
}

/**
 * @param {Float32Array} logits
 * @returns {number[]} probabilities
 */
export function softmax(logits) {
  const highest = Math.max(...logits);
  const powers = Array.from(logits, (logit) => Math.exp(logit - highest));
  const sum = powers.reduce((one, other) => one + other);
  return powers.map((power) => power / sum);
}
