/** Paging below the page: two buttons, a slider and a number. Shows where the reader is. */

export class Turner {
  #bus;
  #count;
  #back;
  #on;
  #slider;
  #number;
  #current = 1;

  constructor({ bus, count, back, on, slider, number, form, signal }) {
    this.#bus = bus;
    this.#count = count;
    this.#back = back;
    this.#on = on;
    this.#slider = slider;
    this.#number = number;
    const listen = (part, name, act) => part.addEventListener(name, act, { signal });
    listen(back, "click", (event) => this.#press(event, -1));
    listen(on, "click", (event) => this.#press(event, 1));
    listen(slider, "input", () => this.#preview());
    listen(slider, "change", () => bus.say("go", Number(slider.value)));
    listen(form, "submit", (event) => this.#jump(event));
    listen(number, "blur", () => this.#write(this.#current));
    listen(number, "focus", () => number.select());
    bus.on("page-chosen", ({ number: chosen }) => this.#show(chosen));
  }

  /** Puts the caret where a page number is typed. */
  ask() {
    this.#number.focus();
    this.#number.select();
  }

  #press(event, step) {
    if (event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.#bus.say("turn", step);
  }

  #preview() {
    this.#slider.setAttribute("aria-valuetext", `${this.#slider.value} ページ`);
    this.#number.value = this.#slider.value;
  }

  /** Full-width digits are typed on Japanese keyboards: １２ is 12. */
  #jump(event) {
    event.preventDefault();
    const typed = Number(this.#number.value.normalize("NFKC").trim());
    if (Number.isInteger(typed) && typed >= 1 && typed <= this.#count) {
      this.#number.removeAttribute("aria-invalid");
      this.#bus.say("go", typed);
      this.#number.blur();
      return;
    }
    this.#number.setAttribute("aria-invalid", "true");
    this.#bus.say("announce", `1 から ${this.#count} までの数字を入力してください。`);
    this.#number.select();
  }

  #write(number) {
    this.#number.value = String(number);
    this.#number.removeAttribute("aria-invalid");
  }

  #show(number) {
    this.#current = number;
    this.#write(number);
    this.#slider.value = String(number);
    this.#slider.setAttribute("aria-valuetext", `${number} ページ`);
    this.#point(this.#back, number - 1);
    this.#point(this.#on, number + 1);
  }

  /** At an end the button stays where it is, so that the focus is not lost, and says that it does nothing. */
  #point(link, number) {
    const isThere = number >= 1 && number <= this.#count;
    link.href = `?p=${isThere ? number : this.#current}`;
    if (isThere) link.removeAttribute("aria-disabled");
    else link.setAttribute("aria-disabled", "true");
  }
}
