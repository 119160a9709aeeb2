// Single keys, filters that fold away, pictures that change places. The desk works without any of it.
"use strict";

const one = (selector) => document.querySelector(selector);
const all = (selector) => [...document.querySelectorAll(selector)];

// Whether single keys are on (WCAG 2.1.4): the choice stays on this device.
const remembered = {
  get off() {
    try { return localStorage.getItem("keys") === "off"; } catch { return false; }
  },
  set off(value) {
    try { value ? localStorage.setItem("keys", "off") : localStorage.removeItem("keys"); } catch { /* private window */ }
  },
};

const typing = (target) =>
  target.closest("textarea, select, [contenteditable]") ||
  (target.matches("input") && !["radio", "checkbox"].includes(target.type));

function follow(selector) {
  const link = one(selector);
  if (link) link.click();
  return Boolean(link);
}

// The queue: one row at a time, the focus is the place.
function step(by) {
  const links = all(".row .open");
  if (!links.length) return false;
  const here = links.findIndex((link) => link.closest(".row").contains(document.activeElement));
  const next = here < 0 ? (by > 0 ? 0 : links.length - 1) : here + by;
  if (next >= links.length) return follow('.pages [rel="next"]');
  if (next >= 0) links[next].focus();
  return true;
}

// The decision: a verdict, a reason, Enter.
const verdict = () => one('#decide [name="verdict"]:checked');

function chooseVerdict(key) {
  const radio = one(`#decide [name="verdict"][data-key="${key}"]`);
  if (!radio) return false;
  radio.checked = true;
  radio.focus();
  say("");
  return true;
}

function chooseReason(number) {
  const chosen = verdict();
  if (!one("#decide")) return false;
  if (!chosen) return say("noVerdict");
  const radio = all(`.presets[data-for="${chosen.value}"] input`)[number - 1];
  if (!radio) return false;
  radio.checked = true;
  radio.focus();
  say("");
  return true;
}

function say(what) {
  const place = one("#decide-says");
  if (place) place.textContent = what ? place.dataset[what] : "";
  return true;
}

function missing(form) {
  const chosen = verdict();
  if (!chosen) return "noVerdict";
  const given = form.querySelector(`.presets[data-for="${chosen.value}"] :checked`) || form.note.value.trim();
  return given ? "" : "noReason";
}

function record() {
  const form = one("#decide");
  if (!form) return false;
  form.requestSubmit();
  return true;
}

function overlay() {
  const button = one("#overlay");
  if (!button) return false;
  const laid = one("#compare").classList.toggle("laid");
  button.setAttribute("aria-pressed", String(laid));
  return true;
}

function focusOn(selector) {
  const place = one(selector);
  if (!place) return false;
  place.focus();
  if (place.select) place.select();
  return true;
}

// The next exception that holds a notice back, after the one in focus.
function nextException() {
  const waiting = all("[data-holds]");
  const here = document.activeElement.closest(".exception");
  const after = waiting.find((field) => !here || here.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_FOLLOWING && !here.contains(field));
  const next = after || waiting[0];
  if (next) next.focus();
  return Boolean(next);
}

function help() {
  const dialog = one("#help");
  if (dialog && !dialog.open) dialog.showModal();
  return Boolean(dialog);
}

const KEYS = {
  j: () => step(1) || follow(".next"),
  k: () => step(-1) || follow(".before"),
  s: () => follow(".skip-hit") || follow(".next"),
  z: () => follow(".last-decided"),
  q: () => follow(".to-queue"),
  a: () => chooseVerdict("a"),
  x: () => chooseVerdict("x"),
  u: () => chooseVerdict("u"),
  n: () => focusOn("#note"),
  e: nextException,
  f: overlay,
  "/": () => focusOn("#q") || follow(".to-queue"),
};

function pressed(event) {
  if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return;
  if (one("dialog[open]")) return;
  const target = event.target instanceof Element ? event.target : document.body;
  if (typing(target)) {
    if (event.key === "Escape") target.blur();
    return;
  }
  if (event.key === "?") return void (help() && event.preventDefault());
  if (remembered.off) return;
  const free = !target.closest("a, button, summary") && one("#decide");
  const done =
    event.key === "Enter" ? free && record()
    : /^[1-9]$/.test(event.key) ? chooseReason(Number(event.key))
    : Object.hasOwn(KEYS, event.key.toLowerCase()) && KEYS[event.key.toLowerCase()]();
  if (done) event.preventDefault();
}

function keepRecordOnce(form) {
  form.addEventListener("submit", (event) => {
    const lacks = missing(form);
    if (lacks) {
      event.preventDefault();
      say(lacks);
      return;
    }
    form.querySelector("button.main").disabled = true;
  });
  // A page from the back-forward cache must be usable again.
  addEventListener("pageshow", () => { form.querySelector("button.main").disabled = false; });
}

function swapPicture(event) {
  const link = event.target.closest("[data-show]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const figure = link.closest("figure");
  const stage = figure.querySelector(".stage");
  stage.href = link.href;
  const shown = stage.querySelector("img");
  shown.src = link.href;
  shown.alt = link.querySelector("img").alt;
  const flag = stage.querySelector(".flag");
  if (flag) flag.hidden = !link.parentElement.classList.contains("matched");
  for (const other of figure.querySelectorAll("[data-show]")) other.removeAttribute("aria-current");
  link.setAttribute("aria-current", "true");
}

function showKeys() {
  document.documentElement.classList.toggle("keys-off", remembered.off);
}

function start() {
  showKeys();
  document.addEventListener("keydown", pressed);
  document.addEventListener("click", swapPicture);
  for (const opener of all('[data-opens="help"]')) opener.addEventListener("click", help);
  const form = one("#decide");
  if (form) {
    form.noValidate = true;
    keepRecordOnce(form);
  }
  const overlayButton = one("#overlay");
  if (overlayButton) overlayButton.addEventListener("click", overlay);
  const keysOn = one("#keys-on");
  if (keysOn) {
    keysOn.checked = !remembered.off;
    keysOn.addEventListener("change", () => { remembered.off = !keysOn.checked; showKeys(); });
  }
  // On a narrow screen the hits come first; the filters wait folded.
  const filters = one(".filters");
  if (filters && matchMedia("(max-width: 52rem)").matches) filters.open = false;
}

start();
