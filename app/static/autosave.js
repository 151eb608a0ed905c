// Saves the prototype by itself as it is typed. What is not acknowledged yet stays on this device and is tried again; an
// answer that says "changed meanwhile" stops it and leaves the choice to the person. Without this file the buttons do it all.
const form = document.getElementById("prototype");

if (form) {
  const state = document.getElementById("state");
  const revision = form.elements.revision;
  const key = `essaim:${form.dataset.save}`;
  let timer = 0, busy = false, dirty = false, stopped = false;

  const fields = ["name", "content", "budget", "deployment", "serves_why", "licence"];
  const links = () => [...form.querySelectorAll("[name=links]")].map((input) => input.value.trim()).filter(Boolean);
  const body = () => ({ ...Object.fromEntries(fields.map((name) => [name, form.elements[name].value])), links: links() });

  function keep(value) {
    try {
      if (value) localStorage.setItem(key, JSON.stringify(value)); else localStorage.removeItem(key);
    } catch { /* a device that keeps nothing still has the page */ }
  }

  function kept() {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  }

  async function save() {
    if (stopped || busy) { dirty = true; return; }
    busy = true;
    dirty = false;
    const sent = body();
    state.textContent = form.dataset.saving;
    try {
      const answer = await fetch(form.dataset.save, {
        method: "PUT", body: JSON.stringify(sent),
        headers: { "Content-Type": "application/json", "If-Match": `"${revision.value}"` },
      });
      if (answer.ok) {
        revision.value = (await answer.json()).revision;
        state.textContent = form.dataset.saved;
        if (JSON.stringify(sent) === JSON.stringify(body())) keep(null); else dirty = true;
      } else if (answer.status >= 500 || answer.status === 429) {
        throw new Error(answer.statusText);
      } else {
        const problem = await answer.json().catch(() => ({}));
        stopped = problem.code === "draft_changed";
        state.textContent = stopped ? form.dataset.conflict : problem.detail ?? form.dataset.offline;
      }
    } catch {
      state.textContent = form.dataset.offline;
      dirty = true;
    } finally {
      busy = false;
    }
    if (dirty && !stopped) later(4000 + 3000 * Math.random());
  }

  function later(delay) {
    clearTimeout(timer);
    timer = setTimeout(save, delay);
  }

  const found = kept();
  if (found && !document.getElementById("stored")) {
    if (Number(found.revision) === Number(revision.value)) {
      for (const name of fields) form.elements[name].value = found.values[name] ?? form.elements[name].value;
      later(0);
    } else {
      keep(null);
    }
  }

  form.addEventListener("input", () => {
    keep({ revision: revision.value, values: body() });
    later(1200);
  });
  form.addEventListener("submit", () => { clearTimeout(timer); stopped = true; keep(null); });
  addEventListener("online", () => { if (dirty) later(0); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden" && kept()) save(); });
}
