// Lets the page of a gathering open again without a net. Served at /sw.js. It keeps nothing by itself: what may lie here is
// put there by attendance.js, taken away by marks.js at log-out, and by this file when the gathering is over
// (docs/decisions/0027). It sends nothing in the background.

const PAGES = "likevel-gathering:";
const GATHERING = /^\/kursleder\/\d+\/samling\/\d+\/$/;
const FILES = /^\/(static|stil)\//;
const PATIENCE = 5000;

/** Copies whose gathering is over go, whatever page is opened. */
async function tidy() {
  const names = (await caches.keys()).filter((name) => name.startsWith(PAGES));
  const over = names.filter((name) => !(Number(name.split(":")[2]) > Date.now()));
  await Promise.all(over.map((name) => caches.delete(name)));
}

/** Under which address a copy lies: without anything behind the path, but for the page of a long list. */
function addressOf(request) {
  const { pathname, searchParams } = new URL(request.url);
  const side = Number(searchParams.get("side"));
  return GATHERING.test(pathname) && side > 1 ? `${pathname}?side=${side}` : pathname;
}

const kept = (request) => caches.match(addressOf(request));

async function fromNetOrKept(request, patience) {
  const copy = await kept(request);
  if (!copy) return fetch(request);
  const tired = new Promise((resolve) => setTimeout(() => resolve(copy), patience));
  const fresh = fetch(request).then((reply) => (reply.status >= 500 ? copy : reply), () => copy);
  return Promise.race([fresh, tired]);
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(Promise.all([tidy(), self.clients.claim()])));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate" && GATHERING.test(pathname)) {
    event.respondWith(tidy().then(() => fromNetOrKept(request, PATIENCE)));
  } else if (FILES.test(pathname)) {
    event.respondWith(fromNetOrKept(request, PATIENCE));
  } else if (request.mode === "navigate") {
    event.waitUntil(tidy());
  }
});
