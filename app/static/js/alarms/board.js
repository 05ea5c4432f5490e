/** Keeps the live board up to date: at once when the socket says that something happened, and every ten seconds for the
 *  pages that are read; without a socket every five. What somebody is typing in stays. */

import { isLive, listen } from "../session/live.js";

const EVERY_MS = 5_000;
const QUIET_MS = 9_000;
const head = document.querySelector("[data-board-head]");
const said = document.querySelector("[data-board-said]");
const parts = { alarms: document.querySelector("[data-board-alarms]"), table: document.querySelector("[data-board-table]") };
const shown = { alarms: "", table: "" };

/** Which folds are open and where the focus is, so that drawing anew does not take them away. */
function remembered(part) {
  const open = [...part.querySelectorAll("details[open][data-keep]")].map((one) => one.dataset.keep);
  const active = part.contains(document.activeElement) ? document.activeElement : null;
  const focusable = [...part.querySelectorAll("a, button, input, summary")];
  return { open, place: focusable.indexOf(active), label: active?.getAttribute("aria-label") ?? "" };
}

function restore(part, { open, place, label }) {
  for (const fold of part.querySelectorAll("details[data-keep]")) fold.open = open.includes(fold.dataset.keep);
  if (place < 0) return;
  const focusable = [...part.querySelectorAll("a, button, input, summary")];
  const same = label ? focusable.find((one) => one.getAttribute("aria-label") === label) : focusable[place];
  same?.focus({ preventScroll: true });
}

function isTyping(part) {
  return [...part.querySelectorAll("input[name=note]:not([type=hidden])")].some((field) => field.value !== "");
}

function draw(name, html) {
  const part = parts[name];
  if (shown[name] === html || isTyping(part)) return;
  const before = new Set([...part.querySelectorAll("[data-alarm-id]")].map((one) => one.dataset.alarmId));
  const kept = remembered(part);
  part.innerHTML = html;
  restore(part, kept);
  shown[name] = html;
  const isNew = [...part.querySelectorAll("[data-alarm-id]")].filter((one) => !before.has(one.dataset.alarmId));
  if (isNew.length) said.textContent = `新しい警報が ${isNew.length} 件あります。`;
}

let askedAt = Date.now();
let isAsking = false;
let isNew = false; // something happened while the answer was on its way

async function ask() {
  if (isAsking) {
    isNew = true;
    return;
  }
  isAsking = true;
  askedAt = Date.now();
  await fetchState();
  isAsking = false;
  if (!isNew) return;
  isNew = false;
  setTimeout(ask, 500);
}

async function fetchState() {
  if (document.visibilityState !== "visible") return;
  try {
    const answer = await fetch("/admin/connections/state", { headers: { accept: "application/json" }, cache: "no-store" });
    if (!answer.ok) return;
    const state = await answer.json();
    head.textContent = state.head;
    draw("alarms", state.alarms);
    draw("table", state.table);
  } catch {
    head.textContent = "つながりません。つながりしだい、新しくなります。";
  }
}

listen("board", ask);
setInterval(() => {
  if (!isLive() || Date.now() - askedAt > QUIET_MS) ask();
}, EVERY_MS);
document.addEventListener("visibilitychange", ask);
