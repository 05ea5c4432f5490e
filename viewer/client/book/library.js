/** The contents of papers that the person has had: of the open paper, and of those beside it that were asked for. */

import { contentsAddress } from "../addresses.js";
import { prepared } from "../ground/server.js";

/** @typedef {import("./asked.js").KnownContents} KnownContents */

export class Library {
  #line;
  #signal;
  /** @type {Map<string, KnownContents>} */
  #known = new Map();

  /** @param {{line: import("../line.js").Line, signal: AbortSignal}} parts */
  constructor({ line, signal }) {
    this.#line = line;
    this.#signal = signal;
  }

  /** @returns {ReadonlyMap<string, KnownContents>} */
  get known() {
    return this.#known;
  }

  /**
   * @param {string} material
   * @param {KnownContents} contents
   */
  put(material, contents) {
    this.#known.set(material, contents);
  }

  /**
   * Asks for the contents of another paper, once: each time is an issue of that paper, decided about and recorded. Throws a Refusal.
   * @param {string} material
   * @returns {Promise<KnownContents>}
   */
  async ask(material) {
    const had = this.#known.get(material);
    if (had) return had;
    await prepared(); // a paper of level 3 asks for a young proof of the tablet's key
    const told = await this.#line.json(contentsAddress(material), this.#signal);
    const { title = "", outline = [], numbers = [] } = /** @type {Partial<KnownContents>} */ (told);
    const contents = { title, outline, numbers };
    this.#known.set(material, contents);
    return contents;
  }

  /** The person may read nothing more. */
  forget() {
    this.#known.clear();
  }
}
