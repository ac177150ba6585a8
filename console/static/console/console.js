// Keys, and older messages on scroll. Every key does what a link or button on the page does; without this file all works.
"use strict";

const one = (selector, within = document) => within.querySelector(selector);
const all = (selector) => [...document.querySelectorAll(selector)];
const transcript = one("#transcript");

function press(id) {
  const element = document.getElementById(id);
  if (element && !element.disabled) element.click();
}

function focusOn(id) {
  const element = document.getElementById(id);
  if (element) element.focus();
}

// Moves among conversations of the list or messages of the transcript.
function move(by) {
  const items = transcript ? all(".said") : all("#rows .open");
  if (!items.length) return;
  const at = items.findIndex((item) => item.contains(document.activeElement));
  const start = at < 0 ? (transcript ? items.length - (by > 0 ? 1 : 0) : by > 0 ? -1 : 0) : at;
  const next = items[Math.min(Math.max(start + by, 0), items.length - 1)];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

function explain() {
  const shown = transcript.classList.toggle("explained");
  all("details.why").forEach((details) => { details.open = shown; });
  one("#details").setAttribute("aria-pressed", String(shown));
}

function flag() {
  const message = document.activeElement.closest(".said");
  if (message) one(".flag", message)?.click();
}

const KEYS = {
  "?": () => one("#keys")?.showModal(),
  "/": () => (transcript ? press("back") : focusOn("id_q")),
  j: () => move(1),
  k: () => move(-1),
  n: () => press("next"),
  p: () => press("newer"),
  u: () => press("back"),
  d: () => press("status-done"),
  o: () => press("status-open"),
  a: () => press("take"),
  z: () => press("undo"),
  t: () => focusOn("tag"),
  c: () => focusOn("note"),
  x: () => transcript && explain(),
  f: () => {
    if (transcript) { flag(); return; }
    const filters = one("#filters details");
    if (!filters) return;
    filters.open = !filters.open;
    if (filters.open) one("input, select", filters)?.focus();
  },
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, dialog[open]");
  if (event.key === "Escape" && typing && typing.tagName !== "DIALOG") { event.target.blur(); return; }
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const action = KEYS[event.key];
  if (action) { event.preventDefault(); action(); }
});

// A note is sent by Ctrl-Enter, as elsewhere.
one("#note")?.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.form.requestSubmit();
});

async function loadEarlier(place) {
  const answer = await fetch(place.dataset.earlier, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const before = transcript.scrollHeight - transcript.scrollTop;
  place.replaceWith(...page.body.childNodes);
  transcript.scrollTop = transcript.scrollHeight - before;
  watchEarlier();
}

function watchEarlier() {
  const place = one("[data-earlier]");
  if (!place) return;
  const watcher = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watcher.disconnect();
    loadEarlier(place);
  }, { root: transcript, rootMargin: "300px" });
  watcher.observe(place);
}

if (transcript) {
  // A link to a message shows that message; otherwise the end is what one wants to read.
  const wanted = location.hash.startsWith("#m") && document.getElementById(location.hash.slice(1));
  if (wanted) { wanted.scrollIntoView({ block: "center" }); wanted.focus({ preventScroll: true }); }
  else if (transcript.dataset.end === "yes") transcript.scrollTop = transcript.scrollHeight;
  one("#details").addEventListener("click", explain);
  // Not before the first layout: the beginning is on the screen until then.
  requestAnimationFrame(watchEarlier);
}
