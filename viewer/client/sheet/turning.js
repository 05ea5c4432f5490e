/** Turns the pages of one reader: says "page-chosen" at once and "page-shown" when the image is there. */

import { spokenNumber } from "../choosing/numbers.js";
import { need } from "../ground/dom.js";
import { Refusal } from "../ground/refusal.js";
import { turnedTo } from "../opposite/pairs.js";

export class Turning {
  #bus;
  #pages;
  #sizes;
  #opposite;
  #standIn;
  #view;
  #following;
  #zoom;
  #signs;
  #sheet;
  #count;
  /** @type {import("../choosing/numbers.js").Numbers} */
  #numbers = [];
  #number = 0;
  #shown = 0;
  #placed = 0; // the page whose size the sheet has already, while its small picture stands in
  #turns = 0; // number of the last request; an image that belongs to an earlier one is not shown

  /**
   * @param {{bus: import("../ground/bus.js").Bus, pages: import("./pages.js").Pages, sizes: import("./sizes.js").Sizes,
   *   opposite: import("../opposite/opposite.js").Opposite, standIn: import("./stand-in.js").StandIn, view: import("./view.js").View,
   *   following: import("../following/following.js").Following, zoom: import("./zoom.js").Zoom, signs: import("../telling/signs.js").Signs,
   *   sheet: HTMLElement, count: number}} parts
   */
  constructor({ bus, pages, sizes, opposite, standIn, view, following, zoom, signs, sheet, count }) {
    this.#bus = bus;
    this.#pages = pages;
    this.#sizes = sizes;
    this.#opposite = opposite;
    this.#standIn = standIn;
    this.#view = view;
    this.#following = following;
    this.#zoom = zoom;
    this.#signs = signs;
    this.#sheet = sheet;
    this.#count = count;
    bus.on("turn", (step) => this.#turn(step));
    bus.on("turn-over", (step) => this.#turnOver(step));
    bus.on("turn-within", (step) => this.#turn(step, { isWithin: true }));
    bus.on("go", (number) => this.go(number, { isJump: true }));
    bus.on("go-again", (number) => this.go(number));
    bus.on("leaves-changed", () => this.#layAnew());
    bus.on("numbered", (numbers) => {
      this.#numbers = numbers;
      pages.useNumbers(numbers);
    });
    const renew = () => this.#isEmpty() && this.#again(this.#number);
    for (const back of /** @type {const} */ (["signin-renewed", "paper-back"])) bus.on(back, renew);
    bus.on("session-over", (refusal) => this.#shut(refusal));
    bus.on("paper-over", (refusal) => this.#takeAway(refusal));
  }

  /** The page being read, or on its way. */
  get number() {
    return this.#number;
  }

  /** @param {import("./sizes.js").PageFacts[]} facts of each page; known some time after the first page is shown */
  useFacts(facts) {
    this.#sizes.use(facts);
    this.#zoom.showPage(this.#number);
    if (this.#opposite.number > 0) this.#opposite.show(this.#number);
    this.#view.lieOn(this.#opposite.sheetOf(this.#number));
  }

  /**
   * Moves to the part of the page that was not seen yet; turns the page when there is none.
   * @param {number} step
   * @param {{isWithin?: boolean}} [options]
   */
  #turn(step, options) {
    const isHere = this.#shown === this.#number && !this.#isEmpty();
    if (isHere && (this.#view.scroll(step) || this.#following.turn(step))) {
      this.#bus.say("announce", step > 0 ? "このページの続きです。" : "このページの前の部分です。");
      return;
    }
    this.#turnOver(step, options);
  }

  /**
   * @param {number} step
   * @param {{isWithin?: boolean}} [options] whether to stay in this paper
   */
  #turnOver(step, { isWithin = false } = {}) {
    const number = turnedTo(this.#opposite.openWith(this.#number), step);
    if (number >= 1 && number <= this.#count) this.go(number, { isFromBelow: step < 0 });
    else if (!isWithin) this.#bus.say("end-reached", step);
  }

  /**
   * @param {number} asked any number: the nearest page there is, is shown
   * @param {{isFromBelow?: boolean, isJump?: boolean}} [options] show the bottom of the page first, for reading backwards; whether
   *   it was chosen, and not turned to
   */
  async go(asked, options) {
    const number = Math.min(Math.max(Math.trunc(asked) || 1, 1), this.#count);
    if (number === this.#number && !this.#isEmpty()) return;
    this.#number = number;
    this.#turns += 1;
    const turn = this.#turns;
    const isWanted = () => turn === this.#turns;
    const open = this.#opposite.openWith(number);
    this.#bus.say("page-chosen", { number, isJump: options?.isJump ?? false, open });
    this.#signs.waitFor(() => this.#empty());
    if (this.#shown > 0 && !this.#pages.holds(number)) this.#standFor(number, options);
    let image;
    try {
      image = await this.#pages.load(number);
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      if (isWanted()) this.#refuse(number, refusal);
      return;
    }
    if (image && isWanted()) this.#show(number, image, options);
  }

  /**
   * The small picture takes the page's place, so that who leafs through a paper on a slow line sees where they are.
   * @param {number} number
   * @param {{isFromBelow?: boolean}} [options]
   */
  #standFor(number, options) {
    this.#standIn.begin(number, () => {
      this.#empty();
      this.#zoom.showPage(0);
      this.#opposite.makeRoom(number);
      this.#view.showPage(this.#opposite.sheetOf(number), options);
      this.#placed = number;
    });
  }

  /** Removes every page; one that is still on its way is not shown. */
  close() {
    this.#letGo();
    this.#number = 0;
  }

  #letGo() {
    this.#turns += 1;
    this.#pages.forget();
    this.#standIn.end();
    this.#opposite.hide();
    this.#zoom.showPage(0);
    this.#empty();
    this.#shown = 0; // no small picture stands for a page before one was shown again: the tablet may still have it
  }

  /**
   * @param {number} number
   * @param {HTMLImageElement} image
   * @param {{isFromBelow?: boolean}} [options]
   */
  #show(number, image, options) {
    const present = need(this.#sheet, ":scope > .sheet-page");
    if (present !== image) present.replaceWith(image);
    this.#signs.arrived();
    this.#standIn.end();
    this.#sheet.classList.remove("is-empty");
    this.#place(number, image, options);
    this.#shown = number;
    this.#bus.say("page-shown", { number });
    const open = this.#opposite.openWith(number);
    const names = open.map((each) => spokenNumber(each, this.#numbers));
    this.#bus.say("announce", `${names.join("と ")}（全 ${this.#count} ページ）`);
    this.#pages.prefetchAround(number, open);
  }

  /**
   * @param {number} number
   * @param {HTMLImageElement} image
   * @param {{isFromBelow?: boolean}} [options]
   */
  #place(number, image, options) {
    const known = this.#sizes.of(number);
    this.#sizes.learn(number, image);
    const { width, height } = this.#sizes.of(number);
    const isOpen = this.#opposite.isOpenAt(number);
    const isPlaced = this.#placed === number && width === known.width && height === known.height;
    this.#placed = 0;
    this.#zoom.showPage(number);
    const sheet = this.#opposite.sheetOf(number);
    if (isPlaced || isOpen) this.#view.lieOn(sheet);
    else this.#view.showPage(sheet, options);
    this.#opposite.show(number);
  }

  /** Pages are laid in another way, or one of two that lie open has another size than was thought. */
  #layAnew() {
    const number = this.#shown;
    if (number === 0 || number !== this.#number || this.#isEmpty()) return;
    this.#view.showPage(this.#opposite.sheetOf(number));
    this.#opposite.show(number);
    this.#bus.say("page-chosen", { number, isJump: false, open: this.#opposite.openWith(number) });
    this.#bus.say("page-shown", { number });
  }

  /**
   * @param {number} number
   * @param {Refusal} refusal
   */
  #refuse(number, refusal) {
    this.#standIn.end();
    this.#empty();
    this.#signs.refuse(refusal, () => this.#again(number));
  }

  /** @param {number} number */
  #again(number) {
    this.#pages.drop(number);
    this.go(number);
  }

  /**
   * This person may not read the paper any more: removes every page, from the screen and from memory, and shows the sentence.
   * @param {Refusal} refusal
   */
  #takeAway(refusal) {
    const number = this.#number;
    this.#letGo();
    this.#bus.say("drawer-done");
    this.#signs.refuse(refusal, () => this.#again(number));
  }

  /**
   * The session has ended: removes every page, from the screen and from memory. The bar says why.
   * @param {Refusal} refusal
   */
  #shut(refusal) {
    this.#letGo();
    this.#bus.say("drawer-done");
    this.#bus.say("signin-needed", refusal);
  }

  #empty() {
    this.#sheet.classList.add("is-empty");
  }

  #isEmpty() {
    return this.#sheet.classList.contains("is-empty");
  }
}
