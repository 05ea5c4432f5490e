/** Where the sheet lies in the leaf and how large. Lengths are CSS pixels; scale is CSS pixels per pixel of the page image. */

import { watchSize } from "../ground/dom.js";
import { Drawn } from "./drawn.js";
import { Lying } from "./lying.js";
import {
  bounds,
  inRange,
  keptInside,
  MARGIN,
  NEARLY,
  onSheet,
  partScale,
  partScaleUpright,
  scaledAbout,
  stayed,
  WHOLE_PAGE,
} from "./placing.js";

/** @typedef {import("./placing.js").Fit} Fit */
/** @typedef {import("./placing.js").Part} Part */
/** @typedef {import("./placing.js").PageSize} PageSize */
/** @typedef {import("./placing.js").Point} Point */

const SEEN = 0.99; // of a page's height: what is left below is its margin
const SCREENFUL = 0.85; // the last lines stay in sight, to go on from

export class View {
  #bus;
  #leaf;
  #sheet;
  #drawn;
  #lying;
  #isPlaced = false;
  #isMoving = false; // under a finger, or after it
  #wasHome = true;

  /** @param {{bus: import("../ground/bus.js").Bus, leaf: HTMLElement, sheet: HTMLElement, signal: AbortSignal}} parts */
  constructor({ bus, leaf, sheet, signal }) {
    this.#bus = bus;
    this.#leaf = leaf;
    this.#sheet = sheet;
    this.#drawn = new Drawn(sheet);
    this.#lying = new Lying(leaf);
    watchSize(leaf, () => this.#remeasure(), signal);
  }

  get scale() {
    return this.#lying.placing.scale;
  }

  get homeScale() {
    return this.#lying.homeScale;
  }

  get fit() {
    return this.#lying.fitting.fit;
  }

  get isHeld() {
    return this.#lying.isHeld;
  }

  get isUpright() {
    return this.#lying.isUpright;
  }

  get isUnrolled() {
    return this.#lying.isUnrolled;
  }

  get isHome() {
    return this.#lying.isHome;
  }

  /**
   * Another page. Enlarged or made smaller by hand, it keeps its scale and its left edge; it begins at its top, or its bottom.
   * @param {PageSize} page
   * @param {{isFromBelow?: boolean}} [options]
   */
  showPage(page, { isFromBelow = false } = {}) {
    const lying = this.#lying;
    const isOwnScale = this.#isPlaced && Math.abs(this.scale / this.homeScale - 1) > NEARLY - 1;
    lying.page = page;
    lying.held = WHOLE_PAGE;
    this.#isPlaced = true;
    this.#sheet.classList.add("is-placed");
    const isReshaped = lying.reshape(page);
    if (isOwnScale && !isReshaped) {
      const scale = inRange(this.scale, lying.room, page);
      lying.keepInside({ x: lying.placing.x, y: lying.spanOf(scale)[1], scale });
    } else {
      lying.goHome();
    }
    if (isFromBelow) lying.placing.y = lying.spanOf(this.scale)[0];
    this.settle();
  }

  /**
   * A screenful on (1) or back (-1) in the page, or in its part on which the screen stays; false when there is nothing more that way.
   * @param {number} step
   */
  scroll(step) {
    if (!this.#isPlaced || this.#lying.unseen(step) <= 1 - SEEN) return false;
    const { width, height } = this.#lying.room;
    if (this.isUpright) this.panBy(step * width * SCREENFUL, 0);
    else this.panBy(0, -step * height * SCREENFUL);
    this.settle();
    this.#drawn.glide(true);
    return true;
  }

  /**
   * More is known of the page, or another one of those that lie there is read now; nothing moves on the screen.
   * @param {PageSize} page
   */
  lieOn(page) {
    const lying = this.#lying;
    lying.placing = stayed(lying.placing, lying.page, page);
    lying.page = page;
    if (this.#isMoving) this.#drawn.lay(page, lying.placing);
    else this.settle();
  }

  /** Back to the size in which this screen is read. */
  home() {
    this.#lying.goHome();
    this.settle();
  }

  /** @param {Fit} fit that this person reads in on such a screen from now on */
  fitTo(fit) {
    this.#lying.fitting.choose(fit);
    this.home();
  }

  /**
   * Stays on a part of the page, as wide as the screen, until another size is chosen; on one of upright lines, as high as it.
   * @param {Part} part
   * @param {{isFromBelow?: boolean, isUpright?: boolean}} [options] `isFromBelow`: its end is seen first
   */
  stayOn(part, { isFromBelow = false, isUpright = false } = {}) {
    const lying = this.#lying;
    lying.held = onSheet(part, lying.page.side);
    lying.isHeldUpright = isUpright;
    const scale = this.scaleOf(part, isUpright);
    const { x, y } = bounds(lying.room, lying.page, scale, lying.held);
    const [at, from] = isFromBelow ? /** @type {const} */ ([0, 1]) : /** @type {const} */ ([1, 0]);
    lying.placing = isUpright ? { x: x[from], y: y[1], scale } : { x: x[1], y: y[at], scale };
    this.settle();
  }

  /**
   * @param {Part} part
   * @param {boolean} isUpright
   */
  scaleOf(part, isUpright) {
    const { room, page } = this.#lying;
    const scale = (isUpright ? partScaleUpright : partScale)(room, page, onSheet(part, page.side));
    return inRange(scale, room, page);
  }

  /**
   * Scales about a point of the leaf, the middle where none is given; call settle() when the fingers are gone.
   * @param {number} scale
   * @param {Point} [about]
   */
  zoomTo(scale, about) {
    const lying = this.#lying;
    const { room, page } = lying;
    const middle = { x: room.width / 2, y: room.height / 2 };
    lying.held = WHOLE_PAGE;
    lying.placing = keptInside(scaledAbout(lying.placing, inRange(scale, room, page), about ?? middle), room, page);
    this.#drawn.move(lying.placing);
  }

  /**
   * Moves the sheet; returns how far beyond the edge the finger wanted to go.
   * @param {number} dx
   * @param {number} dy
   * @returns {Point}
   */
  panBy(dx, dy) {
    const lying = this.#lying;
    const wanted = { ...lying.placing, x: lying.placing.x + dx, y: lying.placing.y + dy };
    this.#isMoving = true;
    lying.keepInside(wanted);
    this.#drawn.move(lying.placing);
    const beyond = { x: wanted.x - lying.placing.x, y: wanted.y - lying.placing.y };
    const read = lying.read();
    if (read > 0 && read !== lying.page.number) this.#bus.say("rolled-to", read);
    return beyond;
  }

  /**
   * Whether the sheet may be moved in these directions.
   * @param {number} dx
   * @param {number} dy
   */
  canPan(dx, dy) {
    return this.#lying.canPan(dx, dy);
  }

  /**
   * Lets the whole sheet follow a swiping finger without changing its place.
   * @param {number} dx
   */
  lean(dx) {
    this.#drawn.move(this.#lying.placing, dx);
    this.#drawn.glide(dx === 0);
  }

  /** Nothing moves any more: draws at the real size, and says that the view has changed. */
  settle() {
    if (!this.#isPlaced) return;
    const lying = this.#lying;
    this.#isMoving = false;
    lying.keepInside(lying.placing);
    this.#wasHome = this.isHome;
    this.#drawn.lay(lying.page, lying.placing);
    this.#leaf.classList.toggle("can-drag", !this.isHome);
    this.#bus.say("view-settled", this);
  }

  /** The part of the page that is on the screen, as fractions of the page. */
  visible() {
    return this.#lying.visible();
  }

  /**
   * The same of any page that lies on the sheet; null for any other.
   * @param {number} number
   */
  part(number) {
    return this.#lying.part(number);
  }

  /** The leaf has another size, because the screen was turned or the strip opened: keeps what was being read in sight. */
  #remeasure() {
    const lying = this.#lying;
    const { height } = lying.page;
    const readTo = (MARGIN - lying.placing.y) / (height * this.scale);
    if (lying.reshape(lying.page) || this.#wasHome) lying.goHome(MARGIN - readTo * height * this.homeScale);
    this.settle();
  }
}
