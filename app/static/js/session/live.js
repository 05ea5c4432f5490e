/** One WebSocket a tab. It brings news, and the word that the session has ended; without it the scripts go on asking by HTTP.
 *  Others import `listen(topic, hear)`: they are told at the opening, whenever there is something new, and after a gap. */

import { Refusal, refusalFrom } from "/client/ground/refusal.js";
import { goDark } from "./over.js";
import { isDue, isFinished, renew } from "./renewal.js";
import { shortWaitMs, waitMs } from "./waits.js";

/** @typedef {{end?: {code?: string}, prove?: boolean} & Record<string, unknown>} Said by the server, topic by topic */
/** @typedef {(told: unknown) => void} Hear */

const BEAT_MS = 15_000;
const QUIET_MS = 60_000; // so long without a word, the server is asked: a line can die without a sign
const SPREAD_MS = 3000; // the tabs of a browser must not all renew at once
const SESSION_IS_OVER = "A413";
const NOBODY = "A401"; // a cookie of before: two renewals may have overtaken it, so the present one is tried
const PROOF_IS_DUE = "A410";
const COOKIE_IS_OLD = 4409;
const TO_LEAVE_ALONE = new Set([4403, 4422]); // asking again would be answered the same

const ELSEWHERE = "この端末では続けられません。もう一度サインインしてください。";

/** @type {Map<string, Hear[]>} */
const listeners = new Map();
const address = `${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}/live`;

/** @type {WebSocket | null} */
let socket = null;
let timer = 0;
let tries = 0;
let doubts = 0; // openings in a row whose cookie opened nothing
let proofs = 0; // openings in a row that were refused because the device has to prove itself
let isHeard = false; // the server has answered on this socket
let heardAt = 0;
let isAsking = false; // a question of ours has no answer yet
let hasEnded = false;

/** True while news comes by itself. */
export const isLive = () => isHeard && socket?.readyState === WebSocket.OPEN;

/**
 * @param {string} topic
 * @param {Hear} tell called with what the server says about the topic
 */
export function listen(topic, tell) {
  listeners.set(topic, [...(listeners.get(topic) ?? []), tell]);
  if (socket?.readyState === WebSocket.OPEN) ask([topic]);
  else if (socket === null && timer === 0) later(0);
}

/** @param {string[]} topics */
function ask(topics) {
  if (topics.length > 0) socket?.send(JSON.stringify({ ask: topics }));
}

/** @param {number} milliseconds */
function later(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(open, milliseconds);
}

function laterAgain() {
  later(waitMs(tries, Math.random()));
  tries += 1;
}

function open() {
  timer = 0;
  if (socket !== null || hasEnded) return;
  const asked = [...listeners.keys()];
  let made;
  try {
    made = new WebSocket(`${address}?ask=${asked.join(",")}`);
  } catch {
    hasEnded = true; // this browser may not open one here: asking by HTTP goes on
    return;
  }
  socket = made;
  heardAt = Date.now();
  isAsking = true;
  made.addEventListener("open", () => {
    if (made === socket) ask([...listeners.keys()].filter((topic) => !asked.includes(topic)));
    else made.close(1000);
  });
  made.addEventListener("message", (event) => made === socket && hear(JSON.parse(event.data)));
  made.addEventListener("close", (event) => made === socket && closed(event));
}

/** @param {Said} said */
function hear(said) {
  if (said.end) {
    ended(refusalFrom(401, said.end));
    return;
  }
  isHeard = true;
  isAsking = false;
  heardAt = Date.now();
  tries = 0;
  doubts = 0;
  proofs = 0;
  if (said.prove) setTimeout(() => isDue() && renew(), Math.random() * SPREAD_MS);
  for (const [topic, told] of Object.entries(said)) for (const tell of listeners.get(topic) ?? []) tell(told);
}

/** @param {Refusal} end */
function ended(end) {
  if (end.code === NOBODY) doubts += 1;
  if (end.code !== SESSION_IS_OVER && doubts < 2) return; // the close code says what to do
  hasEnded = true;
  goDark(end);
}

/** @param {CloseEvent} event */
async function closed({ code, reason }) {
  socket = null;
  isHeard = false;
  if (hasEnded || TO_LEAVE_ALONE.has(code)) return;
  if (reason === PROOF_IS_DUE) {
    await prove();
    return;
  }
  if (code === COOKIE_IS_OLD) later(shortWaitMs(Math.random()));
  else laterAgain();
}

/** Another tab may have renewed already: the first time the newer cookie is tried before a proof of our own. */
async function prove() {
  proofs += 1;
  const isRenewed = isDue() || proofs > 1 ? await renew() : true;
  if (isRenewed) later(0);
  else if (!isFinished()) laterAgain();
}

/**
 * Said by the renewal when it was refused for good. A reader shuts itself and says why in its own bar.
 * @param {Event} event
 */
function over(event) {
  hasEnded = true;
  const { detail } = /** @type {CustomEvent<Refusal>} */ (event);
  if (document.querySelector("[data-reader]") === null)
    goDark(new Refusal({ ...detail, sentence: detail.sentence || ELSEWHERE }));
}

/** Asks on a quiet line, and gives up one that does not answer. */
function beat() {
  if (socket === null || Date.now() - heardAt < (isAsking ? BEAT_MS : QUIET_MS)) return;
  if (isAsking || socket.readyState !== WebSocket.OPEN) {
    leave();
    laterAgain();
    return;
  }
  heardAt = Date.now();
  isAsking = true;
  ask([...listeners.keys()]);
}

/** Coming back to the tab: a line that slept is tried at once, and what may have been missed is asked for. */
function comeBack() {
  if (document.visibilityState !== "visible" || hasEnded || listeners.size === 0) return;
  if (socket?.readyState === WebSocket.OPEN) ask([...listeners.keys()]);
  else if (socket === null) later(0);
}

function leave() {
  clearTimeout(timer);
  timer = 0;
  const left = socket;
  socket = null;
  isHeard = false;
  if (left?.readyState === WebSocket.OPEN) left.close(1000);
}

setInterval(beat, BEAT_MS);
document.addEventListener("session-over", over);
document.addEventListener("visibilitychange", comeBack);
window.addEventListener("online", comeBack);
window.addEventListener("pagehide", leave);
window.addEventListener("pageshow", comeBack);
