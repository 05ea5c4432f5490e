/** Where a turn leads: to what was not seen yet of the page, to the next page, or to the end of the paper. */

import { turnedTo } from "../opposite/pairs.js";

export class Onward {
  #bus;
  #laying;
  #view;
  #following;
  #turning;
  #count;

  /**
   * @param {{bus: import("../ground/bus.js").Bus, laying: import("./laying.js").Laying, view: import("./view.js").View,
   *   following: import("../following/following.js").Following, turning: import("./turning.js").Turning, count: number}} parts
   */
  constructor({ bus, laying, view, following, turning, count }) {
    this.#bus = bus;
    this.#laying = laying;
    this.#view = view;
    this.#following = following;
    this.#turning = turning;
    this.#count = count;
    bus.on("turn", (step) => this.#turn(step));
    bus.on("turn-over", (step) => this.#turnOver(step));
    bus.on("turn-within", (step) => this.#turn(step, { isWithin: true }));
  }

  /**
   * Moves to the part of the page that was not seen yet; turns the page when there is none.
   * @param {number} step
   * @param {{isWithin?: boolean}} [options]
   */
  #turn(step, options) {
    if (this.#turning.isHere && (this.#view.scroll(step) || this.#following.turn(step))) {
      this.#bus.say("announce", step > 0 ? "このページの続きです。" : "このページの前の部分です。");
      return;
    }
    this.#turnOver(step, options);
  }

  /**
   * @param {number} step
   * @param {{isWithin?: boolean}} [options] whether to stay in this paper
   */
  #turnOver(step, { isWithin = false } = {}) {
    const number = turnedTo(this.#laying.openWith(this.#turning.number), step);
    if (number >= 1 && number <= this.#count) this.#turning.go(number, { isFromBelow: step < 0 });
    else if (!isWithin) this.#bus.say("end-reached", step);
  }
}
