/** The strip of small pages: loads what comes into sight, and follows the page that is read. */

export class Thumbs {
  #bus;
  #strip;
  #button;
  #links = [];
  #observer = null;
  #current = 0;
  #signal;

  constructor({ bus, strip, button, version, count, signal }) {
    this.#bus = bus;
    this.#strip = strip;
    this.#button = button;
    this.#signal = signal;
    this.#build(version, count);
    strip.addEventListener("click", (event) => this.#choose(event), { signal });
    button.addEventListener("click", () => this.toggle(), { signal });
    bus.on("page-chosen", ({ number }) => this.#follow(number));
    bus.on("signin-renewed", () => this.#retry());
    bus.on("session-over", () => this.#empty());
    this.#setOpen(window.matchMedia("(orientation: portrait) and (min-width: 40.1rem)").matches);
  }

  toggle() {
    this.#setOpen(this.#strip.hidden);
    if (!this.#strip.hidden) this.#follow(this.#current, true);
    else if (this.#strip.contains(document.activeElement)) this.#button.focus();
  }

  #setOpen(isOpen) {
    this.#strip.hidden = !isOpen;
    this.#button.setAttribute("aria-expanded", String(isOpen));
  }

  #build(version, count) {
    for (let number = 1; number <= count; number += 1) {
      const link = document.createElement("a");
      const frame = document.createElement("span");
      const words = document.createElement("span");
      link.href = `?p=${number}`;
      link.dataset.page = String(number);
      link.setAttribute("aria-label", `${number} ページ`);
      link.tabIndex = -1;
      frame.className = "thumb";
      frame.dataset.src = `/papers/${version}/thumbs/${number}?ahead=1`;
      words.textContent = String(number);
      link.append(frame, words);
      this.#links.push(link);
    }
    this.#strip.append(...this.#links);
    this.#strip.addEventListener("keydown", (event) => this.#walk(event), { signal: this.#signal });
  }

  /** Begins with the first page shown: what is at the strip's start need not be loaded for a reader who begins in the middle. */
  #watch() {
    if (typeof IntersectionObserver !== "function") return;
    this.#observer = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) if (entry.isIntersecting) this.#fill(entry.target);
      },
      { root: this.#strip, rootMargin: "0px 240px" },
    );
    for (const link of this.#links) this.#observer.observe(link);
    this.#signal.addEventListener("abort", () => this.#observer.disconnect());
  }

  #fill(link) {
    const frame = link.firstElementChild;
    if (frame.firstElementChild) return;
    const image = new Image();
    image.alt = "";
    image.draggable = false;
    image.decoding = "async";
    image.addEventListener("error", () => image.remove(), { once: true });
    image.src = frame.dataset.src;
    frame.append(image);
    this.#observer?.unobserve(link);
  }

  #empty() {
    for (const link of this.#links) link.firstElementChild.replaceChildren();
  }

  /** Thumbnails that failed while the reader was signed out are looked at again. */
  #retry() {
    for (const link of this.#links) if (!link.firstElementChild.firstElementChild) this.#observer?.observe(link);
  }

  #choose(event) {
    const link = event.target.closest("a[data-page]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.#bus.say("go", Number(link.dataset.page));
  }

  /** One stop for the tab key; the arrows walk inside the strip. */
  #walk(event) {
    const at = this.#links.indexOf(document.activeElement);
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (at < 0 || step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.#links[at + step]?.focus();
  }

  #follow(number, isFocused = false) {
    const before = this.#links[this.#current - 1];
    before?.removeAttribute("aria-current");
    if (before) before.tabIndex = -1;
    this.#current = number;
    const link = this.#links[number - 1];
    if (!link) return;
    link.setAttribute("aria-current", "page");
    link.tabIndex = 0;
    if (this.#strip.hidden) return;
    if (!this.#observer) this.#watch();
    this.#strip.scrollLeft = link.offsetLeft - (this.#strip.clientWidth - link.offsetWidth) / 2;
    if (!this.#observer) for (const near of this.#links.slice(Math.max(0, number - 8), number + 8)) this.#fill(near);
    if (isFocused) link.focus({ preventScroll: true });
  }
}
