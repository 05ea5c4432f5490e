/** This browser's device key: ECDSA P-256, kept in IndexedDB, not extractable. Signs; its private half cannot leave.
 *  Without IndexedDB or WebCrypto (a private window of an old browser, plain http) there is no key: the device is unknown. */

const BASE = "gijo-device";
const STORE = "keys";
const NAME = "device";
const PATIENCE_MS = 8000; // IndexedDB has been seen to answer nothing at all
const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const HASH = { name: "ECDSA", hash: "SHA-256" };

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

function base64(buffer) {
  return btoa(String.fromCharCode(...new Uint8Array(buffer)));
}

async function kept() {
  const base = await opened();
  try {
    return (await settled(base.transaction(STORE).objectStore(STORE).get(NAME))) ?? null;
  } finally {
    base.close();
  }
}

function soon(promise) {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("no answer")), PATIENCE_MS);
    promise.then(resolve, reject);
  });
}

/** The key that is there; null where there is none, or none can be kept. Rejects when the browser does not say: it fails, or is
 *  silent for eight seconds. That does not show that there is no key. */
export async function ownKey() {
  return canHold() ? soon(kept()) : null;
}

/** The key that is there, or a new one; null where none can be kept. Two tabs at once end with the same key. */
export async function ownOrNewKey() {
  const present = await ownKey().catch(() => null);
  if (present || !canHold()) return present;
  try {
    const made = await crypto.subtle.generateKey(CURVE, false, ["sign", "verify"]);
    const base = await opened();
    const store = base.transaction(STORE, "readwrite").objectStore(STORE);
    const first = await settled(store.get(NAME));
    if (!first) await settled(store.put(made, NAME));
    base.close();
    return first ?? made;
  } catch {
    return null;
  }
}

/** A proof for one purpose ("sign-in", "renewal") over the server's nonce, in base64. */
export async function sign(pair, purpose, nonce) {
  const message = new TextEncoder().encode(`gijo device ${purpose} ${nonce}`);
  return base64(await crypto.subtle.sign(HASH, pair.privateKey, message));
}

/** What a sign-in sends along: {device_key, device_proof}, or {} where there is no key, or none in time. */
export function signInFields(nonce) {
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, {}));
  return Promise.race([proofOf(nonce).catch(() => ({})), patience]);
}

async function proofOf(nonce) {
  const pair = await ownOrNewKey();
  if (!pair) return {};
  const spki = await crypto.subtle.exportKey("spki", pair.publicKey);
  return { device_key: base64(spki), device_proof: await sign(pair, "sign-in", nonce) };
}
