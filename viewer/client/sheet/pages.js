/** Page images: the one shown, the neighbours fetched ahead, and a few that were left. The server forbids caching, so the very
 * elements that were loaded are kept and put on the screen. */

import { ahead, pageAddress } from "../addresses.js";
import { spokenNumber } from "../choosing/numbers.js";
import { Refusal } from "../ground/refusal.js";
import { neighbours, toForget } from "./order.js";

/** @typedef {{image: HTMLImageElement, done: Promise<void>, isHere: boolean}} Entry */

const KEPT = 6; // an old tablet holds few decoded pages
const LEAFING_MS = 150; // who turns on before a page has come is leafing: the next is fetched when they rest

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
  /** @type {import("../choosing/numbers.js").Numbers} */
  #numbers = [];
  #round = 0;
  /** @type {symbol | null} of the last page that was asked for, until it has come */
  #waiting = null;
  /** @type {((number: number, image: HTMLImageElement) => void) | null} hears of every page that has come */
  onHere = null;

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

  /** @param {import("../choosing/numbers.js").Numbers} numbers that are printed on the pages, by which pages are named from now on */
  useNumbers(numbers) {
    this.#numbers = numbers;
    for (const [number, { image }] of this.#entries) image.alt = this.#nameOf(number);
  }

  /** @param {number} number */
  #nameOf(number) {
    return `${this.#title}　${spokenNumber(number, this.#numbers)}`;
  }

  /**
   * Whether a page can be shown at once.
   * @param {number} number
   */
  holds(number) {
    return this.held(number) !== null;
  }

  /**
   * The image of a page that can be shown at once, else null.
   * @param {number} number
   */
  held(number) {
    const entry = this.#entries.get(number);
    return entry?.isHere ? entry.image : null;
  }

  /**
   * The image of a page beside the one that is read; null where it does not come. It is asked for as one that is looked at.
   * @param {number} number
   */
  async also(number) {
    try {
      return await this.#arrival(number);
    } catch {
      this.drop(number);
      return null;
    }
  }

  /**
   * The decoded image of a page, or null when another was asked for meanwhile; throws a Refusal.
   * @param {number} number
   * @param {number[]} [around] pages that lie with it: those on their way are not called off
   * @returns {Promise<HTMLImageElement | null>}
   */
  async load(number, around = []) {
    const isLeafing = this.#waiting !== null;
    const own = Symbol("asked");
    this.#waiting = own;
    const isWanted = () => this.#waiting === own;
    this.#abandonOthers([number, ...around]);
    try {
      if (isLeafing && !this.#entries.has(number)) await new Promise((rested) => setTimeout(rested, LEAFING_MS));
      return isWanted() ? await this.#insist(number, isWanted) : null;
    } catch (refusal) {
      if (!isWanted()) return null;
      throw refusal;
    } finally {
      if (isWanted()) this.#waiting = null;
    }
  }

  /**
   * @param {number} number
   * @param {() => boolean} isWanted
   */
  async #insist(number, isWanted) {
    try {
      return await this.#arrival(number);
    } catch {
      if (!isWanted()) return null;
      this.drop(number);
    }
    const refusal = await this.#line.reason(pageAddress(this.#version, number));
    if (refusal) throw refusal;
    try {
      return await this.#arrival(number); // a short gap of the network: it would come now
    } catch {
      this.drop(number);
      throw new Refusal({ code: "interrupted" });
    }
  }

  /**
   * Calls off what is on its way and has been passed: the line is for the page that is looked at.
   * @param {number[]} wanted
   */
  #abandonOthers(wanted) {
    this.#round += 1;
    for (const [number, { image, isHere }] of this.#entries) {
      if (isHere || wanted.includes(number)) continue;
      image.removeAttribute("src"); // which ends its request
      this.#entries.delete(number);
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
   * @param {number[]} open the pages that are seen, that one among them
   */
  async prefetchAround(number, open) {
    this.#round += 1;
    const round = this.#round;
    for (const neighbour of neighbours(open, this.#count)) {
      if (this.#entries.has(neighbour)) continue;
      const entry = this.#begin(neighbour, ahead(pageAddress(this.#version, neighbour)));
      this.#forgetOldest(number); // not at the end alone: a slow line would have more of them held all the while
      try {
        await entry.done;
      } catch {
        // The reason is told if the person turns to that page.
        if (this.#entries.get(neighbour) === entry) this.drop(neighbour);
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
    this.#waiting = null;
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
    image.alt = this.#nameOf(number);
    image.src = address;
    return this.#remember(number, image);
  }

  /**
   * @param {number} number
   * @param {HTMLImageElement} image
   */
  #remember(number, image) {
    const entry = { image, done: ready(image), isHere: false };
    const arrived = () => {
      entry.isHere = true;
      if (this.#entries.get(number) === entry) this.onHere?.(number, image);
    };
    entry.done.then(arrived, () => undefined); // `load` tells of a failure when the page is asked for
    this.#entries.set(number, entry);
    return entry;
  }

  /** @param {number} [current] */
  #forgetOldest(current) {
    for (const number of toForget([...this.#entries.keys()], KEPT, current)) this.#entries.delete(number);
  }
}
