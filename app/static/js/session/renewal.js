/** Renewing the session: the device signs the server's nonce, the server changes the cookie. One renewal at a time a page. */

import { refusalFrom } from "/client/ground/refusal.js";
import { once } from "/client/ground/server.js";
import { ownKey, sign } from "../devices/key.js";

const CLOCK = "gijo-renewal-due"; // shared by the tabs, so that one renewal serves all
const EARLY_MS = 60_000;
const LATE_MS = 50_000;
const TRIES = 4;
const PATIENCE_MS = 20_000; // a wireless network can lose an answer without a sign; the next look must not wait for it
const USUAL_SECONDS = 300;
const OTHER_NONCE = 409;
const ENDINGS = new Set([401, 403]);

/** @type {HTMLMetaElement | null} */
const meta = document.querySelector('meta[name="session-renewal"]');
let [dueSeconds = "0", nonce = ""] = (meta?.content ?? "").split(" ");
let dueAt = Date.now() + Number(dueSeconds) * 1000;
/** @type {Promise<boolean> | null} */
let underWay = null;
let isOver = false; // the session has ended, or this is not its device: asking again would change nothing

function noted() {
  try {
    return Number(localStorage.getItem(CLOCK)) || 0;
  } catch {
    return 0;
  }
}

function note() {
  try {
    localStorage.setItem(CLOCK, String(dueAt));
  } catch {
    // Each tab keeps its own time then; the server sorts out who was first.
  }
}

const latest = () => Math.max(dueAt, noted());

/** True when it is time to renew, and while there is still time. */
export const isDue = () => !isOver && Date.now() >= latest() - EARLY_MS;

/** True when the server would no longer answer without a renewal. */
export const isOverdue = () => !isOver && Date.now() >= latest() + LATE_MS;

/** True when the server has refused to go on with this session here. */
export const isFinished = () => isOver;

/** Resolves to true when the session goes on ("session-renewed" on the document), false when nobody answers now or it cannot be
 *  renewed here ("session-over", with the Refusal: nothing more will come, and what is open should be shut). */
export function renew() {
  underWay ??= attempt().finally(() => {
    underWay = null;
  });
  return underWay;
}

async function attempt() {
  try {
    return await proven(await ownKey());
  } catch {
    return false; // the browser did not say whether it holds the key, or nobody answered: neither ends a session
  }
}

/** @param {CryptoKeyPair | null} pair */
async function proven(pair) {
  for (let round = 0; round < TRIES; round += 1) {
    const { ok, status, body } = await sent(pair);
    if (status === OTHER_NONCE && body.nonce) {
      nonce = body.nonce;
      continue;
    }
    if (!ok) {
      isOver = ENDINGS.has(status);
      if (isOver) document.dispatchEvent(new CustomEvent("session-over", { detail: refusalFrom(status, body) }));
      return false;
    }
    nonce = body.nonce ?? nonce;
    dueAt = Date.now() + (body.due_in_seconds ?? USUAL_SECONDS) * 1000;
    note();
    document.dispatchEvent(new CustomEvent("session-renewed"));
    return true;
  }
  return false;
}

/**
 * The answer and what it says. Rejects when there is none in time.
 * @param {CryptoKeyPair | null} pair
 */
async function sent(pair) {
  const fields = new URLSearchParams({ nonce, signature: pair ? await sign(pair, "renewal", nonce) : "" });
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS); // Safari 15 has no AbortSignal.timeout
  const { signal } = patience;
  try {
    const answer = await once("/session/renew", { method: "POST", accept: "application/json", body: fields, signal });
    /** @type {{nonce?: string, due_in_seconds?: number}} */
    const body = await answer.json().catch(() => ({}));
    return { ok: answer.ok, status: answer.status, body };
  } finally {
    clearTimeout(timer);
  }
}
