// A juror's sheets on their own device. Every tap is kept in IndexedDB before anything is sent; what is not acknowledged is
// sent again as it was, under the same op_id, until the server answers, and what was typed since follows. A changed copy on
// the server is never written over: both are shown and the person chooses. Without this file the buttons of the form do
// everything that matters.
const device = document.getElementById("device");
const say = device.dataset;
const me = say.me;
const form = document.getElementById("sheet");
// A sheet is named by its team and the round of the jury: team/round.
const here = form?.dataset.sheet;
const state = document.getElementById("state");
const kept = document.documentElement.dataset.kept;
const UNDO = 10_000, EVERY = 15_000, PATIENCE = 2_500, LATE = 10_000;

const id = () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
  (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));
const rest = (delay) => new Promise((done) => setTimeout(done, delay));
const clean = (words) => (words ?? "").replace(/\r\n?/g, "\n").trim();
// What makes two copies of a sheet the same.
const text = (sheet) => JSON.stringify([Object.entries(sheet.marks).sort(), clean(sheet.great), clean(sheet.think_about)]);
const unsent = (record) => Boolean(record.pending || record.want || text(record.values) !== record.seen);

// The store: one record for each person and team, in memory where the browser keeps nothing.

let memory = null;
const opening = new Promise((done) => {
  const without = () => { memory ??= new Map(); done(null); };
  try {
    const asked = indexedDB.open("essaim-jury", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("sheets", { keyPath: "key" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = asked.onblocked = without;
  } catch { without(); }
});
const others = "BroadcastChannel" in globalThis ? new BroadcastChannel("essaim-jury") : null;

function transact(mode, work) {
  return opening.then((db) => new Promise((done, fail) => {
    if (!db || memory) { fail(); return; }
    const run = db.transaction("sheets", mode, { durability: "strict" });
    const result = work(run.objectStore("sheets"));
    run.oncomplete = () => done(result.value);
    run.onerror = run.onabort = () => fail(run.error);
  }));
}

// Reads a record, lets `edit` change it and writes it back in one transaction: two tabs never mix half of each.
async function change(of, edit) {
  const key = `${me}/${of}`;
  const fresh = () => ({ key, sheet: of, values: of === here ? read() : { marks: {}, great: "", think_about: "" }, revision: 0, seen: null, pending: null, want: null });
  try {
    return await transact("readwrite", (store) => {
      const result = {};
      const asked = store.get(key);
      asked.onsuccess = () => { result.value = asked.result ?? fresh(); edit(result.value); store.put(result.value); };
      return result;
    });
  } catch {
    memory ??= new Map();
    const record = structuredClone(memory.get(key) ?? fresh());
    edit(record);
    memory.set(key, structuredClone(record));
    return record;
  }
}

async function records() {
  let found;
  try {
    found = await transact("readonly", (store) => {
      const result = {};
      const asked = store.getAll();
      asked.onsuccess = () => { result.value = asked.result; };
      return result;
    });
  } catch { found = [...(memory ?? []).values()]; }
  return found.filter((record) => record.key.startsWith(`${me}/`));
}

// Somebody else's sheets that were acknowledged have nothing to do on this device; what was not waits for its juror.
const forgetOthers = () => transact("readwrite", (store) => {
  const asked = store.openCursor();
  asked.onsuccess = () => {
    const cursor = asked.result;
    if (!cursor) return;
    if (!cursor.key.startsWith(`${me}/`) && !unsent(cursor.value)) cursor.delete();
    cursor.continue();
  };
  return {};
}).catch(() => {});

// Sending: one at a time, whole sheets, each over the revision that it was made from.

let sending = null, again = false, away = false, signedOut = false;

function flush(retry = false) {
  if (sending) { again = true; return sending; }
  sending = (async () => {
    do {
      again = false;
      for (const record of await records()) if (!(await send(record.sheet, retry))) return;
    } while (again);
  })().catch(() => {}).finally(async () => { sending = null; await show(); });
  return sending;
}

// Returns false where the server cannot be reached: whatever else waits would fare no better.
async function send(of, retry) {
  for (let turn = 0; turn < 5; turn += 1) {
    const record = await change(of, (kept) => prepare(kept, retry && turn === 0));
    if (record.pending) {
      const { revision, ...body } = record.pending;
      const answer = await ask("PUT", of, "", { ...body, round_id: of.split("/")[1], sent_at: new Date().toISOString() }, revision);
      if (!answer) return false;
      await (answer.ok ? change(of, (kept) => acknowledge(kept, record.pending, answer.body)) : refuse(of, record, answer));
    } else if (record.locked && !record.refused && (record.want === "open" || text(record.values) !== record.seen)) {
      const answer = await ask("POST", of, "/unlock");
      if (!answer) return false;
      await change(of, (kept) => {
        if (kept.want === "open") kept.want = null;
        if (answer.ok) Object.assign(kept, { revision: answer.body.revision, locked: false, locked_here: 0 });
        else kept.refused = answer.body.detail ?? say.refused;
      });
    } else { return true; }
  }
  return true;
}

function prepare(record, retry) {
  if (retry) record.refused = null;
  if (record.pending || record.conflict || record.refused || record.locked) return;
  if (record.want === "open") record.want = null; // it was never locked over there
  const lock = record.want === "lock";
  if (text(record.values) === record.seen && !lock) return;
  // A copy of its own: what is typed from now on must not change what was sent under this op_id.
  record.pending = { op_id: id(), revision: record.revision, ...structuredClone(record.values), lock, signed_at: record.signed_at };
}

function acknowledge(record, sent, sheet) {
  if (record.pending?.op_id !== sent.op_id) return;
  // Locked as it was; what was changed since an undo that never got through is opened and locked again.
  if (sent.lock && record.want === "lock" && text(record.values) === text(sent)) record.want = null;
  adopt(record, sheet, text(sent));
}

function adopt(record, sheet, seen) {
  Object.assign(record, { pending: null, conflict: null, refused: null, revision: sheet.revision, seen, locked: Boolean(sheet.locked_at), saved_at: sheet.saved_at });
}

async function refuse(of, record, answer) {
  if (!["sheet_changed", "sheet_locked"].includes(answer.body.code)) {
    await change(of, (kept) => { kept.pending = null; kept.refused = answer.body.detail ?? say.refused; });
    return;
  }
  const now = await ask("GET", of, `?round_id=${of.split("/")[1]}`);
  if (!now?.ok) return;
  await change(of, (kept) => {
    const theirs = text(now.body);
    if (theirs === text(kept.values)) {
      adopt(kept, now.body, theirs);
      if (now.body.locked_at) kept.want = null;
    } else if (theirs === kept.seen && !now.body.locked_at) {
      adopt(kept, now.body, theirs); // only the number moved on, as after an undo: what was typed here follows
    } else if (answer.body.code === "sheet_locked" && record.pending.revision === now.body.revision) {
      Object.assign(kept, { pending: null, refused: answer.body.detail }); // both copies were seen; what is locked stays
    } else {
      kept.pending = null;
      kept.conflict = now.body;
    }
  });
}

// Returns the answer with its body; null where none came, or where it said to come back later.
async function ask(method, of, more = "", body = null, revision = null) {
  try {
    const headers = { Accept: "application/json" };
    if (body) headers["Content-Type"] = "application/json";
    if (revision !== null) headers["If-Match"] = `"${revision}"`;
    const answer = await fetch(`/api/v1/teams/${of.split("/")[0]}/sheet${more}`, {
      method, headers, body: body && JSON.stringify(body), signal: AbortSignal.timeout?.(LATE),
    });
    signedOut = answer.status === 401;
    if (signedOut || answer.status >= 500 || answer.status === 429) throw new Error(answer.statusText);
    const found = { ok: answer.ok, body: await answer.json() };
    away = false;
    return found;
  } catch {
    away = !signedOut;
    return null;
  }
}

// The form

const fields = () => [...form.querySelectorAll("fieldset[data-criterion]")];

function read() {
  const marks = {};
  for (const input of form.querySelectorAll("input[type=radio]:checked")) marks[input.name.slice(6)] = Number(input.value);
  return { marks, great: form.elements.great.value, think_about: form.elements.think_about.value };
}

function fill(values) {
  for (const input of form.querySelectorAll("input[type=radio]")) input.checked = values.marks[input.name.slice(6)] === Number(input.value);
  for (const name of ["great", "think_about"]) {
    if (clean(form.elements[name].value) !== clean(values[name])) form.elements[name].value = values[name];
  }
}

const figure = (number) => number.toLocaleString(document.documentElement.lang, { minimumFractionDigits: 2, maximumFractionDigits: 2 });

// The weighted mean of a complete sheet; weights are whole percents, so two decimals are exact.
function total(marks) {
  let sum = 0, weights = 0;
  for (const field of fields()) {
    const weight = Number(field.dataset.weight);
    if (!weight) continue;
    if (!(field.dataset.criterion in marks)) return null;
    sum += weight * marks[field.dataset.criterion];
    weights += weight;
  }
  return weights ? Math.round((100 * sum) / weights) / 100 : null;
}

// Keeps one answer, and only that: what another tab has changed meanwhile stays.
let keeping = 0, newest = 0;
async function keep(name, value) {
  keeping += 1;
  state.textContent = ""; // nothing is said before it is true
  const record = await change(here, (kept) => {
    kept.taps = (kept.taps ?? 0) + 1;
    kept.signed_at = new Date().toISOString();
    if (name in kept.values) kept.values[name] = value;
    else kept.values.marks[name] = value;
    kept.total = total(kept.values.marks);
    kept.refused = null;
  });
  keeping -= 1;
  newest = record.taps;
  others?.postMessage(here);
  tell(record);
}

// What the page shows

function words(record) {
  if (record.conflict) return say.conflict;
  if (record.refused) return `${record.refused} ${say.still}`;
  if (!unsent(record)) return record.locked ? say.locked : record.saved_at ? say.saved : "";
  if (memory) return say.memory;
  if (signedOut) return say.signedOut;
  if (record.want === "lock") return say.lockedHere;
  return away ? say.offline : say.here;
}

function tell(record) {
  if (!form || record.sheet !== here || keeping || (record.taps ?? 0) < newest) return;
  const said = words(record);
  if (state.textContent !== said) state.textContent = said;
  state.dataset.state = record.conflict || record.refused ? "bad" : unsent(record) ? "here" : "saved";
  const own = total(record.values.marks);
  document.getElementById("total").firstElementChild.textContent = own === null ? "–" : figure(own);
  form.elements.revision.value = record.revision;
  form.inert = record.want === "lock" || Boolean(record.locked);
  document.getElementById("copies")?.remove();
  if (record.conflict) compare(record);
  strip(own);
}

function compare(record) {
  const both = device.querySelector("#both").content.cloneNode(true);
  const rows = both.querySelector("tbody");
  const row = (label, mine, theirs) => {
    const line = rows.insertRow();
    const head = line.appendChild(document.createElement("th"));
    head.scope = "row";
    head.textContent = label;
    for (const value of [mine, theirs]) line.insertCell().textContent = value || "–";
    if (clean(String(mine ?? "")) !== clean(String(theirs ?? ""))) line.className = "differs";
  };
  for (const field of fields()) {
    const name = field.dataset.criterion;
    row(field.querySelector("legend").textContent, record.values.marks[name], record.conflict.marks[name]);
  }
  for (const name of ["great", "think_about"]) row(form.querySelector(`label[for=${name}]`).firstChild.textContent, record.values[name], record.conflict[name]);
  both.querySelector("[value=mine]").onclick = () => choose((kept) => { kept.revision = kept.conflict.revision; kept.seen = text(kept.conflict); kept.conflict = null; });
  both.querySelector("[value=theirs]").onclick = () => choose((kept) => {
    const { marks, great, think_about, ...sheet } = kept.conflict;
    kept.values = { marks, great, think_about };
    kept.want = null;
    adopt(kept, sheet, text(kept.values));
  });
  form.before(both);
}

async function choose(edit) {
  fill((await change(here, edit)).values);
  others?.postMessage(here);
  await show();
  await flush();
}

let drawn = "";
// One's own earlier totals on a line, this one among them.
async function strip(own) {
  const line = document.getElementById("strip");
  if (!line) return;
  const found = new Map(JSON.parse(line.dataset.own));
  for (const record of await records()) {
    if (record.sheet !== here && found.has(record.sheet) && record.total != null) found.set(record.sheet, record.total);
  }
  const now = JSON.stringify([...found.values(), own]);
  if (now === drawn) return;
  drawn = now;
  const x = (value) => 6 + (308 * (value - 1)) / (Number(line.dataset.scale) - 1);
  line.querySelectorAll("circle").forEach((dot) => dot.remove());
  const dots = [...found.values()].filter((value) => value !== null).map((value) => [value, "dot"]);
  if (own !== null) dots.push([own, "this"]);
  for (const [value, kind] of dots) {
    const dot = document.createElementNS("http://www.w3.org/2000/svg", "circle");
    for (const [name, given] of Object.entries({ cx: x(value), cy: 10, r: kind === "this" ? 6 : 5, class: kind })) dot.setAttribute(name, given);
    line.append(dot);
  }
}

async function show() {
  const found = await records();
  const waiting = found.filter((record) => unsent(record) || record.conflict);
  for (const record of found) {
    tell(record);
    const line = document.querySelector(`[data-line="${record.sheet}"] .status`);
    const go = form ? null : document.querySelector(`main .actions a[href$="/${record.sheet.split("/")[0]}"]`);
    if (go) go.hidden = record.want === "lock" || Boolean(record.locked);
    if (line && (unsent(record) || record.conflict || record.refused)) {
      line.className = `status ${record.conflict || record.refused ? "blocked" : "wait"}`;
      line.textContent = record.conflict ? say.both : record.refused ? say.refused : record.want === "lock" ? say.lockedHere : say.waits;
    }
  }
  if (!form && state) state.textContent = waiting.length ? (signedOut ? say.signedOut : say.offline) : kept ? say.old : "";
  // Signing out asks first while something waits here, and clears this device.
  const secure = location.protocol === "https:" ? ";secure" : "";
  document.cookie = `essaim-jury=${waiting.length ? "unsent" : "kept"};path=/;max-age=2592000;samesite=lax${secure}`;
  undo(found);
}

// What was locked here less than ten seconds ago, where the server could not say so.
function undo(found) {
  const last = found.filter((record) => record.locked_here && Date.now() - record.locked_here < UNDO).sort((a, b) => b.locked_here - a.locked_here)[0];
  if (!last || last.sheet === here || document.querySelector(".undo")) return;
  const notice = device.querySelector("#undone").content.firstElementChild.cloneNode(true);
  notice.querySelector("p").textContent = notice.querySelector("p").textContent.replace("…", last.name);
  const its = notice.querySelector("form");
  its.setAttribute("action", its.getAttribute("action").replace("/-/", `/${last.sheet.split("/")[0]}/`));
  document.querySelector("main header").before(notice);
  arm(notice, UNDO - (Date.now() - last.locked_here));
}

function arm(notice, left) {
  setTimeout(() => notice.remove(), left);
  const its = notice.querySelector("form");
  const team = its.getAttribute("action").split("/").at(-2);
  its.addEventListener("submit", async (event) => {
    event.preventDefault();
    const of = (await records()).find((record) => record.sheet.startsWith(`${team}/`) && (record.locked || record.want))?.sheet;
    if (!of) { its.submit(); return; }
    await change(of, (record) => {
      // Never sent: there is nothing to take back on the server.
      record.want = record.want === "lock" && !record.pending ? null : "open";
      record.locked_here = 0;
    });
    others?.postMessage(of);
    await Promise.race([flush(), rest(PATIENCE)]);
    location.assign(`/jury/sheets/${team}`);
  });
}

async function lock(event) {
  event.preventDefault();
  const missing = fields().find((field) => field.dataset.kind !== "bonus" && !field.querySelector(":checked"));
  if (missing) {
    state.textContent = say.missing;
    state.dataset.state = "bad";
    missing.querySelector("input").focus();
    return;
  }
  const values = read();
  let record = await change(here, (kept) => {
    if (kept.conflict) return;
    Object.assign(kept, { values, total: total(values.marks), want: "lock", signed_at: new Date().toISOString(), locked_here: Date.now(), refused: null });
  });
  others?.postMessage(here);
  if (!record.conflict) await Promise.race([flush().then(() => sending), rest(PATIENCE)]);
  const found = await records();
  record = found.find((one) => one.sheet === here);
  if (record.conflict || record.refused) {
    await change(here, (kept) => { kept.want = null; });
    await show();
    document.getElementById("copies")?.scrollIntoView();
    return;
  }
  const done = new Set(found.filter((one) => one.locked || one.want === "lock").map((one) => `/jury/sheets/${one.sheet.split("/")[0]}`));
  // Without a connection only what this device keeps can be opened.
  const open = away ? new Set(say.pages.split(" ")) : null;
  location.assign(say.next.split(" ").find((path) => path && !done.has(path) && (!open || open.has(path))) ?? say.list);
}

function listen() {
  form.addEventListener("change", (event) => {
    if (event.target.type === "radio") keep(event.target.name.slice(6), Number(event.target.value)).then(() => flush());
  });
  let typing = 0;
  form.addEventListener("input", (event) => {
    if (event.target.tagName !== "TEXTAREA") return;
    keep(event.target.name, event.target.value);
    clearTimeout(typing);
    typing = setTimeout(flush, 800);
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.value === "lock") { lock(event).catch(() => form.submit()); return; }
    event.preventDefault();
    flush(true);
  });
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.metaKey || form.inert) return;
    if (event.ctrlKey && event.key === "Enter") { form.requestSubmit(form.querySelector("button[value=lock]")); return; }
    if (event.ctrlKey || !/^\d$/.test(event.key) || event.target.matches("textarea, select, input:not([type=radio])")) return;
    const all = fields();
    const field = event.target.closest("fieldset[data-criterion]") ?? all.find((one) => !one.querySelector(":checked")) ?? all[0];
    const choice = field.querySelector(`input[value="${event.key}"]`);
    if (!choice) return;
    event.preventDefault();
    choice.checked = true;
    choice.dispatchEvent(new Event("change", { bubbles: true }));
    const next = all[all.indexOf(field) + 1];
    (next ? next.querySelector(":checked") ?? next.querySelector("input") : form.querySelector("button[value=lock]")).focus();
  });
  others?.addEventListener("message", async ({ data }) => {
    const record = (await records()).find((one) => one.sheet === data);
    if (record && data === here) { fill(record.values); tell(record); }
  });
}

// Puts together what the page came with and what this device keeps.
async function begin() {
  const page = { values: read(), revision: Number(form.elements.revision.value) };
  const record = await change(here, (found) => {
    const isNew = found.seen === null && !found.pending && !found.opened_at;
    found.opened_at ??= Date.now();
    found.name = form.dataset.name;
    found.refused = null;
    if (isNew || (!unsent(found) && page.revision > found.revision)) {
      Object.assign(found, { values: page.values, revision: page.revision, seen: text(page.values), saved_at: page.revision ? found.saved_at ?? 1 : null });
    }
    if (page.revision > found.revision || !kept) found.locked = false; // the page has a form: the server knows it open
    found.total = total(found.values.marks);
  });
  fill(record.values);
  listen();
  clock(record.opened_at);
}

// Minutes since this sheet was first opened here: a reload does not begin them anew.
function clock(since) {
  const timer = document.getElementById("timer");
  const minutes = Math.floor((Date.now() - since) / 60_000);
  timer.textContent = minutes > 180 ? "" : timer.dataset.words.replace("…", minutes);
  setTimeout(() => clock(since), 60_000 - ((Date.now() - since) % 60_000));
}

const begun = (async () => {
  if (kept) document.querySelectorAll(".undo").forEach((notice) => notice.remove());
  for (const notice of document.querySelectorAll(".undo")) arm(notice, 1000 * notice.dataset.seconds);
  if (form) await begin();
  await forgetOthers();
  await show();
  addEventListener("online", () => flush(true));
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") flush(true); });
  const tick = () => { flush(); setTimeout(tick, EVERY * (0.8 + 0.4 * Math.random())); };
  setTimeout(tick, EVERY * Math.random());
  await flush(true);
})();

// The worker that lets these pages open without a connection. It is told who is here and which pages are theirs.
navigator.serviceWorker?.register(say.worker, { scope: "/jury/" })
  .then(() => navigator.serviceWorker.ready)
  .then((found) => begun.then(() => found.active.postMessage({ who: me, pages: say.pages.split(" ") })))
  .catch(() => {});
