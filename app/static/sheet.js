// Saves a juror's sheet by itself: one sending at a time, each with its own op_id, so that sending again after a lost
// answer changes nothing; an answer 409 stops it and leaves the choice to the person. Keys 1 to 5 mark the criterion in
// focus. Without this file the buttons of the form do everything.
const form = document.getElementById("sheet");

if (form) {
  const state = document.getElementById("state");
  const total = document.getElementById("total");
  const revision = form.elements.revision;
  const opId = form.elements.op_id;
  let timer = 0, busy = null, dirty = false, stopped = false, pending = null;

  const id = () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
    (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));

  function body() {
    const marks = {};
    for (const input of form.querySelectorAll("input[type=radio]:checked")) marks[input.name.slice(6)] = Number(input.value);
    return { marks, great: form.elements.great.value, think_about: form.elements.think_about.value };
  }

  async function save() {
    if (stopped) return;
    if (busy) { dirty = true; return; }
    dirty = false;
    // What was sent without an answer is sent again as it was; what was typed since follows.
    pending ??= { op_id: id(), ...body() };
    state.textContent = form.dataset.saving;
    busy = send();
    await busy;
    busy = null;
    if (dirty) later(0);
  }

  // Sends what is pending and takes in the answer to its end, the new revision included; never fails.
  async function send() {
    try {
      const answer = await fetch(form.dataset.save, {
        method: "PUT", keepalive: true, body: JSON.stringify(pending),
        headers: { "Content-Type": "application/json", "If-Match": `"${revision.value}"` },
      });
      if (answer.ok) {
        const sheet = await answer.json();
        revision.value = sheet.revision;
        opId.value = id();
        const sent = JSON.stringify({ ...pending, op_id: 0 });
        pending = null;
        dirty ||= sent !== JSON.stringify({ op_id: 0, ...body() });
        total.firstElementChild.textContent = sheet.total === null ? "–" : sheet.total.toLocaleString(document.documentElement.lang, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
        state.textContent = form.dataset.saved;
      } else if (answer.status >= 500 || answer.status === 429) {
        throw new Error(answer.statusText);
      } else {
        stopped = true;
        const problem = await answer.json().catch(() => ({}));
        state.textContent = answer.status === 409 && problem.code === "sheet_changed" ? form.dataset.conflict : problem.detail ?? form.dataset.conflict;
      }
    } catch {
      state.textContent = form.dataset.offline;
      timer = setTimeout(save, 4000 + 3000 * Math.random());
    }
  }

  function later(delay) {
    clearTimeout(timer);
    timer = setTimeout(save, delay);
  }

  form.addEventListener("change", () => later(150));
  form.addEventListener("input", (event) => { if (event.target.tagName === "TEXTAREA") later(800); });
  addEventListener("online", () => { if (pending || dirty) later(0); });
  document.addEventListener("visibilitychange", () => { if (timer && document.visibilityState === "hidden") save(); });

  let going = false, through = false;
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    if (through || !busy) return;
    // Let the save that is on its way come back first, or the form would carry an old revision.
    event.preventDefault();
    if (going) return;
    going = true;
    stopped = true;
    await busy;
    through = true;
    setTimeout(() => form.requestSubmit(event.submitter), 0);
  });

  form.addEventListener("keydown", (event) => {
    if (!/^[1-9]$/.test(event.key) || event.target.type !== "radio" || event.ctrlKey || event.altKey || event.metaKey) return;
    const choice = event.target.closest("fieldset").querySelector(`input[value="${event.key}"]`);
    if (choice) { choice.checked = true; choice.focus(); choice.dispatchEvent(new Event("change", { bubbles: true })); }
  });
}

for (const notice of document.querySelectorAll(".undo")) setTimeout(() => notice.remove(), 1000 * notice.dataset.seconds);
