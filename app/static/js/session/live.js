/** One WebSocket for each tab: brings news by topic, and says when the session has ended. Without it scripts ask by HTTP.
 *  `listen(topic, hear)` calls `hear` when the socket opens, when there is news, and after a gap in which some may be missed. */

import { all } from "/client/ground/dom.js";
import { Refusal, refusalFrom } from "/client/ground/refusal.js";
import { goDark } from "./over.js";
import { isDue, isFinished, isWanted, renew } from "./renewal.js";
import { shortWaitMs, waitMs } from "./waits.js";

/** @typedef {{end?: {code?: string}, prove?: {now?: boolean}} & Record<string, unknown>} Said by the server, topic by topic */
/** @typedef {(told: unknown) => void} Hear */

const BEAT_MS = 15_000;
const OPENING_MS = 10_000; // a proxy may hold a handshake for minutes, and the browser begins no other meanwhile
const QUIET_MS = 60_000; // after so long without a message ask the server: a connection can die without a sign
const SPREAD_MS = 3000; // the tabs of a browser must not all renew at once
const SESSION_IS_OVER = "A413";
const ALL_STOPPED = "S510";
const NOBODY = "A401"; // the socket was opened with an old cookie: a renewal may have replaced it, so try with the present one
const PROOF_IS_DUE = "A410";
const COOKIE_IS_OLD = 4409;
const TO_LEAVE_ALONE = new Set([4403, 4422]); // close codes after which another try would end the same

const ELSEWHERE = "この端末では続けられません。もう一度サインインしてください。";

/** @type {Map<string, Hear[]>} */
const listeners = new Map();
const address = `${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}/live`;
/** The papers that are open on the page: the server sends news of these. */
const papers = () =>
  [...new Set(all(document, "[data-reader]").map(({ dataset }) => dataset.material ?? ""))]
    .map((material) => `&paper=${encodeURIComponent(material)}`)
    .join("");

/** @type {WebSocket | null} */
let socket = null;
let timer = 0;
let deadline = 0;
let tries = 0;
let doubts = 0; // openings in a row whose cookie belonged to no session
let proofs = 0; // openings in a row that were refused because the device has to prove itself
let isHeard = false; // the server has answered on this socket
let heardAt = 0;
let isAsking = false; // a question of ours has no answer yet
let hasEnded = false;

/** True while a socket is open, so that scripts need not ask by HTTP. */
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
    made = new WebSocket(`${address}?ask=${asked.join(",")}${papers()}`);
  } catch {
    hasEnded = true; // the browser may not open a socket here: scripts go on asking by HTTP
    return;
  }
  socket = made;
  deadline = setTimeout(giveUp, OPENING_MS);
  heardAt = Date.now();
  isAsking = true;
  made.addEventListener("open", () => {
    if (made === socket) ask([...listeners.keys()].filter((topic) => !asked.includes(topic)));
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
  clearTimeout(deadline);
  isHeard = true;
  isAsking = false;
  heardAt = Date.now();
  tries = 0;
  doubts = 0;
  proofs = 0;
  if (said.prove?.now) isWanted();
  if (said.prove) setTimeout(() => isDue() && renew(), Math.random() * SPREAD_MS);
  for (const [topic, told] of Object.entries(said)) for (const tell of listeners.get(topic) ?? []) tell(told);
}

/** @param {Refusal} end */
function ended(end) {
  if (end.code === NOBODY) doubts += 1;
  if (end.code !== SESSION_IS_OVER && end.code !== ALL_STOPPED && doubts < 2) return; // the close code says what to do
  hasEnded = true;
  goDark(end);
}

/** @param {CloseEvent} event */
async function closed({ code, reason }) {
  clearTimeout(deadline);
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

/** Sends a question when the socket has been silent for long, and gives the socket up when no answer comes. */
function beat() {
  if (socket === null || Date.now() - heardAt < (isAsking ? BEAT_MS : QUIET_MS)) return;
  if (isAsking || socket.readyState !== WebSocket.OPEN) {
    giveUp();
    return;
  }
  heardAt = Date.now();
  isAsking = true;
  ask([...listeners.keys()]);
}

/** Called when the tab is visible again: opens a lost socket at once, and asks for news that may have been missed. */
function comeBack() {
  if (document.visibilityState !== "visible" || hasEnded || listeners.size === 0) return;
  if (socket?.readyState === WebSocket.OPEN) ask([...listeners.keys()]);
  else if (socket === null) later(0);
}

/** The socket did not answer: drops it and has another opened later. */
function giveUp() {
  leave();
  laterAgain();
}

/** Other papers are open on the page than those that the socket was opened for. */
function openAgain() {
  if (hasEnded || socket === null) return; // one that is opened later asks for the papers of its moment
  leave();
  later(0);
}

/** Closes the socket in whatever state it is: one that is still opening would open later, beside the next one. */
function leave() {
  clearTimeout(deadline);
  clearTimeout(timer);
  timer = 0;
  const left = socket;
  socket = null;
  isHeard = false;
  left?.close(1000);
}

/**
 * The browser ends one that is still opening together with its page. Closed by us, the console would tell it as a fault of ours.
 * @param {PageTransitionEvent} event
 */
function hidden({ persisted }) {
  if (persisted || socket?.readyState !== WebSocket.CONNECTING) leave();
}

setInterval(beat, BEAT_MS);
document.addEventListener("session-over", over);
document.addEventListener("visibilitychange", comeBack);
document.addEventListener("papers-changed", openAgain);
window.addEventListener("online", comeBack);
document.addEventListener("line-back", comeBack); // a reader has heard the server again
window.addEventListener("pagehide", hidden);
window.addEventListener("pageshow", comeBack);
