/** Sharpening: when the page is drawn larger than its pixels, finer cells are laid over the visible part. */

import { cellAddress } from "../addresses.js";
import { UNREACHABLE } from "../ground/refusal.js";
import { cellsOf, cellsToForget, scaleFor } from "./cells.js";

/** @typedef {import("../ground/bus.js").Sight} Sight */

const CELLS_KEPT = 8; // each is about as large as a page in memory
const PATIENCE_MS = [3000, 6000, 12_000, 24_000];
const IS_COMING = new Set(["zoom_not_ready", UNREACHABLE]);

export class Zoom {
  #line;
  #layer;
  #version;
  #number = 0;
  /** @type {number[]} */
  #zooms = [];
  /** @type {Map<string, HTMLImageElement>} by the cell's name, the last seen at the end */
  #cells = new Map();
  #waits = 0;
  #timer = 0;
  /** @type {Sight | null} */
  #view = null;

  /**
   * @param {{bus: import("../ground/bus.js").Bus, line: import("../line.js").Line, layer: HTMLElement, version: string,
   *   signal: AbortSignal}} parts
   */
  constructor({ bus, line, layer, version, signal }) {
    this.#line = line;
    this.#layer = layer;
    this.#version = version;
    bus.on("view-settled", (view) => this.#sharpen(view));
    signal.addEventListener("abort", () => this.#clear());
  }

  /**
   * @param {number} number 0 for none
   * @param {number[]} zooms the finer scales the server can give of this page
   */
  showPage(number, zooms) {
    this.#clear();
    this.#number = number;
    this.#zooms = zooms;
    this.#waits = 0;
  }

  #clear() {
    clearTimeout(this.#timer);
    for (const image of this.#cells.values()) image.remove();
    this.#cells.clear();
  }

  /** @param {Sight} view */
  #sharpen(view) {
    this.#view = view;
    if (this.#number === 0) return;
    const scale = scaleFor(view.scale * (window.devicePixelRatio || 1), this.#zooms);
    if (scale === 0) {
      this.#clear();
      return;
    }
    for (const { name, column, row } of cellsOf(view.visible(), scale)) {
      const cell = this.#cells.get(name) ?? this.#begin(name, scale, column, row);
      this.#cells.delete(name);
      this.#cells.set(name, cell);
    }
    this.#forgetOldest(scale);
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
    if (this.#cells.get(name) !== image) return;
    this.#layer.append(image);
    this.#waits = 0;
  }

  /**
   * A finer picture that is still being made is asked for again; anything else leaves the present sharpness.
   * @param {string} name
   * @param {HTMLImageElement} image
   */
  async #explain(name, image) {
    if (this.#cells.get(name) !== image) return;
    const refusal = await this.#line.reason(image.src);
    if (this.#cells.get(name) !== image) return;
    const patience = PATIENCE_MS[this.#waits];
    if (patience === undefined || (refusal && !IS_COMING.has(refusal.code))) return;
    this.#cells.delete(name);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#waits += 1;
      if (this.#view) this.#sharpen(this.#view);
    }, patience);
  }

  /** @param {number} scale */
  #forgetOldest(scale) {
    for (const name of cellsToForget([...this.#cells.keys()], scale, CELLS_KEPT)) {
      this.#cells.get(name)?.remove();
      this.#cells.delete(name);
    }
  }
}
