/** Turns the pages of one reader: says "page-chosen" at once and "page-shown" when the image is there. */

import { need } from "../ground/dom.js";
import { Refusal } from "../ground/refusal.js";

/**
 * What the contents say about a page: its number, the size of its image, and the finer scales there are of it.
 * @typedef {{n: number, width: number, height: number, zooms: number[]}} PageFacts
 */

const A4 = { width: 1600, height: 2263 };

export class Turning {
  #bus;
  #pages;
  #view;
  #zoom;
  #signs;
  #sheet;
  #count;
  /** @type {Map<number, PageFacts>} */
  #facts = new Map();
  #number = 0;

  /**
   * @param {{bus: import("../ground/bus.js").Bus, pages: import("./pages.js").Pages, view: import("./view.js").View,
   *   zoom: import("./zoom.js").Zoom, signs: import("../telling/signs.js").Signs, sheet: HTMLElement, count: number}} parts
   */
  constructor({ bus, pages, view, zoom, signs, sheet, count }) {
    this.#bus = bus;
    this.#pages = pages;
    this.#view = view;
    this.#zoom = zoom;
    this.#signs = signs;
    this.#sheet = sheet;
    this.#count = count;
    bus.on("turn", (step) => this.#turn(step));
    bus.on("go", (number) => this.go(number));
    bus.on("signin-renewed", () => this.#renew());
    bus.on("session-over", (refusal) => this.#shut(refusal));
  }

  /** The page being read, or on its way. */
  get number() {
    return this.#number;
  }

  /** @param {PageFacts[]} facts of each page; known some time after the first page is shown */
  useFacts(facts) {
    for (const page of facts) this.#facts.set(page.n, page);
    const zooms = this.#zoomsOf(this.#number);
    this.#zoom.showPage(this.#number, zooms);
    this.#view.refine(Math.max(1, ...zooms));
  }

  /** @param {number} step */
  #turn(step) {
    const number = this.#number + step;
    if (number >= 1 && number <= this.#count) this.go(number);
    else this.#bus.say("announce", step > 0 ? "最後のページです。" : "最初のページです。");
  }

  /** @param {number} asked any number: the nearest page there is, is shown */
  async go(asked) {
    const number = Math.min(Math.max(Math.trunc(asked) || 1, 1), this.#count);
    if (number === this.#number && !this.#isEmpty()) return;
    this.#number = number;
    this.#bus.say("page-chosen", { number });
    this.#signs.waitFor(() => this.#empty());
    let image;
    try {
      image = await this.#pages.load(number);
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      if (number === this.#number) this.#refuse(number, refusal);
      return;
    }
    if (number === this.#number) this.#show(number, image);
  }

  /** Every page goes; one that is on its way comes too late. */
  close() {
    this.#letGo();
    this.#number = 0;
  }

  #letGo() {
    this.#pages.forget();
    this.#zoom.showPage(0, []);
    this.#empty();
  }

  /**
   * @param {number} number
   * @param {HTMLImageElement} image
   */
  #show(number, image) {
    const present = need(this.#sheet, ".sheet-page");
    if (present !== image) present.replaceWith(image);
    this.#signs.arrived();
    this.#sheet.classList.remove("is-empty");
    this.#place(number, image);
    this.#bus.say("page-shown", { number });
    this.#bus.say("announce", `${number} ページ（全 ${this.#count} ページ）`);
    this.#pages.prefetchAround(number);
  }

  /**
   * The pixels of the image are what counts; the contents may come later, or not at all.
   * @param {number} number
   * @param {HTMLImageElement} image
   */
  #place(number, image) {
    const known = this.#facts.get(number);
    const zooms = this.#zoomsOf(number);
    const width = image.naturalWidth || known?.width || A4.width;
    const height = image.naturalHeight || known?.height || A4.height;
    this.#zoom.showPage(number, zooms);
    this.#view.showPage({ width, height, finest: Math.max(1, ...zooms) });
  }

  /** @param {number} number */
  #zoomsOf(number) {
    return this.#facts.get(number)?.zooms ?? [];
  }

  /**
   * @param {number} number
   * @param {Refusal} refusal
   */
  #refuse(number, refusal) {
    this.#empty();
    this.#signs.refuse(refusal, () => this.#again(number));
  }

  /** @param {number} number */
  #again(number) {
    this.#pages.drop(number);
    this.go(number);
  }

  /**
   * Whoever holds the tablet now has no session: no page stays on the screen or behind it, and the bar says why.
   * @param {Refusal} refusal
   */
  #shut(refusal) {
    this.#letGo();
    this.#bus.say("drawer-done");
    this.#bus.say("signin-needed", refusal);
  }

  #renew() {
    if (this.#isEmpty()) this.#again(this.#number);
  }

  #empty() {
    this.#sheet.classList.add("is-empty");
  }

  #isEmpty() {
    return this.#sheet.classList.contains("is-empty");
  }
}
