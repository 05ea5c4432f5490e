/** This browser's device key: ECDSA P-256, kept in IndexedDB, not extractable. Signs; its private half cannot leave.
 *  Without IndexedDB or WebCrypto (a private window of an old browser, plain http) there is no key: the device is unknown. */

import { base64 } from "../text/base64.js";

const BASE = "gijo-device";
const STORE = "keys";
const NAME = "device";
const PATIENCE_MS = 8000; // IndexedDB has been seen to answer nothing at all
const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const HASH = { name: "ECDSA", hash: "SHA-256" };

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function opened() {
  const request = indexedDB.open(BASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  return settled(request);
}

const canHold = () => typeof indexedDB === "object" && indexedDB !== null && typeof crypto?.subtle === "object";

/** @returns {Promise<CryptoKeyPair | null>} */
async function kept() {
  const base = await opened();
  try {
    return (await settled(base.transaction(STORE).objectStore(STORE).get(NAME))) ?? null;
  } finally {
    base.close();
  }
}

/**
 * Settles as `promise` does; rejects when that takes too long.
 * @template T
 * @param {Promise<T>} promise
 * @returns {Promise<T>}
 */
function soon(promise) {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("no answer")), PATIENCE_MS);
    promise.then(resolve, reject);
  });
}

/**
 * This browser's key; null when it has none, or cannot keep one. Rejects when IndexedDB fails or does not answer within eight
 * seconds: then it is not known whether there is a key.
 * @returns {Promise<CryptoKeyPair | null>}
 */
export async function ownKey() {
  return canHold() ? await soon(kept()) : null;
}

/** Asks the browser not to clear this site's storage when it tidies up: with the key the device's approval would go. Whatever it
 *  answers, signing in goes on; a browser that asks its person must not hold it up. */
function keepStorage() {
  navigator.storage?.persist?.().catch(() => false);
}

/** The key that is there, or a new one; null where none can be kept. Two tabs at once end with the same key. */
async function ownOrNewKey() {
  const present = await ownKey().catch(() => null);
  if (canHold()) keepStorage();
  if (present || !canHold()) return present;
  try {
    const made = await crypto.subtle.generateKey(CURVE, false, ["sign", "verify"]);
    const base = await opened();
    const store = base.transaction(STORE, "readwrite").objectStore(STORE);
    /** @type {CryptoKeyPair | undefined} */
    const first = await settled(store.get(NAME));
    if (!first) await settled(store.put(made, NAME));
    base.close();
    return first ?? made;
  } catch {
    return null;
  }
}

/**
 * A proof over the server's nonce, in base64.
 * @param {CryptoKeyPair} pair
 * @param {"sign-in" | "renewal"} purpose
 * @param {string} nonce
 */
export async function sign(pair, purpose, nonce) {
  const message = new TextEncoder().encode(`gijo device ${purpose} ${nonce}`);
  return base64(new Uint8Array(await crypto.subtle.sign(HASH, pair.privateKey, message)));
}

/**
 * What a sign-in sends along: {device_key, device_proof}, or {} where there is no key, or none in time.
 * @param {string} nonce
 * @returns {Promise<Record<string, string>>}
 */
export function signInFields(nonce) {
  /** @type {Promise<Record<string, string>>} */
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, {}));
  return Promise.race([proofOf(nonce).catch(() => ({})), patience]);
}

/**
 * @param {string} nonce
 * @returns {Promise<Record<string, string>>}
 */
async function proofOf(nonce) {
  const pair = await ownOrNewKey();
  if (!pair) return {};
  const spki = await crypto.subtle.exportKey("spki", pair.publicKey);
  return { device_key: base64(new Uint8Array(spki)), device_proof: await sign(pair, "sign-in", nonce) };
}
