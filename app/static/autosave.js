// Saves the prototype by itself as it is typed. What is not acknowledged yet stays on this device and is tried again; an
// answer that says "changed meanwhile" stops it and leaves the choice to the person. Without this file the buttons do it all.
const form = document.getElementById("prototype");

if (form) {
  const state = document.getElementById("state");
  const revision = form.elements.revision;
  const key = `essaim:${form.dataset.save}`;
  // While two copies are on the page, nothing is saved over either of them but by the button.
  let timer = 0, busy = false, dirty = false, stopped = Boolean(document.getElementById("stored"));

  const fields = ["name", "content", "budget", "deployment", "serves_why", "licence"];
  const links = () => [...form.querySelectorAll("[name=links]")].map((input) => input.value.trim()).filter(Boolean);
  const body = () => ({ ...Object.fromEntries(fields.map((name) => [name, form.elements[name].value])), links: links() });
  // Forms send, and the server keeps, neither the spaces around a text nor two kinds of line ends.
  const same = (one, other) => fields.every((name) => one[name].trim() === other[name].trim()) && `${one.links}` === `${other.links}`;

  function keep(values) {
    try {
      if (values) localStorage.setItem(key, JSON.stringify({ revision: revision.value, values })); else localStorage.removeItem(key);
    } catch { /* a device that keeps nothing still has the page */ }
  }

  function kept() {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  }

  function fill(values) {
    for (const name of fields) form.elements[name].value = values[name] ?? form.elements[name].value;
    form.querySelectorAll("[name=links]").forEach((input, index) => { input.value = values.links?.[index] ?? ""; });
  }

  // Returns "saved", "refused" (the server said no, and why) or "unsent" (nothing came back).
  async function save(asked = false) {
    if (stopped && !asked) return "refused";
    if (busy) { dirty = true; return "unsent"; }
    busy = true;
    dirty = false;
    let outcome = "refused";
    const sent = body();
    state.textContent = form.dataset.saving;
    try {
      const answer = await fetch(form.dataset.save, {
        method: "PUT", body: JSON.stringify(sent),
        headers: { "Content-Type": "application/json", "If-Match": `"${revision.value}"` },
      });
      if (answer.ok) {
        revision.value = (await answer.json()).revision;
        outcome = "saved";
        dirty = !same(sent, body());
        keep(dirty ? body() : null);
        if (!dirty) state.textContent = form.dataset.saved;
      } else if (answer.status >= 500 || answer.status === 429) {
        throw new Error(answer.statusText);
      } else {
        const problem = await answer.json().catch(() => ({}));
        stopped = problem.code === "draft_changed";
        state.textContent = stopped ? form.dataset.conflict : problem.errors?.[0]?.detail ?? problem.detail ?? form.dataset.offline;
      }
    } catch {
      outcome = "unsent";
      state.textContent = form.dataset.offline;
      dirty = true;
    } finally {
      busy = false;
    }
    if (dirty && !stopped) later(4000 + 3000 * Math.random());
    return outcome;
  }

  function later(delay) {
    clearTimeout(timer);
    timer = setTimeout(() => save(), delay);
  }

  // What this device still holds was never acknowledged. Over the same revision it is simply saved; if somebody saved
  // meanwhile it is shown, with its old revision, so that the button brings both copies on one page.
  const found = kept();
  if (found?.values && !document.getElementById("stored")) {
    if (same(found.values, body())) {
      keep(null);
    } else {
      const meanwhile = Number(found.revision) !== Number(revision.value);
      fill(found.values);
      if (meanwhile) {
        revision.value = found.revision;
        stopped = true;
        state.textContent = form.dataset.conflict;
      } else {
        later(0);
      }
    }
  }

  form.addEventListener("input", () => {
    keep(body());
    later(1200);
  });
  // The button saves in the same way first, so that what leaves the page is known to have arrived. A refusal goes on to the
  // server's own page, which says why beside the field; without network the page and its text stay.
  let through = false;
  form.addEventListener("submit", async (event) => {
    if (through || !kept()) return;
    event.preventDefault();
    clearTimeout(timer);
    while (busy) await new Promise((done) => setTimeout(done, 100));
    if (await save(true) === "unsent") { state.textContent = form.dataset.offline; return later(500); }
    through = true;
    form.requestSubmit(event.submitter);
  });
  addEventListener("pageshow", () => { through = false; });
  addEventListener("online", () => { if (dirty) later(0); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden" && kept()) save(); });
}
