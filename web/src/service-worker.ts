/**
 * Answers for the server when it is away, so that a screen refreshed in an outage shows the board and not the
 * browser's error page. Page and assets of one build are kept together, all or nothing: a half-kept page would be
 * blank. `web/service-worker-build.ts` puts the names of a build in front, so each build is another worker.
 * Everything but the page and its assets passes by: figures are never answered from here.
 */
declare const BUILD: { name: string; entry: string; assets: string[] };

/** What of a service worker is used here; the compiler's own types exclude those of pages in the same program. */
interface Lasting extends Event {
  waitUntil(done: Promise<unknown>): void;
}
interface Asked extends Lasting {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Worker {
  addEventListener(type: 'install' | 'activate', run: (event: Lasting) => void): void;
  addEventListener(type: 'fetch', run: (event: Asked) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
  location: Location;
}

const worker = globalThis as unknown as Worker;
const PAGE = '/wall';
/** Both addresses serve the same page. */
const PAGES = new Set(['/', PAGE]);
const KEPT = 'page-';
/** A network that swallows everything is waited for this long, in milliseconds. */
const PATIENCE_MS = 2_000;

worker.addEventListener('install', (event) => event.waitUntil(keep().then(() => worker.skipWaiting())));
worker.addEventListener('activate', (event) => event.waitUntil(prune().then(() => worker.clients.claim())));
worker.addEventListener('fetch', (event) => {
  const { method, mode, cache, url } = event.request;
  const { origin, pathname } = new URL(url);
  // Who asks with no-store, as the change-over does, asks whether the server has it.
  if (method !== 'GET' || origin !== worker.location.origin || cache === 'no-store') return;
  if (mode === 'navigate' && PAGES.has(pathname)) event.respondWith(page(event.request));
  else if (pathname.startsWith('/assets/')) event.respondWith(asset(event.request));
});

async function keep(): Promise<void> {
  const answer = await fetch(PAGE, { cache: 'no-cache' });
  const text = await answer.clone().text();
  // Another server of another build may have answered: the next visit tries again.
  if (!answer.ok || !text.includes(BUILD.entry)) throw new Error('the page is not of this build');
  const cache = await caches.open(KEPT + BUILD.name);
  await cache.addAll(BUILD.assets);
  await cache.put(PAGE, answer);
}

async function prune(): Promise<void> {
  const others = (await caches.keys()).filter((name) => name.startsWith(KEPT) && name !== KEPT + BUILD.name);
  await Promise.all(others.map((name) => caches.delete(name)));
}

/** A build that the server has is taken; the kept one is only for when it does not answer. */
async function page(request: Request): Promise<Response> {
  const served = fetch(request);
  const kept = await find(PAGE);
  if (kept === undefined) return served;
  const late = new Promise<Response>((answer) => {
    setTimeout(() => answer(kept), PATIENCE_MS);
  });
  const answered = served.then(
    (answer) => (isAway(answer) ? kept : answer),
    () => kept,
  );
  return Promise.race([answered, late]);
}

/** A proxy speaks for a server that is away. Redirects and refusals are the server's or the proxy's own will. */
function isAway({ status }: Response): boolean {
  return status === 404 || status >= 500;
}

/** Names hold a hash of the content: what is kept is right. */
async function asset(request: Request): Promise<Response> {
  return (await find(request.url)) ?? fetch(request);
}

async function find(url: string): Promise<Response | undefined> {
  try {
    return await (await caches.open(KEPT + BUILD.name)).match(url, { ignoreVary: true });
  } catch {
    // A broken store is as good as an empty one.
    return undefined;
  }
}
