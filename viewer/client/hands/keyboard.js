/** Does by keys what fingers can do. Keys go to the reader that has the focus, to the one that was used last (`is-used`), or to the only
 *  one on the page. */

import { all, around } from "../ground/dom.js";
import { wishOf } from "./keys.js";

/** @typedef {import("./keys.js").Wish} Wish */

/**
 * What a reader does at a key, beside turning and zooming. `close` returns whether something was open.
 * @typedef {{ask: () => void, strip: () => void, contents: () => void, search: () => void, words: () => void,
 *   close: () => boolean}} Acts
 */

const OPEN_READERS = "[data-reader].is-live";
const WAITING = ".half-wait"; // a half whose paper is on its way, or was refused: what is pressed there is for no other

/**
 * Whether a key is meant for this reader.
 * @param {HTMLElement} root
 * @param {KeyboardEvent} event
 */
export function isMeantFor(root, { target }) {
  if (document.querySelector("dialog[open], dialog[data-open]")) return false; // the keys are for what lies over the page
  const reader = around(target, OPEN_READERS);
  if (reader || around(target, `[role=separator], ${WAITING}`)) return reader === root;
  return root.classList.contains("is-used") || all(document, `${OPEN_READERS}, ${WAITING}`).length === 1;
}

export class Keyboard {
  #root;
  #bus;
  #view;
  #acts;
  #isRightBound;
  #signal;

  /**
   * @param {{root: HTMLElement, bus: import("../ground/bus.js").Bus, view: import("../sheet/view.js").View, acts: Acts,
   *   isRightBound: boolean, signal: AbortSignal}} parts
   */
  constructor({ root, bus, view, acts, isRightBound, signal }) {
    this.#isRightBound = isRightBound;
    this.#root = root;
    this.#bus = bus;
    this.#view = view;
    this.#acts = acts;
    this.#signal = signal;
  }

  /** Begins, with the keys that were pressed since the page was there (`early.js`): the first page must have been chosen. */
  listen() {
    /** @type {KeyboardEvent[]} */
    const kept = [];
    document.dispatchEvent(new CustomEvent("keys-taken-over", { detail: kept }));
    for (const event of kept) this.#press(event);
    document.addEventListener("keydown", (event) => this.#press(event), { signal: this.#signal });
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!isMeantFor(this.#root, event)) return;
    if (event.key === "Escape") {
      this.#escape(event);
      return;
    }
    if (around(event.target, "input, textarea, select")) return;
    if (around(event.target, ".drawer") && event.key !== "PageDown" && event.key !== "PageUp") return;
    if (around(event.target, "a, button") && (event.key === " " || event.key === "Enter")) return;
    const wish = wishOf(event);
    if (!wish) return;
    event.preventDefault();
    this.#fulfil(wish, event.repeat ? "turn-within" : "turn");
  }

  /**
   * @param {Wish} wish
   * @param {"turn" | "turn-within"} turn a key that is held does not run through the papers of a meeting
   */
  #fulfil(wish, turn) {
    if (wish.kind === "move") this.#arrow(wish, turn);
    else if (wish.kind === "turn") this.#bus.say(turn, wish.step);
    else if (wish.kind === "go") this.#bus.say("go", wish.page);
    else if (wish.kind === "zoom") this.#zoom(wish.factor);
    else if (wish.kind === "home") this.#view.home();
    else this.#acts[wish.kind]();
  }

  /**
   * @param {{dx: number, dy: number, step: number}} move
   * @param {"turn" | "turn-within"} turn
   */
  #arrow({ dx, dy, step }, turn) {
    const free = this.#view.canPan(dx, dy);
    if (free.x || free.y) {
      this.#view.panBy(dx, dy);
      this.#view.settle();
    } else if (this.#view.isHome) {
      this.#bus.say(turn, this.#isRightBound && dx !== 0 ? -step : step);
    }
  }

  /** @param {number} factor */
  #zoom(factor) {
    this.#view.zoomTo(this.#view.scale * factor);
    this.#view.settle();
  }

  /** @param {KeyboardEvent} event */
  #escape(event) {
    if (this.#acts.close()) {
      event.preventDefault();
      return;
    }
    const field = around(event.target, "input");
    if (field) field.blur();
    else if (!this.#view.isHome) this.#view.home();
  }
}

/**
 * Gives the focus to the reader that is touched, so that keys go to it: a touch alone moves no focus.
 * @param {HTMLElement} root
 * @param {AbortSignal} signal
 */
export function focusOnTouch(root, signal) {
  const focus = () => {
    if (!root.contains(document.activeElement)) root.focus({ preventScroll: true });
  };
  root.addEventListener("pointerdown", focus, { signal });
}
