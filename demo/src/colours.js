/** Which colour stands for which number, as in the pictures of the pipeline. */

/**
 * @typedef {{sequential: string[], diverging: string[]}} Scales colours as #rrggbb, lowest first
 * @typedef {(value: number) => number} Paint the colour as a pixel of image data
 */

/**
 * A scale from 0 to the highest number, or where some are negative, even on both sides of 0.
 * @param {Scales} scales
 * @param {Float32Array} values
 * @returns {Paint}
 */
export function painter(scales, values) {
  let lowest = 0;
  let highest = 0;
  for (const value of values) {
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  const negative = lowest < 0;
  const end = Math.max(highest, -lowest) || 1;
  const colours = pixels(negative ? scales.diverging : scales.sequential);
  const start = negative ? -end : 0;
  const last = colours.length - 1;
  return (value) => colours[Math.min(last, Math.max(0, Math.floor(((value - start) / (end - start)) * colours.length)))];
}

/** @type {WeakMap<string[], Uint32Array>} */
const known = new WeakMap();

/**
 * @param {string[]} colours
 * @returns {Uint32Array} red first in memory, as all systems with a browser have it
 */
function pixels(colours) {
  let found = known.get(colours);
  if (!found) {
    found = Uint32Array.from(colours, (colour) => {
      const [red, green, blue] = [1, 3, 5].map((place) => parseInt(colour.slice(place, place + 2), 16));
      return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
    });
    known.set(colours, found);
  }
  return found;
}
