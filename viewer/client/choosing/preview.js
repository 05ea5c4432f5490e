/** The small picture over the slider: the page that it would go to if it were let go now. */

import { ahead, thumbAddress } from "../addresses.js";
import { need } from "../ground/dom.js";
import { spokenNumber } from "./numbers.js";

const REST_MS = 80; // pages that the finger only passes are not asked for: each small picture is an issue of its own

export class Preview {
  #slider;
  #frame;
  #image;
  #words;
  #version;
  #count;
  /** @type {import("./numbers.js").Numbers} */
  #numbers = [];
  /** @type {number | undefined} */
  #rest;

  /**
   * @param {{bus: import("../ground/bus.js").Bus, slider: HTMLInputElement, frame: HTMLElement, version: string, count: number,
   *   signal: AbortSignal}} parts
   */
  constructor({ bus, slider, frame, version, count, signal }) {
    this.#slider = slider;
    this.#frame = frame;
    this.#image = need(frame, "img", HTMLImageElement);
    this.#words = need(frame, "figcaption");
    this.#version = version;
    this.#count = count;
    this.#image.addEventListener("load", () => this.#reveal(true), { signal });
    this.#image.addEventListener("error", () => this.#reveal(false), { signal });
    slider.addEventListener("input", () => this.#show(), { signal });
    for (const end of ["change", "blur", "pointerup", "pointercancel"]) {
      slider.addEventListener(end, () => this.#end(), { signal });
    }
    bus.on("numbered", (numbers) => {
      this.#numbers = numbers;
    });
    for (const over of /** @type {const} */ (["session-over", "paper-over"])) bus.on(over, () => this.#end());
    signal.addEventListener("abort", () => this.#end());
  }

  #show() {
    const number = Number(this.#slider.value);
    this.#words.textContent = spokenNumber(number, this.#numbers);
    this.#frame.hidden = false;
    this.#place(number);
    this.#reveal(false);
    clearTimeout(this.#rest);
    this.#rest = window.setTimeout(() => {
      this.#image.src = ahead(thumbAddress(this.#version, number));
    }, REST_MS);
  }

  /**
   * Above the slider's knob, and inside the screen.
   * @param {number} number
   */
  #place(number) {
    const { left, width } = this.#slider.getBoundingClientRect();
    const around = this.#frame.offsetParent?.getBoundingClientRect();
    if (!around) return;
    const along = this.#count > 1 ? (number - 1) / (this.#count - 1) : 0;
    const across = this.#slider.dir === "rtl" ? 1 - along : along;
    const middle = left - around.left + width * across;
    const last = around.width - this.#frame.offsetWidth;
    this.#frame.style.left = `${Math.max(0, Math.min(middle - this.#frame.offsetWidth / 2, last))}px`;
  }

  /** @param {boolean} isThere */
  #reveal(isThere) {
    this.#image.hidden = !isThere;
  }

  #end() {
    clearTimeout(this.#rest);
    this.#frame.hidden = true;
    this.#reveal(false);
    this.#image.removeAttribute("src");
  }
}
