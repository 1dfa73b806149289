/**
 * Serves the page from the browser's own store, with or without a network.
 *
 * The build writes above this line what `SITE` is: the version, a hash of all contents, and the files
 * to fetch at once. The other networks are kept when they are first chosen.
 */

const CACHE = `digits-${SITE.version}`;

self.addEventListener("install", (event) => {
  event.waitUntil(fill());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(takeOver());
});

self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "GET" && url.startsWith(self.registration.scope)) event.respondWith(answer(event.request));
});

async function fill() {
  const cache = await caches.open(CACHE);
  // Asks the server whether what the browser has is still the newest.
  await cache.addAll(SITE.files.map((file) => new Request(file, { cache: "no-cache" })));
  await self.skipWaiting();
}

async function takeOver() {
  const others = (await caches.keys()).filter((name) => name.startsWith("digits-") && name !== CACHE);
  await Promise.all(others.map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function answer(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request, { ignoreSearch: true });
  if (kept) return kept;
  const response = await fetch(request);
  // Where there is no room for it, it isn't kept, but it was fetched.
  if (response.ok) await cache.put(request, response.clone()).catch(() => {});
  return response;
}
