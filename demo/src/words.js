/** Words on the page. */

/**
 * A part of the page.
 * @param {string} id
 */
export function byId(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/**
 * One decimal; what is rounded up to all is said to be less.
 * @param {number} share
 */
export function percent(share) {
  const text = (100 * share).toFixed(1);
  return text === "100.0" && share < 1 ? "> 99.9 %" : `${text} %`;
}

/** @param {number} bytes */
export function size(bytes) {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/**
 * What to do, once it is known what networks tell apart.
 * @param {string[]} classes their names
 */
export function invitation(classes) {
  return classes.join() === "0,1,2,3,4,5,6,7,8,9" ? "Draw a digit" : "Draw a picture";
}

/** @param {boolean} whole whether a network takes the canvas as it is */
export function preparation(whole) {
  if (whole) return "The canvas, made smaller to 28 × 28 pixels.";
  return "Your drawing cut out, made smaller, and moved to the middle of 28 × 28 pixels, as all images of MNIST are.";
}

/** @param {string} name of a class, as in "an 8" and "a 3" */
export function article(name) {
  const vowel = /^([aefhilmnorsx]|8\d*|1[18]|[aeio]\D.*)$/i.test(name);
  return `${vowel ? "an" : "a"} ${name}`;
}

/**
 * Three digits that count, with a true minus.
 * @param {number} value
 */
export function number(value) {
  return String(Number(value.toPrecision(3))).replace("-", "−");
}
