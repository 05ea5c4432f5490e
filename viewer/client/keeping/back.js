/** Comes back by itself: after a lost connection it asks until the server answers; after a sign-out, when the page becomes
 *  visible again. */

import { useToken } from "../ground/server.js";

const PAUSES_MS = [1500, 3000, 5000, 8000]; // the last one again and again
const SPREAD = 0.5; // of a pause: the tablets of a council do not all come back in one moment

export class Back {
  #bus;
  #line;
  #bar;
  #standing;
  #contents;
  #isLost = false;
  #tries = 0;
  #timer = 0;

  /**
   * @param {{bus: import("../ground/bus.js").Bus, line: import("../line.js").Line, bar: HTMLElement, standing: string,
   *   contents: string, signal: AbortSignal}} parts the addresses of what is asked: the first leaves no record, the second brings a token
   */
  constructor({ bus, line, bar, standing, contents, signal }) {
    this.#bus = bus;
    this.#line = line;
    this.#bar = bar;
    this.#standing = standing;
    this.#contents = contents;
    bus.on("line-lost", () => this.#lose());
    bus.on("answered", () => this.#find());
    document.addEventListener("visibilitychange", () => this.#takeUp(), { signal });
    window.addEventListener("online", () => this.#takeUp(), { signal });
    signal.addEventListener("abort", () => clearTimeout(this.#timer));
  }

  #lose() {
    this.#isLost = true;
    if (this.#timer === 0) this.#askLater();
  }

  #askLater() {
    const pause = PAUSES_MS[Math.min(this.#tries, PAUSES_MS.length - 1)] ?? 0;
    this.#tries += 1;
    this.#timer = setTimeout(() => this.#ask(), pause * (1 - SPREAD / 2 + Math.random() * SPREAD));
  }

  async #ask() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    if (document.visibilityState !== "visible") return; // asked when the page becomes visible
    await this.#line.json(this.#standing).catch(() => undefined); // `line` says on the bus whether the server answered
  }

  /** The server has answered, perhaps with a refusal: stop asking. */
  #find() {
    if (!this.#isLost) return;
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#tries = 0;
    this.#isLost = false;
    this.#bus.say("signin-renewed");
    document.dispatchEvent(new CustomEvent("line-back")); // for the page's other scripts
  }

  /** The page became visible, or the browser says that it has a network again. */
  async #takeUp() {
    if (document.visibilityState !== "visible") return;
    if (this.#isLost) {
      await this.#ask();
      return;
    }
    if (this.#bar.hidden) return;
    try {
      const { csrf } = /** @type {{csrf?: string}} */ (await this.#line.json(this.#contents));
      useToken(csrf);
    } catch {
      // Still signed out, or no answer: the bar stays.
    }
  }
}
