/** The small picture over the slider: the page that it would go to if it were let go now, or to which somebody leafs faster than pages
 *  come. Who moves on riffles the pages: the pictures come as fast as the server gives them, each with its own number, and the last one is
 *  that of the page where they stop. */

import { ahead, thumbAddress } from "../addresses.js";
import { need } from "../ground/dom.js";
import { spokenNumber } from "./numbers.js";
import { isNearer, toAsk } from "./riffle.js";

const KEPT = 24; // a finger that goes back and forth over a few pages asks for none of them twice

export class Preview {
  #slider;
  #frame;
  #place;
  #words;
  #version;
  #count;
  /** @type {import("./numbers.js").Numbers} */
  #numbers = [];
  /** @type {Map<number, HTMLImageElement>} that have come, the last seen at the end */
  #held = new Map();
  /** @type {Map<number, HTMLImageElement>} that are on their way */
  #asked = new Map();
  #isHeld = false; // by a finger on the slider
  #isOver = false; // until a page is shown again
  #wanted = 0; // the page under the finger; 0 for none
  #shown = 0; // the page whose picture is seen

  /**
   * @param {{bus: import("../ground/bus.js").Bus, slider: HTMLInputElement, frame: HTMLElement, version: string, count: number,
   *   signal: AbortSignal}} parts
   */
  constructor({ bus, slider, frame, version, count, signal }) {
    this.#slider = slider;
    this.#frame = frame;
    this.#place = need(frame, ".thumb");
    this.#words = need(frame, "figcaption");
    this.#version = version;
    this.#count = count;
    slider.addEventListener("input", () => this.#hold(), { signal });
    for (const end of ["change", "blur", "pointerup", "pointercancel"]) {
      slider.addEventListener(end, () => this.#letGo(), { signal });
    }
    bus.on("numbered", (numbers) => {
      this.#numbers = numbers;
    });
    bus.on("leafed-to", (number) => this.#leaf(number));
    bus.on("page-shown", () => {
      this.#isOver = false;
    });
    for (const over of /** @type {const} */ (["session-over", "paper-over"])) bus.on(over, () => this.#forget());
    signal.addEventListener("abort", () => this.#forget());
  }

  #hold() {
    this.#isHeld = true;
    this.#point(Number(this.#slider.value));
  }

  #letGo() {
    this.#isHeld = false;
    this.#end();
  }

  /**
   * A finger on the slider goes before what is leafed to.
   * @param {number} number 0 for none
   */
  #leaf(number) {
    if (this.#isHeld) return;
    if (number > 0) this.#point(number);
    else this.#end();
  }

  /** @param {number} number the page under the finger, or the one to which somebody has leafed */
  #point(number) {
    if (this.#isOver) return;
    this.#wanted = number;
    this.#frame.hidden = false;
    if (this.#held.has(this.#wanted) || this.#shown === 0) this.#reveal(this.#wanted);
    this.#lay();
    this.#ask();
  }

  #ask() {
    const number = toAsk(this.#wanted, this.#held, this.#asked);
    if (number === 0) return;
    const image = new Image();
    image.alt = "";
    image.draggable = false;
    this.#asked.set(number, image);
    image.addEventListener("load", () => this.#arrive(number, image), { once: true });
    image.addEventListener("error", () => this.#miss(number, image), { once: true });
    image.src = ahead(thumbAddress(this.#version, number));
  }

  /**
   * @param {number} number
   * @param {HTMLImageElement} image
   */
  #arrive(number, image) {
    if (!this.#settle(number, image)) return;
    this.#held.set(number, image);
    const [oldest = 0] = this.#held.keys();
    if (this.#held.size > KEPT) this.#held.delete(oldest);
    if (isNearer(number, this.#shown, this.#wanted)) this.#reveal(number);
    this.#ask();
  }

  /**
   * It does not come: the page itself says why, if the slider is let go there.
   * @param {number} number
   * @param {HTMLImageElement} image
   */
  #miss(number, image) {
    if (this.#settle(number, image) && number !== this.#wanted) this.#ask();
  }

  /**
   * @param {number} number
   * @param {HTMLImageElement} image
   */
  #settle(number, image) {
    return this.#asked.get(number) === image && this.#asked.delete(number);
  }

  /**
   * Shows a page's number, and its picture where that has come.
   * @param {number} number
   */
  #reveal(number) {
    const image = this.#held.get(number);
    this.#shown = image ? number : 0;
    this.#words.textContent = spokenNumber(number, this.#numbers);
    this.#place.replaceChildren(...(image ? [image] : []));
    if (!image) return;
    this.#held.delete(number);
    this.#held.set(number, image);
  }

  /** Above the slider's knob, and inside the screen. */
  #lay() {
    const { left, width } = this.#slider.getBoundingClientRect();
    const around = this.#frame.offsetParent?.getBoundingClientRect();
    if (!around) return;
    const along = this.#count > 1 ? (this.#wanted - 1) / (this.#count - 1) : 0;
    const across = this.#slider.dir === "rtl" ? 1 - along : along;
    const middle = left - around.left + width * across;
    const last = around.width - this.#frame.offsetWidth;
    this.#frame.style.left = `${Math.max(0, Math.min(middle - this.#frame.offsetWidth / 2, last))}px`;
  }

  #end() {
    for (const image of this.#asked.values()) image.removeAttribute("src"); // which ends its request
    this.#asked.clear();
    this.#wanted = 0;
    this.#shown = 0;
    this.#frame.hidden = true;
    this.#place.replaceChildren();
  }

  /** No picture stays. */
  #forget() {
    this.#isOver = true;
    this.#isHeld = false;
    this.#end();
    this.#held.clear();
  }
}
