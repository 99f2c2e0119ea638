// The service worker: the site without a network. Pages come from the network
// where there is one, files with a hash in their name from the cache.

interface Keep {
  version: string;
  paths: string[];
  /** The page that stands for those that are not kept. */
  offline: string;
}

interface WorkerScope {
  pillarsKeep: Keep;
  addEventListener(type: "install" | "activate", listener: (event: { waitUntil(p: Promise<unknown>): void }) => void): void;
  addEventListener(type: "fetch", listener: (event: { request: Request; respondWith(r: Promise<Response>): void }) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
  registration: { scope: string };
}

const scope = self as unknown as WorkerScope;
const keep = scope.pillarsKeep;
const cacheName = `pillars ${keep.version}`;

scope.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(cacheName)
      .then((cache) => cache.addAll(keep.paths))
      .then(() => scope.skipWaiting()),
  );
});

scope.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((n) => n.startsWith("pillars ") && n !== cacheName).map((n) => caches.delete(n))))
      .then(() => scope.clients.claim()),
  );
});

scope.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(scope.registration.scope)) return;
  if (request.url.endsWith(".zip")) return; // for the reader's disk, not for the cache
  event.respondWith(/\/assets\/[^/]+-[A-Za-z0-9]{10}\.\w+$/.test(request.url) ? fromCache(request) : fromNetwork(request));
});

async function fromCache(request: Request): Promise<Response> {
  const cache = await caches.open(cacheName);
  return (await cache.match(request)) ?? store(cache, request, await fetch(request));
}

async function fromNetwork(request: Request): Promise<Response> {
  const cache = await caches.open(cacheName);
  try {
    return await store(cache, request, await fetch(request));
  } catch (error) {
    const folder = request.url.replace(/index\.html(?=$|[?#])/, ""); // one page, two addresses
    const kept = (await cache.match(request, { ignoreSearch: true })) ?? (await cache.match(folder, { ignoreSearch: true }));
    if (kept) return kept;
    if (request.mode === "navigate") return Response.redirect(new URL(keep.offline, scope.registration.scope).href);
    throw error;
  }
}

async function store(cache: Cache, request: Request, response: Response): Promise<Response> {
  if (response.ok && response.type === "basic") await cache.put(request, response.clone());
  return response;
}
