/** A sheet of pages beneath each other goes on after a finger has let it go, slower and slower, until it rests or is touched. */

const CALM_PER_MS = 0.05; // CSS pixels: slower is at rest
const FADE_MS = 325; // in which about two thirds of the speed are lost
const STALE_MS = 80; // a finger that has rested so long throws nothing
const SHARE = 0.6; // of a new movement in what counts as the speed

export class Coasting {
  #view;
  #speed = 0; // CSS pixels each millisecond, downwards
  #at = 0;
  #frame = 0;

  /** @param {{bus: import("../ground/bus.js").Bus, view: import("../sheet/view.js").View, signal: AbortSignal}} parts */
  constructor({ bus, view, signal }) {
    this.#view = view;
    bus.on("page-chosen", ({ isJump }) => isJump && this.stop());
    for (const over of /** @type {const} */ (["session-over", "paper-over", "writing-began"]))
      bus.on(over, () => this.stop());
    signal.addEventListener("abort", () => this.stop());
  }

  /** A finger is down. */
  stop() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#speed = 0;
    this.#at = performance.now();
  }

  /** @param {number} dy how far the finger has moved since the last time */
  follow(dy) {
    const now = performance.now();
    const speed = dy / Math.max(now - this.#at, 1);
    this.#speed += (speed - this.#speed) * SHARE;
    this.#at = now;
  }

  /** The finger is up. The view settles now, or once the sheet has come to rest. */
  release() {
    const now = performance.now();
    const isThrown = this.#view.isUnrolled && now - this.#at < STALE_MS;
    this.#at = now;
    if (isThrown) this.#go(now);
    else this.#view.settle();
  }

  /** @param {number} now */
  #go(now) {
    const passed = Math.max(now - this.#at, 0);
    this.#at = now;
    const beyond = this.#view.panBy(0, this.#speed * passed);
    this.#speed *= Math.exp(-passed / FADE_MS);
    if (beyond.y !== 0 || Math.abs(this.#speed) < CALM_PER_MS) {
      this.stop();
      this.#view.settle();
    } else this.#frame = requestAnimationFrame((at) => this.#go(at));
  }
}
