/** One of the pages that lie beneath each other: its image as soon as it is there, its small picture or white paper until then, and what is
 *  laid over it. */

import { ahead, thumbAddress } from "../addresses.js";
import { element, maybe } from "../ground/dom.js";
import { place } from "../sheet/drawn.js";
import { Zoom } from "../sheet/zoom.js";

/** @typedef {import("../sheet/placing.js").Part} Part */

const REST_MS = 200; // who scrolls past a page asks for no small picture of it

export class Frame {
  #bus;
  #version;
  #sizes;
  #zoom;
  #thumb = element("img", "stand-in");
  #timer = 0;
  /** @type {HTMLElement} */
  element = element("div", "frame");
  /** the page that lies here; 0 for none */
  number = 0;

  /**
   * @param {{bus: import("../ground/bus.js").Bus, line: import("../line.js").Line, version: string, sizes: import("../sheet/sizes.js").Sizes,
   *   signal: AbortSignal}} parts
   */
  constructor({ bus, line, version, sizes, signal }) {
    this.#bus = bus;
    this.#version = version;
    this.#sizes = sizes;
    const cells = element("div", "cells");
    cells.setAttribute("aria-hidden", "true");
    const marks = element("div", "found-marks");
    marks.setAttribute("aria-hidden", "true");
    const links = element("nav", "sheet-links");
    links.setAttribute("aria-label", "前後のページの中のリンク");
    this.#thumb.alt = "";
    this.#thumb.draggable = false;
    this.element.append(this.#thumb, cells, marks, element("div", "notes"), links);
    const partOf = /** @param {import("../ground/bus.js").Sight} sight */ (sight) => sight.part(this.number);
    this.#zoom = new Zoom({ bus, line, layer: cells, version, sizes, signal, partOf });
    signal.addEventListener("abort", () => this.clear());
  }

  /** The image that lies here, if it has come. */
  get image() {
    return maybe(this.element, ":scope > .sheet-page", HTMLImageElement);
  }

  /**
   * @param {number} number
   * @param {Part} part of the sheet
   * @param {boolean} isRead
   */
  lay(number, part, isRead) {
    place(this.element, part);
    this.element.classList.toggle("is-read", isRead);
    if (number === this.number) return;
    this.clear();
    this.number = number;
    this.element.hidden = false;
    this.#zoom.showPage(number);
    if (isRead) this.#standIn();
    else this.#timer = setTimeout(() => this.#standIn(), REST_MS);
    this.#bus.say("frame-laid", { frame: this.element, number });
  }

  /** More is known of the page: which finer pictures there are. */
  learn() {
    this.#zoom.showPage(this.number);
  }

  #standIn() {
    this.#thumb.hidden = false;
    this.#thumb.src = ahead(thumbAddress(this.#version, this.number));
  }

  #noStandIn() {
    clearTimeout(this.#timer);
    this.#thumb.hidden = true;
    this.#thumb.removeAttribute("src");
  }

  /**
   * The page's image. Returns whether it has another size than was thought.
   * @param {HTMLImageElement} image
   */
  put(image) {
    this.#noStandIn();
    if (image === this.image) return false;
    this.image?.remove();
    this.element.prepend(image);
    const before = this.#sizes.of(this.number);
    this.#sizes.learn(this.number, image);
    const after = this.#sizes.of(this.number);
    return before.width !== after.width || before.height !== after.height;
  }

  /** Nothing stays of the page. */
  clear() {
    this.#noStandIn();
    this.image?.remove();
    this.element.hidden = true;
    if (this.number === 0) return;
    this.number = 0;
    this.#zoom.showPage(0);
    this.#bus.say("frame-laid", { frame: this.element, number: 0 });
  }
}
