/** Tells the server which page was read last, so that any tablet of the reader opens there. Where two readers of one screen have the same
 *  paper, the first one's page is it: the other (`data-is-second-place`) looks something up. */

import { positionAddress } from "../addresses.js";
import { Unsent } from "./unsent.js";

const CALM_MS = 1500;

export class Position {
  #line;
  #root;
  #address;
  #unsent = new Unsent();
  #timer = 0;

  /**
   * @param {{bus: import("../ground/bus.js").Bus, line: import("../line.js").Line, root: HTMLElement, version: string,
   *   signal: AbortSignal}} parts
   */
  constructor({ bus, line, root, version, signal }) {
    this.#line = line;
    this.#root = root;
    this.#address = positionAddress(version);
    bus.on("page-shown", ({ number }) => this.#note(number));
    bus.on("signin-renewed", () => this.#send(false));
    const leave = () => {
      if (document.visibilityState === "hidden") this.#send(true);
    };
    document.addEventListener("visibilitychange", leave, { signal });
    window.addEventListener("pagehide", () => this.#send(true), { signal });
    signal.addEventListener("abort", () => this.#send(true));
  }

  /** @param {number} page */
  #note(page) {
    if ("isSecondPlace" in this.#root.dataset) return;
    this.#unsent.note(page);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#send(false), CALM_MS);
  }

  /** @param {boolean} isLast */
  async #send(isLast) {
    clearTimeout(this.#timer);
    const page = this.#unsent.take();
    if (page === 0) return;
    try {
      await this.#line.report(this.#address, { page }, isLast);
    } catch {
      this.#unsent.giveBack(page);
    }
  }
}
