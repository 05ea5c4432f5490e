/** The small picture of a page, enlarged, in the page's place until the page itself is there. Who leafs on before a page has come sees
 *  the small pictures pass over the slider meanwhile: none of them would have come before its page was passed. */

import { ahead, thumbAddress } from "../addresses.js";

const LEAFING_MS = 150;

export class StandIn {
  #bus;
  #image;
  #version;
  #number = 0;
  #isLeafing = false;

  /** @param {{bus: import("../ground/bus.js").Bus, image: HTMLImageElement, version: string, signal: AbortSignal}} parts */
  constructor({ bus, image, version, signal }) {
    this.#bus = bus;
    this.#image = image;
    this.#version = version;
    signal.addEventListener("abort", () => this.end());
  }

  /**
   * Takes the place of a page as soon as its small picture is there, which it is at once where the strip has it.
   * @param {number} number
   * @param {boolean} isLeafing whether the page before it had not come either: this one's place is taken once they rest
   * @param {() => void} onHere
   */
  async begin(number, isLeafing, onHere) {
    this.#hide();
    this.#number = number;
    if (isLeafing) {
      this.#isLeafing = true;
      this.#bus.say("leafed-to", number);
      await new Promise((rested) => setTimeout(rested, LEAFING_MS));
      if (this.#number !== number) return;
    } else {
      this.#rest();
    }
    this.#image.src = ahead(thumbAddress(this.#version, number));
    try {
      await this.#image.decode();
    } catch {
      return; // called off, or refused: the page's own answer says why
    }
    if (this.#number !== number) return;
    this.#rest();
    this.#image.hidden = false;
    onHere();
  }

  /** The page is there, or nobody waits for it any more. */
  end() {
    this.#number = 0;
    this.#hide();
    this.#rest();
  }

  #rest() {
    if (this.#isLeafing) this.#bus.say("leafed-to", 0);
    this.#isLeafing = false;
  }

  #hide() {
    this.#image.hidden = true;
    this.#image.removeAttribute("src");
  }
}
