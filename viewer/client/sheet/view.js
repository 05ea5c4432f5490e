/** Where the sheet lies in the leaf and how large. Lengths are CSS pixels; scale is CSS pixels per pixel of the page image. */

import { watchSize } from "../ground/dom.js";
import { Fitting } from "./fitting.js";
import {
  bounds,
  homeScale,
  inRange,
  inSide,
  isFree,
  keptInside,
  MARGIN,
  onSheet,
  partInSight,
  partScale,
  scaledAbout,
  WHOLE_PAGE,
} from "./placing.js";

/** @typedef {import("./placing.js").Fit} Fit */
/** @typedef {import("./placing.js").Part} Part */
/** @typedef {import("./placing.js").PageSize} PageSize */
/** @typedef {import("./placing.js").Placing} Placing */
/** @typedef {import("./placing.js").Point} Point */

const NEARLY = 1.02;
const SEEN = 0.99; // of a page's height: what is left below is its margin
const SCREENFUL = 0.85; // the last lines stay in sight, to go on from

export class View {
  #bus;
  #leaf;
  #sheet;
  /** @type {PageSize} */
  #page = { width: 1, height: 1, finest: 4 };
  /** @type {Placing} */
  #placing = { x: 0, y: 0, scale: 1 };
  #fitting = new Fitting();
  #isPlaced = false;
  #wasHome = true;
  /** @type {Readonly<Part>} the part of the page on which the screen stays */
  #part = WHOLE_PAGE;
  #drawnScale = 1;

  /** @param {{bus: import("../ground/bus.js").Bus, leaf: HTMLElement, sheet: HTMLElement, signal: AbortSignal}} parts */
  constructor({ bus, leaf, sheet, signal }) {
    this.#bus = bus;
    this.#leaf = leaf;
    this.#sheet = sheet;
    this.#fitting.reshape(this.#room(), this.#page);
    watchSize(leaf, () => this.#remeasure(), signal);
  }

  get scale() {
    return this.#placing.scale;
  }

  get homeScale() {
    return homeScale(this.#room(), this.#page, this.#fitting.fit);
  }

  get fit() {
    return this.#fitting.fit;
  }

  get isHeld() {
    return this.#part !== WHOLE_PAGE;
  }

  get isHome() {
    return this.scale <= this.homeScale * NEARLY;
  }

  /**
   * Another page. Enlarged or made smaller by hand, it keeps its scale and its left edge; it begins at its top, or its bottom.
   * @param {PageSize} page
   * @param {{isFromBelow?: boolean}} [options]
   */
  showPage(page, { isFromBelow = false } = {}) {
    const isOwnScale = this.#isPlaced && Math.abs(this.scale / this.homeScale - 1) > NEARLY - 1;
    this.#page = page;
    this.#part = WHOLE_PAGE;
    this.#isPlaced = true;
    this.#sheet.classList.add("is-placed");
    const room = this.#room();
    const isReshaped = this.#fitting.reshape(room, page);
    if (isOwnScale && !isReshaped) {
      const scale = inRange(this.scale, room, page);
      this.#placing = keptInside({ x: this.#placing.x, y: MARGIN, scale }, room, page);
    } else {
      this.#goHome(MARGIN);
    }
    if (isFromBelow) this.#placing.y = bounds(room, page, this.scale).y[0];
    this.settle();
  }

  /**
   * A screenful on (1) or back (-1) in the page, or in its part on which the screen stays; false when there is nothing more that way.
   * @param {number} step
   */
  scroll(step) {
    const { top, bottom } = this.#inSight();
    const rest = step > 0 ? this.#part.bottom - bottom : top - this.#part.top;
    if (!this.#isPlaced || rest <= 1 - SEEN) return false;
    this.panBy(0, -step * this.#room().height * SCREENFUL);
    this.settle();
    this.#sheet.classList.add("is-gliding");
    return true;
  }

  /**
   * More is known of the page, or of two that lie open the other one is read now; nothing moves.
   * @param {PageSize} page
   */
  lieOn(page) {
    this.#page = page;
    this.settle();
  }

  /** Back to the size in which this screen is read. */
  home() {
    this.#goHome(MARGIN);
    this.settle();
  }

  /** @param {Fit} fit that this person reads in on such a screen from now on */
  fitTo(fit) {
    this.#fitting.choose(fit);
    this.home();
  }

  /**
   * Stays on a part of the page, as wide as the screen, until another size is chosen.
   * @param {Part} part
   * @param {{isFromBelow?: boolean}} [options]
   */
  stayOn(part, { isFromBelow = false } = {}) {
    this.#part = onSheet(part, this.#page.side);
    const scale = this.scaleOf(part);
    const { x, y } = bounds(this.#room(), this.#page, scale, this.#part);
    this.#placing = { x: x[1], y: y[isFromBelow ? 0 : 1], scale };
    this.settle();
  }

  /** @param {Part} part */
  scaleOf(part) {
    return inRange(partScale(this.#room(), this.#page, onSheet(part, this.#page.side)), this.#room(), this.#page);
  }

  /**
   * Scales about a point of the leaf, the middle where none is given; call settle() when the fingers are gone.
   * @param {number} scale
   * @param {Point} [about]
   */
  zoomTo(scale, about) {
    this.#part = WHOLE_PAGE;
    const room = this.#room();
    const next = inRange(scale, room, this.#page);
    const middle = { x: room.width / 2, y: room.height / 2 };
    this.#placing = keptInside(scaledAbout(this.#placing, next, about ?? middle), room, this.#page);
    this.#move();
  }

  /**
   * Moves the sheet; returns how far beyond the edge the finger wanted to go.
   * @param {number} dx
   * @param {number} dy
   * @returns {Point}
   */
  panBy(dx, dy) {
    const wanted = { ...this.#placing, x: this.#placing.x + dx, y: this.#placing.y + dy };
    this.#placing = keptInside(wanted, this.#room(), this.#page, this.#part);
    this.#move();
    return { x: wanted.x - this.#placing.x, y: wanted.y - this.#placing.y };
  }

  /**
   * Whether the sheet may be moved in these directions.
   * @param {number} dx
   * @param {number} dy
   */
  canPan(dx, dy) {
    const box = bounds(this.#room(), this.#page, this.scale, this.#part);
    return { x: isFree(this.#placing.x, box.x, dx), y: isFree(this.#placing.y, box.y, dy) };
  }

  /**
   * Lets the whole sheet follow a swiping finger without changing its place.
   * @param {number} dx
   */
  lean(dx) {
    this.#move(dx);
    this.#sheet.classList.toggle("is-gliding", dx === 0);
  }

  /** Draws at the real size, so that the browser does not stretch a small picture, and says that the view has changed. */
  settle() {
    if (!this.#isPlaced) return;
    this.#placing = keptInside(this.#placing, this.#room(), this.#page, this.#part);
    this.#drawnScale = this.scale;
    this.#wasHome = this.isHome;
    this.#sheet.style.width = `${this.#page.width * this.scale}px`;
    this.#sheet.style.height = `${this.#page.height * this.scale}px`;
    this.#move();
    this.#leaf.classList.toggle("can-drag", !this.isHome);
    this.#bus.say("view-settled", this);
  }

  /** The part of the page that is on the screen, as fractions of the page. */
  visible() {
    return inSide(this.#inSight(), this.#page.side);
  }

  /** The same of the page that lies open beside it. */
  opposite() {
    return inSide(this.#inSight(), this.#page.opposite);
  }

  #inSight() {
    return partInSight(this.#placing, this.#room(), this.#page);
  }

  #room() {
    return { width: this.#leaf.clientWidth, height: this.#leaf.clientHeight };
  }

  /** @param {number} top */
  #goHome(top) {
    this.#part = WHOLE_PAGE;
    const scale = this.homeScale;
    this.#placing = { x: (this.#leaf.clientWidth - this.#page.width * scale) / 2, y: top, scale };
  }

  /** The leaf has another size, because the screen was turned or the strip opened: keeps what was being read in sight. */
  #remeasure() {
    const readTo = (MARGIN - this.#placing.y) / (this.#page.height * this.scale);
    if (this.#fitting.reshape(this.#room(), this.#page) || this.#wasHome)
      this.#goHome(MARGIN - readTo * this.#page.height * this.homeScale);
    this.settle();
  }

  #move(lean = 0) {
    const { x, y, scale } = this.#placing;
    const stretch = scale / this.#drawnScale;
    this.#sheet.classList.remove("is-gliding");
    const stretching = Math.abs(stretch - 1) > 0.0001 ? ` scale(${stretch})` : "";
    this.#sheet.style.transform = `translate(${x + lean}px, ${y}px)${stretching}`;
  }
}
