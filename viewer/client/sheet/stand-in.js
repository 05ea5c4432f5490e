/** The small picture of a page, enlarged, in the page's place until the page itself is there. */

import { ahead, thumbAddress } from "../addresses.js";

export class StandIn {
  #image;
  #version;
  #number = 0;

  /** @param {{image: HTMLImageElement, version: string, signal: AbortSignal}} parts */
  constructor({ image, version, signal }) {
    this.#image = image;
    this.#version = version;
    signal.addEventListener("abort", () => this.end());
  }

  /**
   * Takes the place of a page as soon as its small picture is there, which it is at once where the strip has it.
   * @param {number} number
   * @param {() => void} onHere
   */
  async begin(number, onHere) {
    this.end();
    this.#number = number;
    this.#image.src = ahead(thumbAddress(this.#version, number));
    try {
      await this.#image.decode();
    } catch {
      return; // called off, or refused: the page's own answer says why
    }
    if (this.#number !== number) return;
    this.#image.hidden = false;
    onHere();
  }

  /** The page is there, or nobody waits for it any more. */
  end() {
    this.#number = 0;
    this.#image.hidden = true;
    this.#image.removeAttribute("src");
  }
}
