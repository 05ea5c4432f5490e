/** News between the parts of one reader: who says something does not know who listens. */

/** @typedef {import("./refusal.js").Refusal} Refusal */

/**
 * The part of a page that is on the screen, as fractions of the page.
 * @typedef {{left: number, top: number, right: number, bottom: number}} Part
 */

/**
 * How the page lies: CSS pixels per pixel of the page image, and what is in sight of it.
 * @typedef {{readonly scale: number, visible: () => Part}} Sight
 */

/**
 * What is said, and what is said with it. `turn`: pages on (1) or back (-1). `go`: to this page. `page-chosen`: it is being
 * fetched. `page-shown`: it is on the screen. `announce`: words for a screen reader. `drawer-opened`: the name of a panel.
 * `drawer-done`: what was chosen in it is on its way. `reached`: the server has answered. `signin-renewed`: what was refused
 * may be had now. `session-over`: no page may stay.
 * @typedef {{
 *   turn: number,
 *   go: number,
 *   "page-chosen": {number: number},
 *   "page-shown": {number: number},
 *   "view-settled": Sight,
 *   announce: string,
 *   "drawer-opened": string,
 *   "drawer-done": undefined,
 *   reached: undefined,
 *   "signin-needed": Refusal,
 *   "signin-renewed": undefined,
 *   "session-over": Refusal,
 * }} News
 */

export class Bus {
  #target = new EventTarget();
  #signal;

  /** @param {AbortSignal} signal ends every subscription at once */
  constructor(signal) {
    this.#signal = signal;
  }

  /**
   * @template {keyof News} K
   * @param {K} name
   * @param {(detail: News[K]) => void} listener
   */
  on(name, listener) {
    const hear = /** @param {Event} event */ (event) => listener(/** @type {CustomEvent<News[K]>} */ (event).detail);
    this.#target.addEventListener(name, hear, { signal: this.#signal });
  }

  /**
   * @template {keyof News} K
   * @param {K} name
   * @param {News[K] extends undefined ? [] : [News[K]]} told
   */
  say(name, ...told) {
    this.#target.dispatchEvent(new CustomEvent(name, { detail: told[0] }));
  }
}
