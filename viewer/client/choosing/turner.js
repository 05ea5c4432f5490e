/** Paging below the page: two buttons, a slider and a number. Shows where the reader is. */

import { paperAddress } from "../addresses.js";
import { element, need } from "../ground/dom.js";
import { beside, pageTyped, shownNumber, spokenNumber } from "./numbers.js";

/** @typedef {import("./leaves.js").Leaf} Leaf */

export class Turner {
  #bus;
  #material;
  #count;
  #back;
  #on;
  #slider;
  #number;
  #of;
  /** @type {import("./numbers.js").Numbers} */
  #numbers = [];
  #current = 1;
  #open = [1];
  #book;
  #askFurther;

  /**
   * `askFurther`: takes over words that are no page of this paper, unless they are nothing else either.
   * @param {{bus: import("../ground/bus.js").Bus, material: string, count: number, back: HTMLAnchorElement,
   *   on: HTMLAnchorElement, slider: HTMLInputElement, number: HTMLInputElement, of: HTMLElement, form: HTMLFormElement, signal: AbortSignal,
   *   book: import("./leaves.js").Book, askFurther: (typed: string) => boolean}} parts
   */
  constructor({ bus, material, count, back, on, slider, number, of, form, signal, book, askFurther }) {
    this.#askFurther = askFurther;
    this.#bus = bus;
    this.#material = material;
    this.#count = count;
    this.#back = back;
    this.#on = on;
    this.#slider = slider;
    this.#number = number;
    this.#of = of;
    this.#book = book;
    back.addEventListener("click", (event) => this.#press(event, -1), { signal });
    on.addEventListener("click", (event) => this.#press(event, 1), { signal });
    slider.addEventListener("input", () => this.#preview(), { signal });
    slider.addEventListener("change", () => bus.say("go", Number(slider.value)), { signal });
    form.addEventListener("submit", (event) => this.#jump(event), { signal });
    number.addEventListener("blur", () => this.#write(this.#current), { signal });
    number.addEventListener("focus", () => number.select(), { signal });
    bus.on("page-chosen", ({ number: chosen, open }) => this.#show(chosen, open));
    bus.on("numbered", (numbers) => this.#useNumbers(numbers));
    bus.on("beside-known", (known) => {
      this.#book = known;
      this.#point();
    });
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
    this.#write(Number(this.#slider.value));
  }

  /** @param {import("./numbers.js").Numbers} numbers */
  #useNumbers(numbers) {
    this.#numbers = numbers;
    if (numbers.length === 0) return;
    this.#number.inputMode = "text"; // ii, 3枚目
    this.#number.removeAttribute("maxlength");
    this.#number.classList.add("is-printed");
    if (this.#number !== document.activeElement) this.#write(this.#current);
  }

  /** @param {SubmitEvent} event */
  #jump(event) {
    event.preventDefault();
    const typed = pageTyped(this.#number.value, this.#count, this.#numbers, this.#current);
    if (typed !== null) {
      this.#number.removeAttribute("aria-invalid");
      this.#bus.say("go", typed);
      this.#number.blur();
      return;
    }
    const words = this.#number.value;
    if (this.#askFurther(words)) {
      this.#write(this.#current);
      return;
    }
    this.#number.setAttribute("aria-invalid", "true");
    this.#bus.say(
      "announce",
      this.#numbers.length === 0
        ? `1 から ${this.#count} までの数字を入力してください。`
        : "その番号のページはありません。印刷されている番号か、「3枚目」のように入力してください。",
    );
    this.#number.select();
  }

  /** @param {number} number */
  #write(number) {
    this.#number.value = shownNumber(number, this.#numbers);
    if (this.#numbers.length > 0) this.#of.replaceChildren(...this.#counted(number));
    this.#slider.setAttribute("aria-valuetext", spokenNumber(number, this.#numbers));
    this.#number.removeAttribute("aria-invalid");
  }

  /**
   * Which of all pages it is, where another number is printed on it.
   * @param {number} number
   */
  #counted(number) {
    return [element("span", "of-word", "（"), `${number} / ${this.#count}`, element("span", "of-word", " 枚）")];
  }

  /**
   * @param {number} number
   * @param {number[]} open the pages that are seen
   */
  #show(number, open) {
    this.#current = number;
    this.#open = open;
    this.#write(number);
    this.#slider.value = String(number);
    this.#point();
  }

  #point() {
    const { back, on } = beside(this.#open, this.#count);
    this.#lead(this.#back, back, this.#book.former);
    this.#lead(this.#on, on, this.#book.next);
  }

  /**
   * At an end the button leads to another paper; where there is none it stays, so that the focus is not lost, and says that it does
   * nothing.
   * @param {HTMLAnchorElement} link
   * @param {number | null} number
   * @param {Leaf | null} leaf
   */
  #lead(link, number, leaf) {
    const other = number === null ? leaf : null;
    link.href = other?.href ?? paperAddress(this.#material, number ?? this.#current);
    link.title = other?.title ?? "";
    need(link, "[data-part=book-word]").hidden = other === null;
    if (number === null && !leaf) link.setAttribute("aria-disabled", "true");
    else link.removeAttribute("aria-disabled");
  }
}
