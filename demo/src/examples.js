/** Digits of the test set, to be put on the canvas by a click. */

import { article } from "./words.js";

/** @typedef {{file: string, side: number, images: {place: number, label: number}[]}} Digits side by side in one picture */

/**
 * A button for each.
 * @param {HTMLElement} place
 * @param {Digits} digits
 * @param {string[]} classes their names
 * @param {(image: HTMLCanvasElement, label: number) => void} chosen
 */
export async function showExamples(place, { file, side, images }, classes, chosen) {
  const picture = new Image();
  picture.src = file;
  await picture.decode();
  for (const [index, { place: where, label }] of images.entries()) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = side;
    canvas.getContext("2d")?.drawImage(picture, index * side, 0, side, side, 0, 0, side, side);
    const button = document.createElement("button");
    button.type = "button";
    button.title = `test image ${where}, ${article(classes[label])}`;
    button.setAttribute("aria-label", button.title);
    button.append(canvas);
    button.addEventListener("click", () => chosen(canvas, label));
    place.append(button);
  }
}
