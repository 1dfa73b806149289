/** Keeps the page for when there is no network, and says when there is a newer one. */

/**
 * @param {() => void} newer called when a newer version than this one is ready
 */
export async function keepForLater(newer) {
  const { serviceWorker } = navigator;
  if (!serviceWorker) return; // an address without https, other than this machine's own
  const before = serviceWorker.controller;
  serviceWorker.addEventListener("controllerchange", () => {
    if (before) newer();
  });
  try {
    await serviceWorker.register("sw.js", { updateViaCache: "none" });
  } catch {
    // Without permission to keep anything, as in some private windows, the page works all the same.
  }
}
