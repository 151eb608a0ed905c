// Saves an application or a prototype by itself as it is typed, so that it is resumed from anywhere. What is not acknowledged
// yet stays on this device and is tried again; an answer that says "changed meanwhile" stops it and leaves the choice to the
// person. Without this file the buttons do it all.
const form = document.querySelector("form[data-save]");

// What is read from each form, sent and filled in again; `mine` tells whether a copy belongs to the form on the page.
const KINDS = {
  application: {
    keepalive: true,
    mine: (typed) => typed.role === form.elements.role.value,
    body: (typed) => ({ values: typed }),
    read() {
      const found = {};
      for (const [name, value] of new FormData(form)) {
        if (name === "_once" || name === "revision" || typeof value !== "string") continue;
        found[name] = name in found ? [found[name], value].flat() : value;
      }
      return found;
    },
    fill(typed) {
      for (const field of form.elements) {
        if (!field.name || field.type === "hidden" || field.type === "submit") continue;
        const given = [typed[field.name] ?? []].flat();
        if (field.type === "checkbox" || field.type === "radio") field.checked = given.includes(field.value);
        else field.value = given[0] ?? "";
      }
    },
  },
  prototype: {
    fields: ["name", "content", "budget", "deployment", "serves_why", "licence"],
    mine: () => true,
    body: (typed) => typed,
    read() {
      const links = [...form.querySelectorAll("[name=links]")].map((input) => input.value.trim()).filter(Boolean);
      return { ...Object.fromEntries(this.fields.map((name) => [name, form.elements[name].value])), links };
    },
    fill(typed) {
      for (const name of this.fields) form.elements[name].value = typed[name] ?? form.elements[name].value;
      form.querySelectorAll("[name=links]").forEach((input, index) => { input.value = typed.links?.[index] ?? ""; });
    },
  },
};
const kind = KINDS[form?.id];

if (kind) {
  const state = document.getElementById("state");
  const revision = form.elements.revision;
  const key = `essaim:${form.dataset.save}`;
  // While two copies are on the page, nothing is saved over either of them but by a button.
  let timer = 0, busy = false, dirty = false, stopped = Boolean(document.getElementById("stored"));

  // Forms send, and the server keeps, neither the spaces around a text nor two kinds of line ends.
  const plain = (typed) => JSON.stringify(typed, (_, value) => (typeof value === "string" ? value.replaceAll("\r\n", "\n").trim() : value));
  const same = (one, other) => plain(one) === plain(other);

  function keep(typed) {
    try {
      if (typed) localStorage.setItem(key, JSON.stringify({ revision: revision.value, typed })); else localStorage.removeItem(key);
    } catch { /* a device that keeps nothing still has the page */ }
  }

  function kept() {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  }

  // Returns "saved", "refused" (the server said no, and why) or "unsent" (nothing came back).
  async function save(asked = false) {
    if (stopped && !asked) return "refused";
    if (busy) { dirty = true; return "unsent"; }
    busy = true;
    dirty = false;
    let outcome = "refused";
    const typed = kind.read();
    state.textContent = form.dataset.saving;
    try {
      const answer = await fetch(form.dataset.save, {
        method: "PUT", body: JSON.stringify(kind.body(typed)), keepalive: Boolean(kind.keepalive),
        headers: { "Content-Type": "application/json", "If-Match": `"${revision.value}"` },
      });
      if (answer.ok) {
        revision.value = (await answer.json()).revision;
        outcome = "saved";
        dirty = !same(typed, kind.read());
        keep(dirty ? kind.read() : null);
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
  // meanwhile it is shown, with its old revision, so that a button brings both copies on one page.
  const found = kept();
  if (stopped || document.querySelector(".errors")) {
    keep(null); // what was typed is on the page, which the server made from it
  } else if (found?.typed && kind.mine(found.typed)) {
    if (same(found.typed, kind.read())) {
      keep(null);
    } else {
      kind.fill(found.typed);
      if (Number(found.revision) === Number(revision.value)) {
        later(0);
      } else {
        revision.value = found.revision;
        stopped = true;
        state.textContent = form.dataset.conflict;
      }
    }
  }

  form.addEventListener("input", () => {
    keep(kind.read());
    later(1200);
  });
  // A button saves in the same way first, so that what leaves the page is known to have arrived. A refusal goes on to the
  // server's own page, which says why beside the field; without network the page and its text stay.
  let through = false;
  form.addEventListener("submit", async (event) => {
    if (through || !kept()) return;
    event.preventDefault();
    clearTimeout(timer);
    while (busy) await new Promise((done) => setTimeout(done, 100));
    if (kept() && await save(true) === "unsent") { state.textContent = form.dataset.offline; return later(500); }
    clearTimeout(timer);
    through = true;
    form.requestSubmit(event.submitter);
  });
  addEventListener("pageshow", () => { through = false; });
  addEventListener("online", () => { if (dirty) later(0); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden" && kept()) save(); });
}
