/** Pages one beneath the other, for who has chosen to read on without turning. Few frames lie in the sheet; the one that a scroll leaves
 *  behind is laid again at the other end, so that memory stays as it is however far one reads. */

import { around, element } from "../ground/dom.js";
import { place } from "../sheet/drawn.js";
import { Frame } from "./frame.js";
import { pagesAround, REACH, stackOf } from "./stack.js";

export class Unrolled {
  #bus;
  #leaf;
  #sheet;
  #pages;
  #sizes;
  #count;
  #number = 0; // the page that is read; 0 while no frame lies
  #isChosen = false;
  #layer = element("div", "frames");
  /** @type {Frame[]} */
  #frames;

  /**
   * @param {{bus: import("../ground/bus.js").Bus, line: import("../line.js").Line, leaf: HTMLElement, sheet: HTMLElement,
   *   pages: import("../sheet/pages.js").Pages, sizes: import("../sheet/sizes.js").Sizes, paper: {version: string, count: number},
   *   signal: AbortSignal}} parts
   */
  constructor({ bus, line, leaf, sheet, pages, sizes, paper, signal }) {
    this.#bus = bus;
    this.#leaf = leaf;
    this.#sheet = sheet;
    this.#pages = pages;
    this.#sizes = sizes;
    this.#count = paper.count;
    const { version } = paper;
    this.#frames = Array.from({ length: 2 * REACH + 1 }, () => new Frame({ bus, line, version, sizes, signal }));
    this.#layer.append(...this.#frames.map((frame) => frame.element));
    pages.onHere = (number, image) => this.#receive(number, image);
    bus.on("leaves-chosen", (leaves) => this.#choose(leaves === "unrolled"));
    leaf.addEventListener("pointerdown", (event) => this.#touch(event), { capture: true, signal });
  }

  get isOn() {
    return this.#isChosen && this.#count > 1;
  }

  /** @param {boolean} isChosen */
  #choose(isChosen) {
    if (isChosen === this.#isChosen) return;
    this.#isChosen = isChosen;
    this.#bus.say("leaves-changed");
  }

  /**
   * The sheet on which a page lies among those around it.
   * @param {number} number
   * @returns {import("../sheet/placing.js").PageSize}
   */
  sheetOf(number) {
    const sizeOf = /** @param {number} each */ (each) => this.#sizes.of(each, this.#sizes.of(number));
    const stack = stackOf(number, pagesAround(number, this.#count), sizeOf);
    return { ...stack, finest: this.#sizes.finestOf(number), shape: "unrolled", number, own: sizeOf(number) };
  }

  /**
   * The pages that are on the sheet where this one is read.
   * @param {number} number
   */
  around(number) {
    return pagesAround(number, this.#count);
  }

  /**
   * Lays this page and those around it. Frames of pages that lie already stay as they are.
   * @param {number} number
   */
  show(number) {
    const { side, parts } = this.sheetOf(number);
    this.#number = number;
    this.#sheet.classList.add("is-unrolled");
    if (!this.#layer.isConnected) this.#sheet.prepend(this.#layer);
    if (side) place(this.#sheet, side);
    const free = this.#frames.filter((frame) => !parts?.has(frame.number));
    const staying = this.laid.filter((frame) => !free.includes(frame)).map((frame) => frame.number);
    const fresh = [];
    for (const [each, part] of parts ?? []) {
      const frame = this.#frameOf(each) ?? free.pop();
      if (!frame) continue;
      frame.lay(each, part, each === number);
      const held = this.#pages.held(each);
      if (held) frame.put(held);
      if (!staying.includes(each)) fresh.push(frame);
    }
    for (const frame of free) frame.clear();
    this.#order(fresh, Math.min(...staying));
  }

  /**
   * Frames that were laid anew come into the order in which they are read, before or after those that stay: what stays is not moved.
   * @param {Frame[]} fresh
   * @param {number} first the first page that stays
   */
  #order(fresh, first) {
    const elementsOf = /** @param {Frame[]} frames */ (frames) => frames.map((frame) => frame.element);
    this.#layer.append(...elementsOf(fresh.filter(({ number }) => number > first)));
    this.#layer.prepend(...elementsOf(fresh.filter(({ number }) => number < first)));
  }

  /** More is known of all pages. */
  learn() {
    for (const frame of this.#frames) frame.learn();
  }

  /** Nothing stays of any page. */
  hide() {
    if (this.#number === 0) return;
    this.#number = 0;
    for (const frame of this.#frames) frame.clear();
    this.#layer.remove();
    this.#sheet.classList.remove("is-unrolled");
  }

  /** The frames in which a page lies, with its number. */
  get laid() {
    return this.#frames.filter(({ number }) => number > 0);
  }

  /** @param {number} number */
  #frameOf(number) {
    return this.#frames.find((frame) => frame.number === number);
  }

  /**
   * @param {number} number
   * @param {HTMLImageElement} image
   */
  #receive(number, image) {
    if (this.#number > 0 && this.#frameOf(number)?.put(image)) this.#bus.say("leaves-grown");
  }

  /**
   * The page under a pen, or under a finger that may write, is the one that is written on.
   * @param {PointerEvent} event
   */
  #touch({ clientX, clientY, pointerType, target }) {
    const writes = this.#leaf.classList.contains("is-noting") || pointerType === "pen";
    if (this.#number === 0 || !writes || around(target, "a, button")) return;
    const touched = this.laid.find(({ element: frame }) => {
      const { left, top, right, bottom } = frame.getBoundingClientRect();
      return clientX >= left && clientX < right && clientY >= top && clientY < bottom;
    });
    if (touched) this.#bus.say("rolled-to", touched.number);
  }
}
