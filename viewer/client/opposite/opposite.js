/** The second page of two that lie open together, on a screen that lies, for who has chosen it. It has an image and layers of its own;
 *  touched, it becomes the page that is read. */

import { around, maybe, need, watchSize } from "../ground/dom.js";
import { Palm } from "../hands/palm.js";
import { place } from "../sheet/drawn.js";
import { doesLie } from "../sheet/fitting.js";
import { Zoom } from "../sheet/zoom.js";
import { pairOf, sheetOf } from "./pairs.js";

const FAILED = "となりのページを表示できませんでした。押すと、もう一度受け取ります。";

export class Opposite {
  #bus;
  #leaf;
  #sheet;
  #element;
  #told;
  #pages;
  #sizes;
  #zoom;
  #palm = new Palm();
  #count;
  #isRightBound;
  #isChosen = false;
  #wasOn = false;
  #number = 0; // the page that lies here, or is to
  #isHere = false;

  /**
   * @param {{bus: import("../ground/bus.js").Bus, line: import("../line.js").Line, root: HTMLElement, leaf: HTMLElement, sheet: HTMLElement,
   *   pages: import("../sheet/pages.js").Pages, sizes: import("../sheet/sizes.js").Sizes, paper: {version: string, count: number, isRightBound: boolean},
   *   signal: AbortSignal}} parts
   */
  constructor({ bus, line, root, leaf, sheet, pages, sizes, paper, signal }) {
    this.#bus = bus;
    this.#leaf = leaf;
    this.#sheet = sheet;
    this.#element = need(root, '[data-part="opposite"]');
    this.#told = need(root, '[data-part="opposite-told"]');
    this.#pages = pages;
    this.#sizes = sizes;
    this.#count = paper.count;
    this.#isRightBound = paper.isRightBound;
    const layer = need(root, '[data-part="opposite-cells"]');
    const { version } = paper;
    this.#zoom = new Zoom({ bus, line, layer, version, sizes, signal, partOf: (sight) => sight.part(this.#number) });
    bus.on("leaves-chosen", (leaves) => {
      this.#isChosen = leaves === "spread";
      this.#rethink();
    });
    bus.on("page-chosen", ({ open }) => {
      if (!open.includes(this.#number)) this.#number = 0; // passed: what still comes of it is for nobody
    });
    watchSize(leaf, () => this.#rethink(), signal);
    leaf.addEventListener("pointerdown", (event) => this.#touch(event), { capture: true, signal });
    leaf.addEventListener("pointermove", (event) => this.#palm.hover(event), { capture: true, signal });
  }

  get isOn() {
    return this.#isChosen && this.#count > 2 && doesLie(this.#leaf);
  }

  /**
   * The pages that lie open where this one does, in reading order.
   * @param {number} number
   */
  openWith(number) {
    return this.isOn ? pairOf(number, this.#count) : [number];
  }

  /**
   * The sheet on which a page lies, alone or with the one beside it.
   * @param {number} number
   * @returns {import("../sheet/placing.js").PageSize}
   */
  sheetOf(number) {
    const own = this.#sizes.of(number);
    const other = this.#besideOf(number);
    const finest = this.#sizes.finestOf(number);
    const shape = this.isOn ? { shape: /** @type {const} */ ("spread") } : {};
    if (other === 0) return { ...own, finest, ...shape };
    const isFirst = number < other;
    const sheet = sheetOf(own, this.#sizes.of(other, own), isFirst !== this.#isRightBound);
    const parts = new Map([
      [number, sheet.side],
      [other, sheet.opposite],
    ]);
    return { ...sheet, finest, ...shape, number, parts };
  }

  /** @param {number} number */
  #besideOf(number) {
    return this.openWith(number).find((each) => each !== number) ?? 0;
  }

  /**
   * Whether a page lies here already, beside another one.
   * @param {number} number
   */
  isOpenAt(number) {
    return this.isOn && this.#isHere && number === this.#number;
  }

  /**
   * Lays the small picture of a page that is on its way over its part of the sheet, and nothing beside it.
   * @param {number} number
   */
  makeRoom(number) {
    this.hide();
    this.#lay(number);
  }

  /**
   * Lays the layers of the page that is read over its part of the sheet.
   * @param {number} number
   */
  #lay(number) {
    const { side, opposite } = this.sheetOf(number);
    this.#wasOn = this.isOn;
    this.#sheet.classList.toggle("is-spread", Boolean(side));
    if (!side || !opposite) return;
    place(this.#sheet, side);
    place(this.#element, opposite);
    this.#sheet.style.setProperty("--fold", `${Math.max(side.left, opposite.left) * 100}%`);
  }

  /**
   * Brings the page that lies beside the one that is read; none where that one lies alone.
   * @param {number} number
   */
  async show(number) {
    const other = this.#besideOf(number);
    this.#lay(number);
    this.#number = other;
    this.#element.hidden = other === 0;
    if (other === 0) {
      this.#clear();
      return;
    }
    const held = this.#pages.held(other);
    if (held) this.#put(other, held);
    else await this.#fetch(other);
  }

  /** Nothing stays of the page. */
  hide() {
    this.#number = 0;
    this.#element.hidden = true;
    this.#clear();
  }

  /** @param {number} number */
  async #fetch(number) {
    this.#clear();
    const image = await this.#pages.also(number);
    if (this.#number !== number) return;
    this.#told.textContent = image ? "" : FAILED;
    if (image) this.#put(number, image);
  }

  /**
   * @param {number} number
   * @param {HTMLImageElement} image
   */
  #put(number, image) {
    const present = maybe(this.#element, ".sheet-page");
    if (present !== image) {
      present?.remove();
      this.#element.prepend(image);
    }
    const before = this.#sizes.of(number);
    this.#told.textContent = "";
    this.#sizes.learn(number, image);
    this.#zoom.showPage(number);
    this.#isHere = true;
    this.#bus.say("frame-laid", { frame: this.#element, number });
    const { width, height } = this.#sizes.of(number);
    if (before.width !== width || before.height !== height) this.#bus.say("leaves-changed");
  }

  #clear() {
    maybe(this.#element, ".sheet-page")?.remove();
    this.#told.textContent = "";
    this.#zoom.showPage(0);
    if (this.#isHere) this.#bus.say("frame-laid", { frame: this.#element, number: 0 });
    this.#isHere = false;
  }

  /** The frame in which the page lies, with its number; none where there is none. */
  get laid() {
    return this.#isHere ? [{ element: this.#element, number: this.#number }] : [];
  }

  /** The screen was turned, or another way of laying pages was chosen. */
  #rethink() {
    if (this.isOn === this.#wasOn) return;
    this.#wasOn = this.isOn;
    this.#bus.say("leaves-changed");
  }

  /**
   * The page under a finger or a pen is the one that is read from now on, and written on; not that under the hand that holds the pen.
   * @param {PointerEvent} event
   */
  #touch(event) {
    const { clientX, clientY, target } = event;
    if (this.#number === 0 || this.#palm.isPalm(event) || around(target, "a, button")) return; // what is pressed must still be there when it is let go
    const { left, top, right, bottom } = this.#element.getBoundingClientRect();
    const isOn = clientX >= left && clientX < right && clientY >= top && clientY < bottom;
    if (isOn) this.#bus.say("go-again", this.#number);
  }
}
