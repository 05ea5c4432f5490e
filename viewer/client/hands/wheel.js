/** The wheel moves the page, turns at its end, and enlarges with the control key. Knows the view, no page. */

import { around } from "../ground/dom.js";

const PAUSE_MS = 260;
const REST_MS = 140;
const LINE = 24;

export class Wheel {
  #bus;
  #leaf;
  #view;
  #turnedAt = 0;
  #settleTimer = 0;

  /**
   * @param {{bus: import("../ground/bus.js").Bus, leaf: HTMLElement, view: import("../sheet/view.js").View,
   *   signal: AbortSignal}} parts
   */
  constructor({ bus, leaf, view, signal }) {
    this.#bus = bus;
    this.#leaf = leaf;
    this.#view = view;
    leaf.addEventListener("wheel", (event) => this.#roll(event), { passive: false, signal });
    signal.addEventListener("abort", () => clearTimeout(this.#settleTimer));
  }

  /** @param {WheelEvent} event */
  #roll(event) {
    if (around(event.target, ".sheet:not(.is-unrolled) ~ .page-fault")) return;
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) {
      const box = this.#leaf.getBoundingClientRect();
      const about = { x: event.clientX - box.left, y: event.clientY - box.top };
      this.#view.zoomTo(this.#view.scale * Math.exp(-event.deltaY / 300), about);
      this.#settleSoon();
      return;
    }
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE : 1;
    const beyond = this.#view.panBy(-event.deltaX * unit, -event.deltaY * unit);
    this.#settleSoon();
    const moved = Math.abs(event.deltaY * unit) - Math.abs(beyond.y);
    const hasPaused = event.timeStamp - this.#turnedAt > PAUSE_MS;
    if (moved < 1 && event.deltaY !== 0 && hasPaused && this.#view.isHome) {
      this.#bus.say("turn", event.deltaY > 0 ? 1 : -1);
    }
    this.#turnedAt = event.timeStamp;
  }

  #settleSoon() {
    clearTimeout(this.#settleTimer);
    this.#settleTimer = setTimeout(() => this.#view.settle(), REST_MS);
  }
}
