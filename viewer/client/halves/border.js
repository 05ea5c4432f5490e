/** The border between two papers, which a finger, a mouse or the arrow keys draw. Where it lies is kept on the tablet, by itself for
 *  papers beside and above each other; it says nothing of who reads what. */

import { element } from "../ground/dom.js";
import { keepChoice, keptChoice } from "../keeping/choice.js";

const PLACE = "gijo-border";
const [LEAST, MOST, STEP] = [0.25, 0.75, 0.05];
const EVEN = 0.5;
/** @type {Readonly<Record<string, number>>} */
const TOWARDS = { ArrowLeft: -STEP, ArrowUp: -STEP, ArrowRight: STEP, ArrowDown: STEP };

/**
 * A share that can be kept; the middle for all else.
 * @param {unknown} share of the first paper
 */
function shareOf(share) {
  const number = typeof share === "number" && Number.isFinite(share) ? share : EVEN;
  return Math.min(MOST, Math.max(LEAST, number));
}

export class Border {
  element = element("div", "border");
  #main;
  #shares = keptChoice(PLACE);
  #isUpright = matchMedia("(orientation: landscape)");

  /** @param {{main: HTMLElement, signal: AbortSignal}} parts */
  constructor({ main, signal }) {
    const border = this.element;
    this.#main = main;
    border.tabIndex = 0;
    border.setAttribute("role", "separator");
    border.setAttribute("aria-label", "2つの資料の境目");
    border.setAttribute("aria-valuemin", String(LEAST * 100));
    border.setAttribute("aria-valuemax", String(MOST * 100));
    border.addEventListener("pointerdown", (event) => this.#take(event), { signal });
    border.addEventListener("pointermove", (event) => this.#draw(event), { signal });
    border.addEventListener("lostpointercapture", () => border.classList.remove("is-drawn"), { signal });
    border.addEventListener("dblclick", () => this.#lay(EVEN), { signal });
    border.addEventListener("keydown", (event) => this.#press(event), { signal });
    this.#isUpright.addEventListener("change", () => this.#show(), { signal });
    this.#show();
  }

  /** @param {PointerEvent} event */
  #take(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    this.element.setPointerCapture(event.pointerId);
    this.element.classList.add("is-drawn");
    this.element.focus({ preventScroll: true });
  }

  /** @param {PointerEvent} event */
  #draw({ clientX, clientY, pointerId }) {
    if (!this.element.hasPointerCapture(pointerId)) return;
    const { left, top, width, height } = this.#main.getBoundingClientRect();
    this.#lay(this.#isUpright.matches ? (clientX - left) / width : (clientY - top) / height);
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const step = TOWARDS[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault(); // the page beside it does not turn
    this.#lay(this.#share + step);
  }

  get #way() {
    return this.#isUpright.matches ? "across" : "down";
  }

  get #share() {
    return shareOf(this.#shares[this.#way]);
  }

  /** @param {number} share */
  #lay(share) {
    this.#shares[this.#way] = shareOf(share);
    keepChoice(PLACE, this.#shares);
    this.#show();
  }

  #show() {
    const share = this.#share;
    this.#main.style.setProperty("--share", String(share));
    this.#main.style.setProperty("--rest", String(1 - share));
    this.element.setAttribute("aria-valuenow", String(Math.round(share * 100)));
    this.element.setAttribute("aria-orientation", this.#isUpright.matches ? "vertical" : "horizontal");
  }
}
