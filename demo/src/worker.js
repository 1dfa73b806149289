/** Runs a network beside the page, which stays quick while it computes. */

import * as ort from "../runtime/ort.wasm.bundle.min.js";

// More threads would need headers that not every host can send.
ort.env.wasm.numThreads = 1;
ort.env.wasm.wasmPaths = { wasm: new URL("../runtime/ort-wasm-simd-threaded.wasm", import.meta.url).href };

/** @type {ort.InferenceSession | undefined} */
let session;
/** One after the other, in the order in which they came. */
let before = Promise.resolve();

/** The newest question for a network, and what ends the fetching of those before it. */
let newest = -1;
let fetching = new AbortController();

self.addEventListener("message", ({ data }) => {
  if ("file" in data) {
    newest = data.id;
    fetching.abort();
    fetching = new AbortController();
  }
  before = before.then(() => answer(data));
});

/**
 * @typedef {{id: number, file: string} | {id: number, ink: Uint8Array, width: number, height: number}} Question
 * @typedef {{dims: readonly number[], data: Float32Array}} Numbers
 */

/** @param {Question} question */
async function answer(question) {
  try {
    if ("file" in question) {
      if (question.id === newest) await load(question.file);
      self.postMessage({ id: question.id });
    } else {
      const outputs = await run(question);
      const buffers = Object.values(outputs).map(({ data }) => data.buffer);
      self.postMessage({ id: question.id, outputs }, { transfer: buffers });
    }
  } catch (error) {
    self.postMessage({ id: question.id, error: error instanceof Error ? error.message : String(error) });
  }
}

/** @param {string} file */
async function load(file) {
  const response = await fetch(file, { signal: fetching.signal });
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`.trim());
  const bytes = new Uint8Array(await response.arrayBuffer());
  await session?.release();
  session = undefined;
  session = await ort.InferenceSession.create(bytes, { executionProviders: ["wasm"] });
}

/**
 * @param {{ink: Uint8Array, width: number, height: number}} canvas
 * @returns {Promise<Record<string, Numbers>>} the outputs, in the order of the file
 */
async function run({ ink, width, height }) {
  if (!session) throw new Error("no network is loaded");
  const images = new ort.Tensor("uint8", ink, [1, 1, height, width]);
  const found = await session.run({ images });
  // Copies: the memory of the runtime can't be handed over.
  return Object.fromEntries(
    session.outputNames.map((name) => {
      const { dims, data } = found[name];
      return [name, { dims, data: Float32Array.from(/** @type {Float32Array} */ (data)) }];
    }),
  );
}
