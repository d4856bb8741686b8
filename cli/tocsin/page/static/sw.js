// Keeps every file of this page, so that it opens without a network; asks no host but its own.

const LIST = "files.json";

async function keep() {
  const listed = await fetch(LIST, { cache: "no-store" });
  const { version, files } = await listed.clone().json();
  const cache = await caches.open(`tocsin-${registration.scope}-${version}`);
  await cache.put(LIST, listed);
  await cache.addAll(["./", ...Object.keys(files)]);
  for (const name of await caches.keys())
    if (name.startsWith(`tocsin-${registration.scope}-`) && !name.endsWith(version)) await caches.delete(name);
}

addEventListener("install", (event) => event.waitUntil(keep().then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

// The list of files is asked for first: if it names another version, that is fetched for the next visit.
async function answer(request) {
  const kept = await caches.match(request, { ignoreSearch: true });
  return kept ?? fetch(request);
}

async function renew() {
  const [was, is] = [await caches.match(LIST), await fetch(LIST, { cache: "no-store" })];
  if (was && is.ok && (await was.json()).version !== (await is.json()).version) await keep();
}

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return;
  event.respondWith(answer(request));
  if (request.mode === "navigate") event.waitUntil(renew().catch(() => null));
});
