/** How a person asks for a page beside the one that is read: a button that says so, a finger that rests on a link, or "b" on one. */

import { around } from "../ground/dom.js";

const HOLD_MS = 550;
const STILL_PIXELS = 10;

/** @typedef {(from: HTMLElement, href: string) => boolean} Beside returns whether there is room */

/** @param {{main: HTMLElement, beside: Beside, signal: AbortSignal}} parts */
export function wireWishes({ main, beside, signal }) {
  const press = (/** @type {MouseEvent} */ event) => {
    const button = around(event.target, "[data-beside]");
    if (!button?.dataset.beside) return;
    if (beside(button, button.dataset.beside)) event.preventDefault(); // else a link leads where it would without script
  };
  const key = (/** @type {KeyboardEvent} */ event) => {
    const link = around(event.target, "a[href]", HTMLAnchorElement);
    if (event.key !== "b" || !link || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    beside(link, link.href);
  };
  main.addEventListener("click", press, { signal });
  main.addEventListener("keydown", key, { signal });
  new Hold({ main, beside, signal });
}

/** A finger or pen that rests on a link. The lifting is no press any more. */
class Hold {
  #beside;
  #timer = 0;
  /** @type {{x: number, y: number} | null} where it came down */
  #down = null;
  #isHeld = false;

  /** @param {{main: HTMLElement, beside: Beside, signal: AbortSignal}} parts */
  constructor({ main, beside, signal }) {
    this.#beside = beside;
    const end = () => this.#end();
    main.addEventListener("pointerdown", (event) => this.#begin(event), { signal });
    main.addEventListener("pointermove", (event) => this.#move(event), { signal });
    main.addEventListener("pointerup", end, { signal });
    main.addEventListener("pointercancel", end, { signal });
    main.addEventListener("click", (event) => this.#swallow(event), { signal, capture: true });
    main.addEventListener("contextmenu", (event) => this.#isHeld && event.preventDefault(), { signal });
    signal.addEventListener("abort", end);
  }

  /** @param {PointerEvent} event */
  #begin({ target, pointerType, isPrimary, clientX, clientY }) {
    this.#end();
    this.#isHeld = false;
    const link = around(target, "a[href]", HTMLAnchorElement);
    if (!link || pointerType === "mouse" || !isPrimary) return;
    this.#down = { x: clientX, y: clientY };
    this.#timer = setTimeout(() => {
      this.#isHeld = true;
      this.#beside(link, link.href);
    }, HOLD_MS);
  }

  /** @param {PointerEvent} event */
  #move({ clientX, clientY }) {
    if (this.#down && Math.hypot(clientX - this.#down.x, clientY - this.#down.y) > STILL_PIXELS) this.#end();
  }

  #end() {
    clearTimeout(this.#timer);
    this.#down = null;
  }

  /** @param {MouseEvent} event */
  #swallow(event) {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    event.preventDefault();
    event.stopPropagation();
  }
}
