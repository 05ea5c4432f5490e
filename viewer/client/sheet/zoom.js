/** Sharpening: when the page is drawn larger than its pixels, finer cells are laid over the visible part. */

import { cellAddress, sharpnessAddress } from "../addresses.js";
import { Refusal } from "../ground/refusal.js";
import { cellsOf, cellsToForget, scaleFor } from "./cells.js";

/** @typedef {import("../ground/bus.js").Sight} Sight */

const CELLS_KEPT = 8; // each is about as large as a page in memory
const REST_MS = 250; // whoever leafs through a paper enlarged does not have every page made finer
const AGAIN_MS = 2000;
const NOT_NOW = new Set([401, 403, 404, 410, 423]); // nothing that comes by waiting

export class Zoom {
  #bus;
  #line;
  #layer;
  #version;
  #sizes;
  #partOf;
  #number = 0;
  /** @type {number[]} */
  #zooms = [];
  #sharp = 1; // the finest scale that is known to be there
  /** @type {Map<string, HTMLImageElement>} by the cell's name, the last seen at the end */
  #cells = new Map();
  #wanted = 0; // the scale that is asked for until it is there; 0 for none
  #timer = 0;
  /** @type {Sight | null} */
  #view = null;

  /**
   * `partOf`: which part of its page is in sight, if the page lies there.
   * @param {{bus: import("../ground/bus.js").Bus, line: import("../line.js").Line, layer: HTMLElement, version: string, sizes: import("./sizes.js").Sizes,
   *   signal: AbortSignal, partOf?: (sight: Sight) => import("../ground/bus.js").Part | null}} parts
   */
  constructor({ bus, line, layer, version, sizes, signal, partOf = (sight) => sight.visible() }) {
    this.#sizes = sizes;
    this.#partOf = partOf;
    this.#bus = bus;
    this.#line = line;
    this.#layer = layer;
    this.#version = version;
    bus.on("view-settled", (view) => this.#sharpen(view));
    bus.on("signin-renewed", () => this.#retry());
    signal.addEventListener("abort", () => this.showPage(0));
  }

  /** @param {number} number 0 for none */
  showPage(number) {
    this.#clear();
    this.#number = number;
    this.#zooms = this.#sizes.zoomsOf(number);
    this.#sharp = this.#sizes.sharpOf(number) ?? 1;
  }

  #clear() {
    this.#want(0);
    for (const image of this.#cells.values()) image.remove();
    this.#cells.clear();
  }

  /** Asks again for the cells that did not come. */
  #retry() {
    for (const [name, image] of this.#cells) {
      if (image.complete && !image.isConnected) this.#cells.delete(name);
    }
    this.#want(0);
    if (this.#view) this.#sharpen(this.#view);
  }

  /** @param {Sight} view */
  #sharpen(view) {
    this.#view = view;
    if (this.#number === 0) return;
    const part = this.#partOf(view);
    const scale = scaleFor(view.scale * (window.devicePixelRatio || 1), this.#zooms);
    if (scale === 0 || !part || part.bottom <= part.top) {
      this.#clear();
      return;
    }
    this.#want(scale > this.#sharp ? scale : 0);
    const best = Math.min(scale, this.#sharp);
    if (best > 1) this.#fetch(part, best);
  }

  /**
   * @param {import("../ground/bus.js").Part} part
   * @param {number} scale
   */
  #fetch(part, scale) {
    for (const { name, column, row } of cellsOf(part, scale)) {
      const cell = this.#cells.get(name) ?? this.#begin(name, scale, column, row);
      this.#cells.delete(name);
      this.#cells.set(name, cell);
    }
    this.#forgetOldest(scale);
  }

  /**
   * Asks for a scale until it is there, however long that takes: nobody else will say when it has come.
   * @param {number} scale 0 for none
   */
  #want(scale) {
    if (scale === this.#wanted) return;
    this.#wanted = scale;
    clearTimeout(this.#timer);
    this.#bus.say("sharper-comes", false);
    if (scale > 0) this.#askIn(REST_MS);
  }

  /** @param {number} pause */
  #askIn(pause) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (document.hidden ? this.#askIn(AGAIN_MS) : this.#ask()), pause);
  }

  async #ask() {
    const [number, scale] = [this.#number, this.#wanted];
    const isWanted = () => number === this.#number && scale === this.#wanted;
    let found;
    try {
      const told = await this.#line.json(sharpnessAddress(this.#version, number, scale));
      found = /** @type {{sharpness: "ready" | "coming" | "never"}} */ (told).sharpness;
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      // What is refused is asked for again once somebody is signed in again; where nothing answered, by the clock.
      if (isWanted() && !NOT_NOW.has(refusal.status)) this.#askIn(AGAIN_MS);
      return;
    }
    if (isWanted()) this.#learn(scale, found);
  }

  /**
   * @param {number} scale
   * @param {"ready" | "coming" | "never"} found
   */
  #learn(scale, found) {
    if (found === "coming") {
      this.#bus.say("sharper-comes", true);
      this.#askIn(AGAIN_MS);
      return;
    }
    if (found === "ready") this.#sharp = Math.max(this.#sharp, scale);
    else this.#zooms = this.#zooms.filter((zoom) => zoom < scale);
    this.#want(0);
    if (this.#view) this.#sharpen(this.#view);
  }

  /**
   * @param {string} name
   * @param {number} scale
   * @param {number} column
   * @param {number} row
   */
  #begin(name, scale, column, row) {
    const image = new Image();
    const share = 100 / scale;
    image.alt = "";
    image.draggable = false;
    Object.assign(image.style, {
      left: `${column * share}%`,
      top: `${row * share}%`,
      width: `${share}%`,
      height: `${share}%`,
      zIndex: String(scale),
    });
    image.src = cellAddress(this.#version, this.#number, name);
    image.addEventListener("load", () => this.#lay(name, image), { once: true });
    image.addEventListener("error", () => this.#explain(name, image), { once: true });
    return image;
  }

  /**
   * @param {string} name
   * @param {HTMLImageElement} image
   */
  #lay(name, image) {
    if (this.#cells.get(name) === image) this.#layer.append(image);
  }

  /**
   * A cell that was lost on the way is asked for again; a refusal leaves the present sharpness, until somebody signs in again.
   * @param {string} name
   * @param {HTMLImageElement} image
   */
  async #explain(name, image) {
    if (this.#cells.get(name) !== image) return;
    const refusal = await this.#line.reason(image.src);
    if (this.#cells.get(name) !== image || (refusal && NOT_NOW.has(refusal.status))) return;
    this.#cells.delete(name);
    setTimeout(() => this.#view && this.#sharpen(this.#view), AGAIN_MS);
  }

  /** @param {number} scale */
  #forgetOldest(scale) {
    for (const name of cellsToForget([...this.#cells.keys()], scale, CELLS_KEPT)) {
      this.#cells.get(name)?.remove();
      this.#cells.delete(name);
    }
  }
}
