/** Paging below the page: two buttons, a slider and a number. Shows where the reader is. */

import { paperAddress } from "../addresses.js";
import { beside, pageTyped } from "./numbers.js";

export class Turner {
  #bus;
  #material;
  #count;
  #back;
  #on;
  #slider;
  #number;
  #current = 1;

  /**
   * @param {{bus: import("../ground/bus.js").Bus, material: string, count: number, back: HTMLAnchorElement,
   *   on: HTMLAnchorElement, slider: HTMLInputElement, number: HTMLInputElement, form: HTMLFormElement, signal: AbortSignal}} parts
   */
  constructor({ bus, material, count, back, on, slider, number, form, signal }) {
    this.#bus = bus;
    this.#material = material;
    this.#count = count;
    this.#back = back;
    this.#on = on;
    this.#slider = slider;
    this.#number = number;
    back.addEventListener("click", (event) => this.#press(event, -1), { signal });
    on.addEventListener("click", (event) => this.#press(event, 1), { signal });
    slider.addEventListener("input", () => this.#preview(), { signal });
    slider.addEventListener("change", () => bus.say("go", Number(slider.value)), { signal });
    form.addEventListener("submit", (event) => this.#jump(event), { signal });
    number.addEventListener("blur", () => this.#write(this.#current), { signal });
    number.addEventListener("focus", () => number.select(), { signal });
    bus.on("page-chosen", ({ number: chosen }) => this.#show(chosen));
  }

  /** Puts the caret where a page number is typed. */
  ask() {
    this.#number.focus();
    this.#number.select();
  }

  /**
   * @param {MouseEvent} event
   * @param {number} step
   */
  #press(event, step) {
    if (event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.#bus.say("turn", step);
  }

  #preview() {
    this.#slider.setAttribute("aria-valuetext", `${this.#slider.value} ページ`);
    this.#number.value = this.#slider.value;
  }

  /** @param {SubmitEvent} event */
  #jump(event) {
    event.preventDefault();
    const typed = pageTyped(this.#number.value, this.#count);
    if (typed !== null) {
      this.#number.removeAttribute("aria-invalid");
      this.#bus.say("go", typed);
      this.#number.blur();
      return;
    }
    this.#number.setAttribute("aria-invalid", "true");
    this.#bus.say("announce", `1 から ${this.#count} までの数字を入力してください。`);
    this.#number.select();
  }

  /** @param {number} number */
  #write(number) {
    this.#number.value = String(number);
    this.#number.removeAttribute("aria-invalid");
  }

  /** @param {number} number */
  #show(number) {
    this.#current = number;
    this.#write(number);
    this.#slider.value = String(number);
    this.#slider.setAttribute("aria-valuetext", `${number} ページ`);
    const { back, on } = beside(number, this.#count);
    this.#point(this.#back, back);
    this.#point(this.#on, on);
  }

  /**
   * At an end the button stays where it is, so that the focus is not lost, and says that it does nothing.
   * @param {HTMLAnchorElement} link
   * @param {number | null} number
   */
  #point(link, number) {
    link.href = paperAddress(this.#material, number ?? this.#current);
    if (number === null) link.setAttribute("aria-disabled", "true");
    else link.removeAttribute("aria-disabled");
  }
}
