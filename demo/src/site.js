/** What there is to load. */

/**
 * @typedef {object} Model
 * @property {string} name
 * @property {string} file
 * @property {number} bytes
 * @property {number} accuracy on the test images
 * @property {import("./maps.js").Layer[]} layers
 * @property {boolean} whole whether it takes the canvas as it is, and doesn't centre the ink
 *
 * @typedef {object} Site what models.json holds
 * @property {string} default the name of a model
 * @property {number} runtime_bytes
 * @property {Model[]} models one or more
 * @property {string[]} classes names of what networks tell apart
 * @property {import("./examples.js").Digits} digits
 * @property {import("./colours.js").Scales} scales
 */

/** @returns {Promise<Site>} */
export async function fetchSite() {
  const response = await fetch("models.json");
  if (!response.ok) throw new Error(`models.json: ${response.status} ${response.statusText}`.trim());
  return response.json();
}
