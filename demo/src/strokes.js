/** Ink on a canvas: strokes of a round pen. */

/**
 * Pixels of the canvas. Strokes of MNIST's training images are an eighth of the longer side of their
 * digit (0.126 on average), which is this for a digit that fills four sevenths of the canvas.
 */
export const PEN = 20;

/** @typedef {{x: number, y: number}} Point pixels of the canvas, from its upper left corner */

/**
 * Draw one stroke, rounded between its points.
 * @param {CanvasRenderingContext2D} context
 * @param {Point[]} points one or more
 */
export function drawStroke(context, points) {
  const [first] = points;
  const last = points[points.length - 1];
  context.fillStyle = context.strokeStyle = "#fff";
  context.lineWidth = PEN;
  context.lineCap = context.lineJoin = "round";
  context.beginPath();
  if (points.every(({ x, y }) => x === first.x && y === first.y)) {
    // A line of no length has no ink in some browsers.
    context.arc(first.x, first.y, PEN / 2, 0, 2 * Math.PI);
    context.fill();
    return;
  }
  context.moveTo(first.x, first.y);
  // Curves that bend at the points and meet half-way between them.
  for (let index = 1; index < points.length - 1; index++) {
    const { x, y } = points[index];
    const next = points[index + 1];
    context.quadraticCurveTo(x, y, (x + next.x) / 2, (y + next.y) / 2);
  }
  context.lineTo(last.x, last.y);
  context.stroke();
}

/**
 * Draw an image over the whole canvas, each of its pixels as a square: so the network gets back
 * the very pixels of the image.
 * @param {CanvasRenderingContext2D} context
 * @param {CanvasImageSource} image
 */
export function drawImage(context, image) {
  context.imageSmoothingEnabled = false;
  context.drawImage(image, 0, 0, context.canvas.width, context.canvas.height);
}
