// Lets a juror's own pages open without a connection. Its scope is /jury/, so it never rules over another page; it answers
// for nothing but those pages and the files that they are made of, and keeps what this juror has opened or been assigned.
// VERSION and SHELL are written above this line by the server: a new version takes the pages over and drops the old cache.
const PREFIX = "essaim-jury-";
const CACHE = PREFIX + VERSION;
const OWNER = "/jury/-owner";
const PATIENCE = 4000;

async function put(cache, path, answer) {
  const headers = new Headers(answer.headers);
  for (const name of ["content-encoding", "content-length"]) headers.delete(name);
  await cache.put(path, new Response(await answer.blob(), { headers }));
}

// Only a page that was answered as itself is kept: neither a way to the sign-in nor a refusal.
async function take(cache, path) {
  const answer = await fetch(path, { redirect: "manual", cache: "no-store" });
  if (answer.status === 200) await put(cache, path, answer);
  else if (answer.type === "opaqueredirect" || answer.status === 404) await cache.delete(path);
}

addEventListener("install", (event) => event.waitUntil((async () => {
  await (await caches.open(CACHE)).addAll(SHELL);
  await skipWaiting();
})()));

addEventListener("activate", (event) => event.waitUntil((async () => {
  const cache = await caches.open(CACHE);
  for (const name of await caches.keys()) {
    if (!name.startsWith(PREFIX) || name === CACHE) continue;
    const old = await caches.open(name);
    const owner = await old.match(OWNER);
    if (owner) await cache.put(OWNER, owner);
    for (const { url } of await old.keys()) {
      const path = new URL(url).pathname;
      if (path.startsWith("/jury/") && path !== OWNER) await take(cache, path).catch(() => {});
    }
    await caches.delete(name);
  }
  await clients.claim();
})()));

addEventListener("message", (event) => event.waitUntil((async () => {
  const { who, pages } = event.data;
  let cache = await caches.open(CACHE);
  if ((await (await cache.match(OWNER))?.text()) !== who) {
    await caches.delete(CACHE);
    cache = await caches.open(CACHE);
    await cache.addAll(SHELL);
    await cache.put(OWNER, new Response(who));
  }
  for (const page of pages) await take(cache, page).catch(() => {});
})()));

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.mode === "navigate" && pathname.startsWith("/jury/")) {
    event.respondWith(request.method === "GET" ? page(request, pathname) : fetch(request).catch(() => stored(pathname)));
  } else if (request.method === "GET" && pathname.startsWith("/static/")) {
    event.respondWith(caches.match(request).then((found) => found ?? fetch(request)));
  }
});

async function page(request, path) {
  const asked = fetch(request);
  const cache = await caches.open(CACHE);
  const slow = new Promise((_, fail) => { setTimeout(fail, PATIENCE); });
  try {
    const answer = await ((await cache.match(path)) ? Promise.race([asked, slow]) : asked);
    if (answer.status >= 500) throw new Error(answer.statusText);
    if (answer.status === 200 && (await cache.match(OWNER))) await put(cache, path, answer.clone());
    return answer;
  } catch {
    asked.catch(() => {});
    return stored(path);
  }
}

// A page as it was kept, which says so of itself; what it had to say once is not said again.
async function stored(path) {
  const cache = await caches.open(CACHE);
  const list = (await cache.keys()).map(({ url }) => new URL(url).pathname).find((one) => /^\/jury\/[^/-][^/]*$/.test(one));
  const found = (await cache.match(path)) ?? (list && (await cache.match(list)));
  if (!found) return Response.error();
  const html = (await found.text())
    .replace("<html ", `<html data-kept="${Date.parse(found.headers.get("date")) || 1}" `)
    .replace(/(<div role="status">)[^]*?(<\/div>)/, "$1$2");
  return new Response(html, { headers: found.headers });
}
