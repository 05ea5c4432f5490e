/** Page images: the one shown, the neighbours fetched ahead, and a few that were left. The server forbids caching, so the very
 * elements that were loaded are kept and put on the screen. */

import { Refusal } from "../ground/api.js";

const KEPT = 6;
const AHEAD = [1, -1, 2, -2];

/** Resolves once the image can be drawn without a pause; rejects where it did not come. */
function ready(image) {
  if (typeof image.decode === "function") {
    // Safari may refuse to decode a large image ahead of time although it has arrived whole.
    return image.decode().catch((failure) => {
      if (!image.complete || image.naturalWidth === 0) throw failure;
    });
  }
  return new Promise((resolve, reject) => {
    if (image.complete) (image.naturalWidth > 0 ? resolve : reject)();
    image.addEventListener("load", resolve, { once: true });
    image.addEventListener("error", reject, { once: true });
  });
}

export class Pages {
  #api;
  #version;
  #count;
  #title;
  #entries = new Map(); // page number → {image, done}, oldest first
  #round = 0;

  constructor({ api, version, count, title }) {
    this.#api = api;
    this.#version = version;
    this.#count = count;
    this.#title = title;
  }

  address(number) {
    return `/papers/${this.#version}/pages/${number}`;
  }

  /** The image that the page came with is the first entry: it is not fetched twice. */
  adopt(number, image) {
    this.#remember(number, image);
  }

  /** The decoded image of a page; throws a Refusal with a sentence for the reader. */
  async load(number) {
    try {
      return await this.#arrival(number);
    } catch {
      this.drop(number);
    }
    const refusal = await this.#api.reason(this.address(number));
    if (refusal) throw refusal;
    try {
      return await this.#arrival(number); // it was a gap in the air: it would come now
    } catch {
      this.drop(number);
      throw new Refusal({ code: "interrupted" });
    }
  }

  async #arrival(number) {
    const entry = this.#entries.get(number) ?? this.#begin(number);
    this.#entries.delete(number);
    this.#entries.set(number, entry);
    this.#forgetOldest();
    await entry.done;
    return entry.image;
  }

  /** Fetches the neighbours one after another, the next page first, until another page is asked for. */
  async prefetchAround(number) {
    const round = ++this.#round;
    for (const step of AHEAD) {
      const neighbour = number + step;
      if (neighbour < 1 || neighbour > this.#count || this.#entries.has(neighbour)) continue;
      try {
        await this.#begin(neighbour, "?ahead=1").done;
      } catch {
        this.drop(neighbour); // the sentence is shown if the page is turned to
      }
      if (round !== this.#round) return;
    }
    this.#forgetOldest(number);
  }

  drop(number) {
    this.#entries.delete(number);
  }

  /** Let every page go, at once. */
  forget() {
    this.#round += 1;
    for (const { image } of this.#entries.values()) image.removeAttribute("src");
    this.#entries.clear();
  }

  /** `query` tells the server that nobody looks at the page yet: such pages let the others pass. */
  #begin(number, query = "") {
    const image = new Image();
    image.className = "sheet-page";
    image.draggable = false;
    image.decoding = "async";
    image.alt = `${this.#title}　${number} ページ`;
    image.src = this.address(number) + query;
    return this.#remember(number, image);
  }

  #remember(number, image) {
    const entry = { image, done: ready(image) };
    entry.done.catch(() => undefined); // reported by whoever asks for the page
    this.#entries.set(number, entry);
    return entry;
  }

  /** An old tablet holds few decoded pages: the farthest from the one being read go first. */
  #forgetOldest(current) {
    const numbers = [...this.#entries.keys()];
    if (current !== undefined) numbers.sort((a, b) => Math.abs(b - current) - Math.abs(a - current));
    for (const number of numbers) {
      if (this.#entries.size <= KEPT) return;
      if (number !== current) this.#entries.delete(number);
    }
  }
}
