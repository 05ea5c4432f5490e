/** What is known of each page's image: its size, and the finer scales that can be had of it. */

/** @typedef {import("./placing.js").Size} Size */

/**
 * What the contents say about a page: its number, the size of its image, the finer scales that can be had of it, and up to which
 * of them it had been made then.
 * @typedef {{n: number, width: number, height: number, zooms: number[], sharp: number}} PageFacts
 */

const A4 = { width: 1600, height: 2263 };

export class Sizes {
  /** @type {Map<number, PageFacts>} */
  #facts = new Map();
  /** @type {Map<number, Size>} as the images were */
  #seen = new Map();

  /** @param {PageFacts[]} facts of each page; known some time after the first page is shown */
  use(facts) {
    for (const page of facts) this.#facts.set(page.n, page);
  }

  /**
   * The size of a page's image itself: the contents may come later, or not at all.
   * @param {number} number
   * @param {HTMLImageElement} image
   */
  learn(number, { naturalWidth, naturalHeight }) {
    if (naturalWidth > 0 && naturalHeight > 0) this.#seen.set(number, { width: naturalWidth, height: naturalHeight });
  }

  /**
   * @param {number} number
   * @param {Size} [usual] where nothing is known
   * @returns {Size}
   */
  of(number, usual = A4) {
    const { width, height } = this.#seen.get(number) ?? this.#facts.get(number) ?? usual;
    return { width, height };
  }

  /** @param {number} number */
  zoomsOf(number) {
    return this.#facts.get(number)?.zooms ?? [];
  }

  /** @param {number} number */
  finestOf(number) {
    return Math.max(1, ...this.zoomsOf(number));
  }

  /** @param {number} number */
  sharpOf(number) {
    return this.#facts.get(number)?.sharp;
  }
}
