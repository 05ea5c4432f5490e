/** How the pages of a paper are laid: one alone, two that lie open, or one beneath the other. Where the image of the page that is read is put,
 *  and which of its layers are the sheet's. */

import { maybe } from "../ground/dom.js";

export class Laying {
  #sheet;
  #opposite;
  #unrolled;
  #zoom;
  /** @type {HTMLImageElement | null} of the page that is read */
  #image = null;

  /**
   * `zoom`: of a page in the sheet itself.
   * @param {{sheet: HTMLElement, opposite: import("../opposite/opposite.js").Opposite, unrolled: import("../unrolled/unrolled.js").Unrolled,
   *   zoom: import("./zoom.js").Zoom}} parts
   */
  constructor({ sheet, opposite, unrolled, zoom }) {
    this.#sheet = sheet;
    this.#opposite = opposite;
    this.#unrolled = unrolled;
    this.#zoom = zoom;
  }

  /** Whether pages lie beneath each other. */
  get isUnrolled() {
    return this.#unrolled.isOn;
  }

  /** The other pages that lie there, each with its frame. */
  get frames() {
    return this.isUnrolled ? this.#unrolled.laid : this.#opposite.laid;
  }

  /**
   * The pages that a turn leaves behind where this one is read, in reading order.
   * @param {number} number
   */
  openWith(number) {
    return this.isUnrolled ? [number] : this.#opposite.openWith(number);
  }

  /**
   * The pages that are on the sheet where this one is read.
   * @param {number} number
   */
  around(number) {
    return this.isUnrolled ? this.#unrolled.around(number) : [number];
  }

  /**
   * The sheet on which a page lies.
   * @param {number} number
   */
  sheetOf(number) {
    return this.isUnrolled ? this.#unrolled.sheetOf(number) : this.#opposite.sheetOf(number);
  }

  /**
   * Whether a page lies open already, beside another one.
   * @param {number} number
   */
  isOpenAt(number) {
    return !this.isUnrolled && this.#opposite.isOpenAt(number);
  }

  /**
   * Puts the image of the page that is read into its place.
   * @param {HTMLImageElement} image
   */
  put(image) {
    this.#image = image;
    const present = maybe(this.#sheet, ":scope > .sheet-page");
    if (present === image && !this.isUnrolled) return;
    if (present !== image) present?.remove();
    if (!this.isUnrolled) this.#sheet.prepend(image);
  }

  /**
   * Lays the page that is read with the others that lie there.
   * @param {number} number
   */
  show(number) {
    if (this.isUnrolled) {
      this.#opposite.hide();
      this.#zoom.showPage(0);
      this.#unrolled.show(number);
      if (this.#image?.parentElement === this.#sheet) this.#image.remove();
      return;
    }
    this.#unrolled.hide();
    this.#opposite.show(number);
  }

  /** Pages are laid in another way: the one that is read keeps its image. */
  change() {
    if (this.#image) this.put(this.#image);
  }

  /**
   * Lays a page that is on its way, before its image is there.
   * @param {number} number
   */
  makeRoom(number) {
    this.#zoom.showPage(0);
    if (this.isUnrolled) this.#unrolled.show(number);
    else this.#opposite.makeRoom(number);
  }

  /**
   * Finer pictures of a page may be had, or more is known of them.
   * @param {number} number
   */
  sharpen(number) {
    this.#zoom.showPage(this.isUnrolled ? 0 : number);
  }

  /**
   * More is known of all pages.
   * @param {number} number the one that is read
   */
  learn(number) {
    this.sharpen(number);
    if (this.frames.length === 0) return; // one page alone, or nothing: the paper may have been withdrawn meanwhile
    if (this.isUnrolled) {
      this.#unrolled.learn();
      this.#unrolled.show(number);
    } else this.#opposite.show(number);
  }

  /** Nothing stays of any page but the place of the one that is read. */
  hide() {
    this.#image = null;
    this.#opposite.hide();
    this.#unrolled.hide();
    this.#zoom.showPage(0);
  }
}
