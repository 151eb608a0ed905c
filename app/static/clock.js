// Turns <time class="clock" datetime data-now> into a countdown. The server's own hour (data-now) corrects a wrong
// device clock; the time between making and opening the page is not known, so a page kept in cache re-reads nothing
// and simply counts from the moment it was put in. Without this file the page shows the hour of the end.
const two = (n) => String(n).padStart(2, "0");

function show(clock, until, offset) {
  const left = Math.max(0, Math.round((until - Date.now() - offset) / 1000));
  const days = Math.floor(left / 86400);
  const hours = Math.floor((left % 86400) / 3600);
  const minutes = two(Math.floor((left % 3600) / 60));
  const seconds = two(left % 60);
  let text = `${minutes}:${seconds}`;
  if (left === 0) text = clock.dataset.over;
  else if (days) text = `${days}\u00a0${document.documentElement.lang === "fr" ? "j" : "d"} ${two(hours)}:${minutes}`;
  else if (hours) text = `${two(hours)}:${text}`;
  if (clock.textContent !== text) clock.textContent = text;
  return left > 0;
}

function start(clock) {
  const until = Date.parse(clock.dateTime);
  const server = Date.parse(clock.dataset.now);
  if (Number.isNaN(until)) return;
  const offset = Number.isNaN(server) ? 0 : server - Date.now();
  clock.title = clock.textContent;
  clock.setAttribute("role", "timer");
  const tick = () => { if (clock.isConnected && show(clock, until, offset)) setTimeout(tick, 1000 - (Date.now() % 1000)); };
  tick();
}

const begin = (root) => root.querySelectorAll("time.clock[data-now]:not([role])").forEach(start);
begin(document);
document.addEventListener("htmx:after:swap", () => begin(document));
