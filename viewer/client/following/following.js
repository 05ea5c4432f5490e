/** Follows the columns of a page: stays on one, as wide as the screen, then on the next, and so on over the pages. Of upright lines, which
 *  papers have that are bound at the right, it follows the tiers, each as high as the screen. */

import { need } from "../ground/dom.js";
import { columnAt, columnsOf, tiersOf } from "./columns.js";

/** @typedef {import("../sheet/placing.js").Part} Part */

const WIDTH = 480; // pixels of the small picture in which white is looked for
const DARK = 190; // the mark is lighter on white paper, and a thin rule made small is darker
const WORTH = 1.25; // a column that would hardly be larger than the page is not followed

export class Following {
  #view;
  #sheet;
  #isUpright;
  /** @type {Part[]} */
  #columns = [];
  #at = 0;
  #number = 0;
  #goesOn = false; // on the page that is on its way

  /** @param {{bus: import("../ground/bus.js").Bus, view: import("../sheet/view.js").View, sheet: HTMLElement, isUpright: boolean}} parts */
  constructor({ bus, view, sheet, isUpright }) {
    this.#view = view;
    this.#sheet = sheet;
    this.#isUpright = isUpright;
    bus.on("page-chosen", ({ isJump }) => {
      this.#goesOn = !isJump && (this.#goesOn || view.isHeld);
    });
    bus.on("page-shown", ({ number }) => this.#arrive(number));
  }

  /**
   * Follows the column at a place of the screen; false where the page has none that is worth it.
   * @param {{x: number, y: number}} at in CSS pixels from the screen's corner
   */
  enter({ x, y }) {
    const { left, top, width, height } = this.#image().getBoundingClientRect();
    this.#columns = this.#look();
    this.#at = columnAt(this.#columns, { x: (x - left) / width, y: (y - top) / height });
    const column = this.#columns[this.#at];
    const isUpright = this.#isUpright;
    if (!column || this.#view.scaleOf(column, isUpright) < this.#view.homeScale * WORTH) return false;
    this.#view.stayOn(column, { isUpright });
    return true;
  }

  /**
   * On (1) or back (-1) to the next column of the page; false where there is none.
   * @param {number} step
   */
  turn(step) {
    const column = this.#columns[this.#at + step];
    if (!column || !this.#view.isHeld) return false;
    this.#at += step;
    this.#view.stayOn(column, { isFromBelow: step < 0, isUpright: this.#isUpright });
    return true;
  }

  /** @param {number} number */
  #arrive(number) {
    const isFromBelow = number < this.#number;
    this.#number = number;
    if (!this.#goesOn) return;
    this.#goesOn = false;
    this.#columns = this.#look();
    this.#at = isFromBelow ? this.#columns.length - 1 : 0;
    const column = this.#columns[this.#at];
    if (column) this.#view.stayOn(column, { isFromBelow, isUpright: this.#isUpright });
  }

  #image() {
    return need(this.#sheet, ":scope > .sheet-page, .is-read > .sheet-page", HTMLImageElement);
  }

  #look() {
    const ink = inkOf(this.#image());
    if (!ink) return [];
    return this.#isUpright ? tiersOf(ink) : columnsOf(ink);
  }
}

/**
 * What is dark on a page, much smaller. The canvas is let go at once, for old tablets have little memory for them.
 * @param {HTMLImageElement} image
 * @returns {import("./columns.js").Ink | null} where the browser lets nothing be read
 */
function inkOf(image) {
  const [width, height] = [WIDTH, Math.round((WIDTH * image.naturalHeight) / (image.naturalWidth || 1))];
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  if (!pen || height === 0) return null;
  pen.imageSmoothingQuality = "high";
  pen.drawImage(image, 0, 0, width, height);
  const { data } = pen.getImageData(0, 0, width, height);
  canvas.width = 0;
  const dark = new Uint8Array(width * height);
  for (let at = 0; at < dark.length; at += 1) dark[at] = (data[at * 4 + 1] ?? 0) < DARK ? 1 : 0;
  return { width, height, dark };
}
