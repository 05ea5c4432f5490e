/** Renewing the session: the device signs the server's nonce, the server changes the cookie. One renewal at a time a page. */

import { Refusal, refusalFrom } from "/client/ground/refusal.js";
import { once } from "/client/ground/server.js";
import { ownKey, sign } from "../devices/key.js";

const CLOCK = "gijo-renewal-due"; // shared by the tabs, so that one renewal serves all
const EARLY_MS = 60_000;
const LATE_MS = 50_000;
const TRIES = 4;
const PATIENCE_MS = 20_000; // a wireless network can lose an answer without a sign, and the next try must not wait for it
const USUAL_SECONDS = 300;
const SOON_ENOUGH = 0.5; // of the time for which a young proof is good; the page looks every ten seconds
const NEARLY_OVER = 0.9;
const OTHER_NONCE = 409;
const ENDINGS = new Set([401, 403]);

/** @type {HTMLMetaElement | null} */
const meta = document.querySelector('meta[name="session-renewal"]');
const [dueSeconds = "0", firstNonce = "", everySeconds = ""] = (meta?.content ?? "").split(" ");
let nonce = firstNonce;
let dueAt = Date.now() + Number(dueSeconds) * 1000;
let everyMs = (Number(everySeconds) || USUAL_SECONDS) * 1000;
/** @type {Promise<boolean> | null} */
let underWay = null;
/** @type {Refusal | null} why no renewal will succeed: the session has ended, or this is not its device */
let ending = null;

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
    // Then each tab renews by its own clock; of two at once the server accepts one, and the other signs again.
  }
}

const latest = () => Math.max(dueAt, noted());

/** What the page shows asks for a younger proof (`data-proof-seconds`, level 3): for how long one is good here. The strictest counts. */
function goodForMs() {
  /** @type {NodeListOf<HTMLElement>} */
  const shown = document.querySelectorAll("[data-proof-seconds]");
  const every = [...shown].map(({ dataset }) => Number(dataset.proofSeconds ?? "0") * 1000);
  return Math.min(Number.POSITIVE_INFINITY, ...every.filter((each) => each > 0));
}

const provenAt = () => latest() - everyMs;

/** True from the time on at which the session is to be renewed: a minute before it is due, at level 3 earlier. */
export const isDue = () =>
  !ending && Date.now() >= Math.min(latest() - EARLY_MS, provenAt() + goodForMs() * SOON_ENOUGH);

/** True when the server no longer answers without a renewal, or not with what this page shows. */
export const isOverdue = () =>
  !ending && Date.now() >= Math.min(latest() + LATE_MS, provenAt() + goodForMs() * NEARLY_OVER);

/** The server wants a proof now, whatever was noted: the session's cookie has come from somewhere else. */
export function isWanted() {
  dueAt = Date.now();
  note();
}

/** True when the server has refused to renew this session here for good. */
export const isFinished = () => ending !== null;

/** Renews for a request that was refused until then. Where the session is over, rejects with the reason: that the device is being
 *  looked at, as the request was told, is no longer true. */
export async function renewFirst() {
  const isRenewed = await renew();
  if (!isRenewed && ending) throw new Refusal({ ...ending, status: 401 }); // a 403 would be about what was asked for
  return isRenewed;
}

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
    return false; // unknown whether the browser holds the key, or no answer: neither means that the session is over
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
      ending = ENDINGS.has(status) ? refusalFrom(status, body) : null;
      if (ending) document.dispatchEvent(new CustomEvent("session-over", { detail: ending }));
      return false;
    }
    ending = null; // somebody has signed in again in another tab
    nonce = body.nonce ?? nonce;
    everyMs = (body.due_in_seconds ?? USUAL_SECONDS) * 1000;
    dueAt = Date.now() + everyMs;
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

if (meta && Number(dueSeconds) === 0) isWanted();
