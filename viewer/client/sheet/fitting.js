/** Whether a person reads whole pages or their width, on a screen that stands, on one that lies, where two pages lie open, and where pages lie
 *  beneath each other. Kept on the tablet. */

import { keepChoice, keptChoice } from "../keeping/choice.js";

/** @typedef {import("./placing.js").Fit} Fit */

const PLACE = "gijo-fit";

/**
 * Whether a reader's part of the screen lies, its bars included: one that is opened, as that of the pen, turns no page over.
 * @param {HTMLElement} leaf
 */
export function doesLie(leaf) {
  const { clientWidth, clientHeight } = leaf.closest("[data-reader]") ?? leaf;
  return clientWidth > clientHeight;
}

/** @typedef {"standing" | "lying" | "spread" | "unrolled"} Shape of what is read */

export class Fitting {
  /** @type {Shape | ""} */
  #shape = "";
  /** @type {Fit} */
  fit = "page";

  /**
   * The screen was turned, or pages are laid in another way: the fit is the one that was chosen for that, else the width of a page where
   * the screen lies or pages lie beneath each other, and the whole elsewhere. Returns whether the shape is another one.
   * @param {HTMLElement} leaf
   * @param {import("./placing.js").PageSize} page
   */
  reshape(leaf, { shape }) {
    const before = this.#shape;
    this.#shape = shape ?? (doesLie(leaf) ? "lying" : "standing");
    if (this.#shape === before) return false;
    const kept = keptChoice(PLACE)[this.#shape];
    const usual = this.#shape === "lying" || this.#shape === "unrolled" ? "width" : "page";
    this.fit = kept === "page" || kept === "width" ? kept : usual;
    return true;
  }

  /** @param {Fit} fit */
  choose(fit) {
    this.fit = fit;
    keepChoice(PLACE, { ...keptChoice(PLACE), [this.#shape]: fit });
  }
}
