/** What was written and could not be sent yet, kept on the tablet while its page is closed: sealed (AES-GCM), under a key that only the
 *  server has and that lives in this page's memory alone. Without a session of the same person nothing of it can be read. Each open
 *  reader has a slot of its own, so that two tabs with one paper do not overwrite each other; a slot whose reader is gone is taken up
 *  by the next one. */

import { newId } from "../noting/marks.js";
import { hold, isFree } from "./slots.js";

/** @typedef {import("../noting/outbox.js").Sending} Sending */
/** @typedef {{name: string, nonce: Uint8Array, sealed: ArrayBuffer, at: number}} Kept */

const DATABASE = "gijo-notes";
const STORE = "unsent";
const NONCE_BYTES = 12;
const MOST_DAYS = 14;
const DAY_MS = 86_400_000;

export class Sealed {
  #whose;
  #name;
  #signal;
  /** @type {CryptoKey | null} */
  #key = null;
  /** @type {Promise<IDBDatabase | null> | null} */
  #database = null;
  /** @type {Promise<void>} writings come one after the other, so that the last one stays */
  #last = Promise.resolve();
  /** @type {string[]} slots of readers that are gone: what was in them goes with the next that is kept */
  #left = [];

  /** @param {{person: string, version: string, signal?: AbortSignal}} whose `signal`: the reader ends */
  constructor({ person, version, signal }) {
    this.#whose = `${person}/${version}`;
    this.#name = `${this.#whose}/${newId()}`;
    this.#signal = signal;
  }

  /**
   * Opens what readers that are gone have left, with the key that the server gave and no script can read from then on. Only then is
   * anything kept.
   * @param {string} written in base64
   * @returns {Promise<Sending[]>}
   */
  async open(written) {
    if (!globalThis.crypto?.subtle) return []; // only over HTTPS; nothing is kept without it
    const bytes = Uint8Array.from(atob(written), (letter) => letter.charCodeAt(0));
    const key = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
    await hold(this.#name, this.#signal);
    const kept = await this.#read(key);
    this.#key = key;
    return kept;
  }

  /**
   * Keeps what waits in place of what was kept; nothing when nothing waits. Resolves when it is on the tablet.
   * @param {Sending[]} waiting
   */
  keep(waiting) {
    this.#last = this.#last.then(() => this.#write(waiting)).catch(() => undefined); // a full tablet: memory still has it
    return this.#last;
  }

  /** @param {Sending[]} waiting */
  async #write(waiting) {
    const key = this.#key;
    if (!key) return;
    if (waiting.length > 0) await this.#put(key, waiting);
    const over = waiting.length > 0 ? this.#left : [this.#name, ...this.#left]; // after what was in them is in this one
    for (const name of over) await this.#do("readwrite", (store) => store.delete(name));
    this.#left = [];
  }

  /**
   * @param {CryptoKey} key
   * @param {Sending[]} waiting
   */
  async #put(key, waiting) {
    const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
    const plain = new TextEncoder().encode(JSON.stringify(waiting));
    const sealed = await crypto.subtle.encrypt(bound(this.#name, nonce), key, plain);
    await this.#do("readwrite", (store) => store.put({ name: this.#name, nonce, sealed, at: Date.now() }));
  }

  /**
   * What cannot be opened is nobody's here, and goes with the next that is kept.
   * @param {CryptoKey} key
   * @returns {Promise<Sending[]>}
   */
  async #read(key) {
    try {
      await this.#forgetOld();
      const every = /** @type {Kept[] | undefined} */ (await this.#do("readonly", (store) => store.getAll()));
      const found = [];
      for (const kept of every ?? []) if (await this.#isLeft(kept.name)) found.push(kept);
      found.sort((one, other) => one.at - other.at);
      this.#left = found.map(({ name }) => name);
      return (await Promise.all(found.map((kept) => unsealed(key, kept)))).flat();
    } catch {
      return [];
    }
  }

  /** @param {string} name */
  async #isLeft(name) {
    const isOwn = name === this.#whose || name.startsWith(`${this.#whose}/`);
    return isOwn && name !== this.#name && (await isFree(name));
  }

  async #forgetOld() {
    const every = /** @type {Kept[] | undefined} */ (await this.#do("readonly", (store) => store.getAll()));
    for (const { name, at } of every ?? []) {
      if (Date.now() - at > MOST_DAYS * DAY_MS) await this.#do("readwrite", (store) => store.delete(name));
    }
  }

  /**
   * @param {IDBTransactionMode} mode
   * @param {(store: IDBObjectStore) => IDBRequest} act
   * @returns {Promise<unknown>}
   */
  async #do(mode, act) {
    this.#database ??= opened();
    const database = await this.#database;
    if (!database) return;
    return answered(act(database.transaction(STORE, mode).objectStore(STORE)));
  }
}

/**
 * @param {string} name
 * @param {Uint8Array} nonce
 */
function bound(name, nonce) {
  const iv = /** @type {BufferSource} */ (nonce);
  return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(name) };
}

/**
 * @param {CryptoKey} key
 * @param {Kept} kept
 * @returns {Promise<Sending[]>} nothing of what cannot be opened
 */
async function unsealed(key, { name, nonce, sealed }) {
  try {
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(bound(name, nonce), key, sealed)));
  } catch {
    return [];
  }
}

/** @returns {Promise<IDBDatabase | null>} null where the browser keeps nothing */
async function opened() {
  try {
    const request = indexedDB.open(DATABASE, 1);
    request.addEventListener("upgradeneeded", () => request.result.createObjectStore(STORE, { keyPath: "name" }));
    return /** @type {IDBDatabase} */ (await answered(request));
  } catch {
    return null;
  }
}

/**
 * @param {IDBRequest} request
 * @returns {Promise<unknown>}
 */
function answered(request) {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
}
