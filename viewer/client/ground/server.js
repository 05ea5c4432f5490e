/** The one place that talks to the server. It adds the token, asks again after what a refusal calls for (a renewed session, a
 *  fresh sign-in), and turns every other answer that is not OK into a Refusal. Knows no screen. */

import { Refusal, refusalFrom, UNREACHABLE } from "./refusal.js";

const JSON_KIND = "application/json";
const MOST_TRIES = 4;
const PATIENCE_MS = 30_000;
const WITHOUT_BODY = new Set([204, 205, 304]);

/**
 * @typedef {object} Wish
 * @property {"GET" | "POST"} [method]
 * @property {string} [accept] the kind of answer that is wanted
 * @property {string} [kind] of the body, where the body does not say it itself
 * @property {URLSearchParams | string} [body]
 * @property {AbortSignal} [signal]
 * @property {boolean} [isAct] the person is doing this now, and may be asked to prove who they are
 * @property {boolean} [isLast] sent while the page goes away: it must outlive the page
 */

/**
 * @typedef {object} Remedy
 * @property {ReadonlySet<string>} codes the refusals it is for
 * @property {(refusal: Refusal) => Promise<boolean>} heal resolves to true when the same may be asked again; rejects with another
 *   Refusal when that one is to be told instead
 * @property {boolean} isForActsOnly
 */

/** @type {Remedy[]} */
const remedies = [];

/**
 * Registers a remedy for refusals with these codes. A module that has one calls this once, when it is loaded.
 * @param {string[]} codes
 * @param {(refusal: Refusal) => Promise<boolean>} heal
 * @param {{isForActsOnly?: boolean}} [options]
 */
export function remedy(codes, heal, { isForActsOnly = false } = {}) {
  remedies.push({ codes: new Set(codes), heal, isForActsOnly });
}

/** @type {(() => Promise<void>)[]} */
const preparations = [];

/**
 * Says what has to be done before a page asks for what it is there to show, so that it is not refused first.
 * @param {() => Promise<void>} prepare
 */
export function beforehand(prepare) {
  preparations.push(prepare);
}

/** Resolves when everything that was said to come first is done, or has failed: what is asked for then tells why. */
export async function prepared() {
  await Promise.allSettled(preparations.map((prepare) => prepare()));
}

/** @returns {HTMLMetaElement | null} */
const tokenPlace = () => document.querySelector('meta[name="csrf-token"]');

/** The CSRF token that every POST carries. */
export const token = () => tokenPlace()?.content ?? "";

/**
 * Use a newer CSRF token than the page's own: the person has signed in again in another tab.
 * @param {unknown} newer
 */
export function useToken(newer) {
  const place = tokenPlace();
  if (place && typeof newer === "string" && newer !== "") place.content = newer;
}

/**
 * Sends one request once and returns any answer. Throws a Refusal only when there is none. For the session's renewal, which must
 * not cause another renewal; all others use `ask` and the functions below it.
 * @param {string} address
 * @param {Wish} [wish]
 * @returns {Promise<Response>}
 */
export function once(address, { method = "GET", accept = "", kind = "", body, signal, isLast = false } = {}) {
  const headers = new Headers();
  if (accept) headers.set("Accept", accept);
  if (kind) headers.set("Content-Type", kind);
  if (method !== "GET") headers.set("X-CSRF-Token", token());
  const options = { method, headers, body: body ?? null, signal: signal ?? null, keepalive: isLast };
  return reached(() => fetch(address, { credentials: "same-origin", cache: "no-store", ...options }));
}

/** @param {() => Promise<Response>} send */
async function reached(send) {
  try {
    return await send();
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error; // the caller has cancelled it
    throw new Refusal({ code: UNREACHABLE });
  }
}

/**
 * Sends, and sends again after each refusal that something can be done about.
 * @param {() => Promise<Response>} send
 * @param {boolean} isAct
 * @returns {Promise<Response>} an answer that is OK
 */
async function insisted(send, isAct) {
  /** @type {Remedy | undefined} */
  let last;
  for (let tries = 1; ; tries += 1) {
    const answer = await send();
    if (answer.ok) return answer;
    const refusal = refusalFrom(answer.status, await answer.json().catch(() => null));
    const found = remedies.find(({ codes, isForActsOnly }) => codes.has(refusal.code) && (isAct || !isForActsOnly));
    if (!found || found === last || tries === MOST_TRIES || !(await found.heal(refusal))) throw refusal;
    last = found;
  }
}

/**
 * Asks; resolves to an answer that is OK, else throws a Refusal.
 * @param {string} address
 * @param {Wish} [wish]
 */
export function ask(address, wish = {}) {
  return insisted(() => once(address, wish), wish.isAct ?? false);
}

/**
 * JSON from an address; the caller knows its shape. Throws a Refusal (unreachable) when it does not come in time: on a connection
 * that died without a sign, requests by the clock would pile up.
 * @param {string} address
 * @param {AbortSignal} [signal]
 * @returns {Promise<unknown>}
 */
export async function getJson(address, signal) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  const callOff = () => patience.abort();
  signal?.addEventListener("abort", callOff, { once: true });
  if (signal?.aborted) callOff();
  try {
    return await (await ask(address, { accept: JSON_KIND, signal: patience.signal })).json();
  } catch (error) {
    if (patience.signal.aborted && !signal?.aborted) throw new Refusal({ code: UNREACHABLE });
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", callOff);
  }
}

/**
 * A page of our own, as a document.
 * @param {string} address
 */
export async function getPage(address) {
  const answer = await ask(address, { accept: "text/html" });
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

/**
 * The fields of a form, without files: those are uploaded by themselves.
 * @param {FormData | Record<string, string>} fields
 * @returns {URLSearchParams}
 */
function encoded(fields) {
  const pairs = fields instanceof FormData ? [...fields] : Object.entries(fields);
  return new URLSearchParams(pairs.map(([name, value]) => [name, String(value)]));
}

/**
 * Posts fields; resolves to the answer's JSON, or null where it has none.
 * @param {string} address
 * @param {FormData | Record<string, string>} fields
 * @param {{isAct?: boolean, isLast?: boolean}} [options] `isLast`: sent while the page goes away
 * @returns {Promise<unknown>}
 */
export async function post(address, fields, { isAct = false, isLast = false } = {}) {
  const answer = await ask(address, { method: "POST", accept: JSON_KIND, body: encoded(fields), isAct, isLast });
  return answer.headers.get("content-type")?.includes("json") ? answer.json() : null;
}

/**
 * Posts what the person does now. They may be asked first, in a dialog over the screen, to confirm who they are.
 * @param {string} address
 * @param {FormData | Record<string, string>} fields
 */
export function act(address, fields) {
  return post(address, fields, { isAct: true });
}

/**
 * Tells the server something as JSON, with nothing to be answered.
 * @param {string} address
 * @param {unknown} value
 * @param {boolean} isLast sent while the page goes away
 */
export async function report(address, value, isLast) {
  await ask(address, { method: "POST", kind: JSON_KIND, body: JSON.stringify(value), isLast });
}

/**
 * Puts a file as it is: an act of the person.
 * @param {string} address
 * @param {File} file
 * @param {(sentBytes: number, totalBytes: number) => void} onProgress
 */
export async function putFile(address, file, onProgress) {
  await insisted(() => reached(() => put(address, file, onProgress)), true);
}

/**
 * `fetch` cannot tell how far an upload is; XMLHttpRequest can.
 * @param {string} address
 * @param {File} file
 * @param {(sentBytes: number, totalBytes: number) => void} onProgress
 * @returns {Promise<Response>}
 */
function put(address, file, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", address);
    request.setRequestHeader("Accept", JSON_KIND);
    request.setRequestHeader("X-CSRF-Token", token());
    request.setRequestHeader("Content-Type", "application/pdf");
    request.upload.addEventListener("progress", (event) => onProgress(event.loaded, event.total || file.size));
    request.addEventListener("error", () => reject(new Error("no line")));
    request.addEventListener("abort", () => reject(new Error("broken off")));
    request.addEventListener("load", () => {
      const { status, responseText } = request;
      resolve(new Response(WITHOUT_BODY.has(status) ? null : responseText, { status }));
    });
    request.send(file);
  });
}
