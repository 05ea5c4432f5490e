/** Asks before the page is left while the server does not answer: the page on the screen could not be fetched again then. */

import { leaveFor } from "../door.js";
import { around } from "../ground/dom.js";
import { isLineLost, Refusal } from "../ground/refusal.js";

const PATIENCE_MS = 2500;

export class Leaving {
  #bus;
  #line;
  #root;
  #address;
  #isLost = false;
  #isMeant = false;

  /**
   * @param {{bus: import("../ground/bus.js").Bus, line: import("../line.js").Line, root: HTMLElement, address: string,
   *   signal: AbortSignal}} parts `address` of what is asked before the page is left
   */
  constructor({ bus, line, root, address, signal }) {
    this.#bus = bus;
    this.#line = line;
    this.#root = root;
    this.#address = address;
    bus.on("line-lost", () => {
      this.#isLost = true;
    });
    bus.on("answered", () => {
      this.#isLost = false;
    });
    const click = /** @param {MouseEvent} event */ (event) => {
      const link = around(event.target, "a[href]", HTMLAnchorElement);
      if (link && link.target !== "_blank" && root.contains(link)) this.#click(event, link);
    };
    document.addEventListener("click", click, { signal }); // on the document: after all listeners that handle the link themselves
    window.addEventListener("beforeunload", (event) => this.#unload(event), { signal });
  }

  /**
   * @param {MouseEvent} event
   * @param {HTMLAnchorElement} link
   */
  async #click(event, link) {
    if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (!this.#isLost && navigator.onLine !== false && (await this.#isAnswered())) this.#go(link.href);
    else this.#bus.say("leave-doubted", { go: () => this.#go(link.href) });
  }

  async #isAnswered() {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
    try {
      await this.#line.json(this.#address, patience.signal);
      return true;
    } catch (refusal) {
      return refusal instanceof Refusal && !isLineLost(refusal); // a refusal is an answer
    } finally {
      clearTimeout(timer);
    }
  }

  /** @param {string} href */
  #go(href) {
    this.#isMeant = true;
    if (!leaveFor(this.#root, href)) this.#isMeant = false; // it is opened beside another paper, and the screen stays
  }

  /**
   * Reloading, or going back: the browser asks in its own words.
   * @param {BeforeUnloadEvent} event
   */
  #unload(event) {
    if (this.#isLost && !this.#isMeant) event.preventDefault();
    this.#isMeant = false;
  }
}
