/** Keeps the page for when there is no network, and says when there is a newer one. */

/**
 * From the start: the browser may look for a newer version of itself.
 * @param {() => void} newer called when a newer version than this one is ready
 */
export function tellOfNewer(newer) {
  const before = navigator.serviceWorker?.controller;
  if (before) navigator.serviceWorker.addEventListener("controllerchange", newer);
}

export async function keepForLater() {
  try {
    // There is none at an address without https, other than this machine's own.
    await navigator.serviceWorker?.register("sw.js", { updateViaCache: "none" });
  } catch {
    // Without permission to keep anything, as in some private windows, the page works all the same.
  }
}
