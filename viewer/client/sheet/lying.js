/** How a sheet lies in its leaf: which page it is of, where and how large it lies, on which part of it the screen stays. Draws nothing. */

import { pageRead } from "../unrolled/stack.js";
import { Fitting } from "./fitting.js";
import { bounds, homeScale, inSide, isAtHome, isFree, keptInside, partInSight, WHOLE_PAGE } from "./placing.js";

/** @typedef {import("./placing.js").Part} Part */
/** @typedef {import("./placing.js").PageSize} PageSize */
/** @typedef {import("./placing.js").Placing} Placing */

export class Lying {
  #leaf;
  /** @type {PageSize} */
  page = { width: 1, height: 1, finest: 4 };
  /** @type {Placing} */
  placing = { x: 0, y: 0, scale: 1 };
  /** @type {Readonly<Part>} the part of the page on which the screen stays */
  held = WHOLE_PAGE;
  isHeldUpright = false; // its lines stand, and are read from right to left
  fitting = new Fitting();

  /** @param {HTMLElement} leaf */
  constructor(leaf) {
    this.#leaf = leaf;
    this.reshape(this.page);
  }

  get room() {
    return { width: this.#leaf.clientWidth, height: this.#leaf.clientHeight };
  }

  get homeScale() {
    return homeScale(this.room, this.page, this.fitting.fit);
  }

  get isHome() {
    return isAtHome(this.placing.scale, this.room, this.page, this.fitting.fit);
  }

  get isHeld() {
    return this.held !== WHOLE_PAGE;
  }

  /** Whether the screen stays on a part of upright lines. */
  get isUpright() {
    return this.isHeld && this.isHeldUpright;
  }

  /** Whether pages lie beneath each other, and none is stayed on. */
  get isUnrolled() {
    return this.page.shape === "unrolled" && !this.isHeld;
  }

  /**
   * The fit may be another one for a page. Returns whether its shape is.
   * @param {PageSize} page
   */
  reshape(page) {
    return this.fitting.reshape(this.#leaf, page);
  }

  /** @param {number} [top] where the sheet begins; else the page that is read begins at the top */
  goHome(top) {
    this.held = WHOLE_PAGE;
    const scale = this.homeScale;
    const x = (this.room.width - this.page.width * scale) / 2;
    this.placing = { x, y: top ?? this.spanOf(scale)[1], scale };
  }

  /**
   * Between which places the sheet may lie from bottom to top with the page that is read on the screen.
   * @param {number} scale
   */
  spanOf(scale) {
    return bounds(this.room, this.page, scale, this.page.own && this.page.side).y;
  }

  /** @param {Placing} wanted */
  keepInside(wanted) {
    this.placing = keptInside(wanted, this.room, this.page, this.held);
  }

  /**
   * Whether the sheet may be moved in these directions.
   * @param {number} dx
   * @param {number} dy
   */
  canPan(dx, dy) {
    const box = bounds(this.room, this.page, this.placing.scale, this.held);
    return { x: isFree(this.placing.x, box.x, dx), y: isFree(this.placing.y, box.y, dy) };
  }

  /**
   * How much is not seen yet after (1) or before (-1) what is in sight, of the page that is read or of the part on which the screen stays;
   * as a fraction of the page.
   * @param {number} step
   */
  unseen(step) {
    const { left, top, right, bottom } = this.#inSight;
    if (this.isUpright) return step > 0 ? left - this.held.left : this.held.right - right;
    const own = (this.page.own && this.page.side) ?? WHOLE_PAGE;
    const read = this.isHeld ? this.held : own;
    return (step > 0 ? read.bottom - bottom : top - read.top) / (own.bottom - own.top);
  }

  /** Which of the pages that lie beneath each other is read where the sheet lies; 0 where they do not lie so. */
  read() {
    const { parts, height } = this.page;
    if (!parts || !this.isUnrolled) return 0;
    const { y: top, scale } = this.placing;
    const [least, most] = bounds(this.room, this.page, scale).y;
    const ends = { isAtTop: top >= most - 1, isAtBottom: top <= least + 1 };
    return pageRead(parts, { top, height: height * scale, room: this.room.height, ...ends });
  }

  /** The part of the page that is read that is on the screen, as fractions of the page. */
  visible() {
    return inSide(this.#inSight, this.page.side);
  }

  /**
   * The same of any page that lies on the sheet; null for any other.
   * @param {number} number
   */
  part(number) {
    const part = this.page.parts?.get(number);
    return part ? inSide(this.#inSight, part) : null;
  }

  get #inSight() {
    return partInSight(this.placing, this.room, this.page);
  }
}
