/** Page images: the one shown, the neighbours fetched ahead, and a few that were left. The server forbids caching, so the very
 * elements that were loaded are kept and put on the screen. */

import { ahead, pageAddress } from "../addresses.js";
import { Refusal } from "../ground/refusal.js";
import { neighbours, toForget } from "./order.js";

/** @typedef {{image: HTMLImageElement, done: Promise<void>}} Entry */

const KEPT = 6; // an old tablet holds few decoded pages

/**
 * Resolves once the image can be drawn without a pause; rejects where it did not come.
 * @param {HTMLImageElement} image
 * @returns {Promise<void>}
 */
function ready(image) {
  if (typeof image.decode === "function") {
    // Safari may refuse to decode a large image ahead of time although it has arrived whole.
    return image.decode().catch((failure) => {
      if (!image.complete || image.naturalWidth === 0) throw failure;
    });
  }
  return new Promise((resolve, reject) => {
    if (image.complete) (image.naturalWidth > 0 ? resolve : reject)();
    image.addEventListener("load", () => resolve(), { once: true });
    image.addEventListener("error", reject, { once: true });
  });
}

export class Pages {
  #line;
  #version;
  #count;
  #title;
  /** @type {Map<number, Entry>} by page number, the oldest first */
  #entries = new Map();
  #round = 0;

  /** @param {{line: import("../line.js").Line, version: string, count: number, title: string}} parts */
  constructor({ line, version, count, title }) {
    this.#line = line;
    this.#version = version;
    this.#count = count;
    this.#title = title;
  }

  /**
   * The image that the page came with is the first entry: it is not fetched twice.
   * @param {number} number
   * @param {HTMLImageElement} image
   */
  adopt(number, image) {
    this.#remember(number, image);
  }

  /**
   * The decoded image of a page; throws a Refusal.
   * @param {number} number
   */
  async load(number) {
    try {
      return await this.#arrival(number);
    } catch {
      this.drop(number);
    }
    const refusal = await this.#line.reason(pageAddress(this.#version, number));
    if (refusal) throw refusal;
    try {
      return await this.#arrival(number); // it was a gap in the air: it would come now
    } catch {
      this.drop(number);
      throw new Refusal({ code: "interrupted" });
    }
  }

  /** @param {number} number */
  async #arrival(number) {
    const entry = this.#entries.get(number) ?? this.#begin(number, pageAddress(this.#version, number));
    this.#entries.delete(number);
    this.#entries.set(number, entry);
    this.#forgetOldest();
    await entry.done;
    return entry.image;
  }

  /**
   * Fetches the neighbours one after another until another page is asked for.
   * @param {number} number
   */
  async prefetchAround(number) {
    this.#round += 1;
    const round = this.#round;
    for (const neighbour of neighbours(number, this.#count)) {
      if (this.#entries.has(neighbour)) continue;
      try {
        await this.#begin(neighbour, ahead(pageAddress(this.#version, neighbour))).done;
      } catch {
        this.drop(neighbour); // why it did not come is told if the page is turned to
      }
      if (round !== this.#round) return;
    }
    this.#forgetOldest(number);
  }

  /** @param {number} number */
  drop(number) {
    this.#entries.delete(number);
  }

  /** Let every page go, at once. */
  forget() {
    this.#round += 1;
    for (const { image } of this.#entries.values()) image.removeAttribute("src");
    this.#entries.clear();
  }

  /**
   * @param {number} number
   * @param {string} address
   */
  #begin(number, address) {
    const image = new Image();
    image.className = "sheet-page";
    image.draggable = false;
    image.decoding = "async";
    image.alt = `${this.#title}　${number} ページ`;
    image.src = address;
    return this.#remember(number, image);
  }

  /**
   * @param {number} number
   * @param {HTMLImageElement} image
   */
  #remember(number, image) {
    const entry = { image, done: ready(image) };
    entry.done.catch(() => undefined); // told by whoever asks for the page
    this.#entries.set(number, entry);
    return entry;
  }

  /** @param {number} [current] */
  #forgetOldest(current) {
    for (const number of toForget([...this.#entries.keys()], KEPT, current)) this.#entries.delete(number);
  }
}
