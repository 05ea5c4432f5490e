/** Turns the pages of one reader: says "page-chosen" at once and "page-shown" when the image is there. */

import { spokenNumber } from "../choosing/numbers.js";
import { Refusal } from "../ground/refusal.js";

export class Turning {
  #bus;
  #pages;
  #sizes;
  #laying;
  #standIn;
  #view;
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
   *   laying: import("./laying.js").Laying, standIn: import("./stand-in.js").StandIn, view: import("./view.js").View,
   *   signs: import("../telling/signs.js").Signs, sheet: HTMLElement, count: number}} parts
   */
  constructor({ bus, pages, sizes, laying, standIn, view, signs, sheet, count }) {
    this.#bus = bus;
    this.#pages = pages;
    this.#sizes = sizes;
    this.#laying = laying;
    this.#standIn = standIn;
    this.#view = view;
    this.#signs = signs;
    this.#sheet = sheet;
    this.#count = count;
    bus.on("go", (number) => this.go(number, { isJump: true }));
    bus.on("go-again", (number) => this.go(number));
    bus.on("leaves-changed", () => this.#layAnew());
    bus.on("leaves-grown", () => this.#lieOn());
    bus.on("rolled-to", (number) => this.#roll(number));
    bus.on("numbered", (numbers) => {
      this.#numbers = numbers;
      pages.useNumbers(numbers);
    });
    const renew = () => this.#isEmpty() && !signs.isGone && this.#again(this.#number);
    for (const back of /** @type {const} */ (["signin-renewed", "paper-back"])) bus.on(back, renew);
    bus.on("session-over", (refusal) => {
      this.#takeAway();
      bus.say("signin-needed", refusal); // the bar says why
    });
    bus.on("paper-over", (refusal) => {
      const number = this.#number;
      this.#takeAway();
      this.#refuse(number, refusal);
    });
  }

  /** The page being read, or on its way. */
  get number() {
    return this.#number;
  }

  /** @param {import("./sizes.js").PageFacts[]} facts of each page; known some time after the first page is shown */
  useFacts(facts) {
    this.#sizes.use(facts);
    this.#laying.learn(this.#number);
    this.#lieOn();
  }

  /** Whether the page is on the screen, and no other on its way. */
  get isHere() {
    return this.#shown === this.#number && !this.#isEmpty();
  }

  /** What is known of pages has changed; the one that is read stays where it is. */
  #lieOn() {
    this.#view.lieOn(this.#laying.sheetOf(this.#number));
  }

  /**
   * @param {number} asked any number: the nearest page there is, is shown
   * @param {{isFromBelow?: boolean, isJump?: boolean}} [options] show the bottom of the page first, for reading backwards; whether
   *   it was chosen, and not turned to
   */
  async go(asked, options) {
    const number = Math.min(Math.max(Math.trunc(asked) || 1, 1), this.#count);
    if (number === this.#number && !this.#isEmpty()) return;
    const isLeafing = number !== this.#number && !options?.isJump && this.#shown !== this.#number;
    this.#choose(number, options?.isJump ?? false);
    this.#signs.waitFor(() => this.#empty());
    if (this.#shown > 0 && !this.#pages.holds(number)) this.#standFor(number, { ...options, isLeafing });
    await this.#bring(number, options);
  }

  /**
   * Another one of the pages that lie beneath each other is read. It lies there already, whether its image is there or not.
   * @param {number} number
   */
  #roll(number) {
    if (this.#number === 0 || number === this.#number || (this.#placed || this.#shown) !== this.#number) return;
    this.#choose(number, false);
    this.#signs.waitFor(() => undefined);
    if (!this.#pages.holds(number)) this.#empty();
    this.#laying.show(number);
    this.#lieOn();
    this.#placed = number;
    this.#bring(number);
  }

  /**
   * @param {number} number
   * @param {boolean} isJump
   */
  #choose(number, isJump) {
    this.#number = number;
    this.#turns += 1;
    this.#bus.say("page-chosen", { number, isJump, open: this.#laying.openWith(number) });
  }

  /**
   * @param {number} number
   * @param {{isFromBelow?: boolean}} [options]
   */
  async #bring(number, options) {
    const turn = this.#turns;
    const isWanted = () => turn === this.#turns;
    let image;
    try {
      image = await this.#pages.load(number, this.#laying.around(number));
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
   * @param {{isFromBelow?: boolean, isLeafing: boolean}} options
   */
  #standFor(number, options) {
    const stand = () => {
      this.#empty();
      this.#laying.makeRoom(number);
      this.#view.showPage(this.#laying.sheetOf(number), options);
      this.#placed = number;
    };
    if (this.#laying.isUnrolled) stand();
    else this.#standIn.begin(number, options.isLeafing, stand);
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
    this.#laying.hide();
    this.#empty();
    this.#placed = 0; // who scrolls on, scrolls over nothing
    this.#shown = 0; // no small picture stands for a page before one was shown again: the tablet may still have it
  }

  /**
   * @param {number} number
   * @param {HTMLImageElement} image
   * @param {{isFromBelow?: boolean}} [options]
   */
  #show(number, image, options) {
    this.#laying.put(image);
    this.#signs.arrived();
    this.#standIn.end();
    this.#sheet.classList.remove("is-empty");
    this.#place(number, image, options);
    this.#shown = number;
    this.#bus.say("page-shown", { number });
    const open = this.#laying.openWith(number);
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
    const isPlaced = this.#placed === number && width === known.width && height === known.height;
    this.#placed = 0;
    this.#laying.sharpen(number);
    if (isPlaced || this.#laying.isOpenAt(number)) this.#lieOn();
    else this.#view.showPage(this.#laying.sheetOf(number), options);
    this.#laying.show(number);
  }

  /** Pages are laid in another way, or one of two that lie open has another size than was thought. */
  #layAnew() {
    const number = this.#shown;
    if (number === 0 || number !== this.#number || this.#isEmpty()) return;
    this.#laying.change();
    this.#laying.sharpen(number);
    this.#view.showPage(this.#laying.sheetOf(number));
    this.#laying.show(number);
    this.#bus.say("page-chosen", { number, isJump: false, open: this.#laying.openWith(number) });
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

  /** The session has ended, or this person may not read the paper any more: removes every page, from the screen and from memory. */
  #takeAway() {
    this.#letGo();
    this.#bus.say("drawer-done");
  }

  #empty() {
    this.#sheet.classList.add("is-empty");
  }

  #isEmpty() {
    return this.#sheet.classList.contains("is-empty");
  }
}
