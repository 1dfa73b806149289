/** The image that the network sees, white on black as it is. */

/**
 * @param {HTMLCanvasElement} canvas of as many pixels as the image
 * @param {import("./worker.js").Numbers | null} seen from 0 to 255; null for none
 */
export function showSeen(canvas, seen) {
  const image = new ImageData(canvas.width, canvas.height);
  const pixels = image.data.fill(255);
  for (let index = 0; index < pixels.length / 4; index++) {
    pixels.fill(seen ? Math.round(seen.data[index]) : 0, 4 * index, 4 * index + 3);
  }
  canvas.getContext("2d")?.putImageData(image, 0, 0);
  canvas.setAttribute("aria-label", seen ? "Your drawing in 28 × 28 grey pixels, white on black" : "Nothing yet");
}
