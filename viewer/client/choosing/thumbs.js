/** The strip of small pages: loads what comes into sight, and follows the page that is read. */

import { ahead, thumbAddress } from "../addresses.js";
import { element } from "../ground/dom.js";
import { chosenLink, pageLink } from "./links.js";
import { shownNumber, spokenNumber } from "./numbers.js";

const WITHOUT_OBSERVER = 8; // small pages on either side, where the browser does not say what is in sight

export class Thumbs {
  #bus;
  #strip;
  #button;
  #version;
  /** @type {{link: HTMLAnchorElement, frame: HTMLElement, name: HTMLElement}[]} */
  #thumbs = [];
  /** @type {IntersectionObserver | null} */
  #observer = null;
  #current = 0;
  #signal;

  /**
   * @param {{bus: import("../ground/bus.js").Bus, strip: HTMLElement, button: HTMLElement, material: string, version: string,
   *   count: number, signal: AbortSignal}} parts
   */
  constructor({ bus, strip, button, material, version, count, signal }) {
    this.#bus = bus;
    this.#strip = strip;
    this.#button = button;
    this.#version = version;
    this.#signal = signal;
    this.#build(material, count);
    strip.addEventListener("click", (event) => this.#choose(event), { signal });
    strip.addEventListener("keydown", (event) => this.#walk(event), { signal });
    button.addEventListener("click", () => this.toggle(), { signal });
    bus.on("page-chosen", ({ number }) => this.#follow(number));
    bus.on("numbered", (numbers) => this.#name(numbers));
    for (const back of /** @type {const} */ (["signin-renewed", "paper-back"])) bus.on(back, () => this.#retry());
    for (const over of /** @type {const} */ (["session-over", "paper-over"])) bus.on(over, () => this.#empty());
    signal.addEventListener("abort", () => this.#empty());
  }

  toggle() {
    this.#setOpen(Boolean(this.#strip.hidden));
    if (!this.#strip.hidden) this.#follow(this.#current, true);
    else if (this.#strip.contains(document.activeElement)) this.#button.focus();
  }

  /** @param {boolean} isOpen */
  #setOpen(isOpen) {
    this.#strip.hidden = !isOpen;
    this.#button.setAttribute("aria-expanded", String(isOpen));
  }

  /**
   * @param {string} material
   * @param {number} count
   */
  #build(material, count) {
    for (let number = 1; number <= count; number += 1) {
      const link = pageLink(material, number);
      const frame = element("span", "thumb");
      const name = element("span");
      link.tabIndex = -1;
      link.append(frame, name);
      this.#thumbs.push({ link, frame, name });
    }
    this.#name([]);
    this.#strip.replaceChildren(...this.#thumbs.map(({ link }) => link));
  }

  /** @param {import("./numbers.js").Numbers} numbers */
  #name(numbers) {
    for (const [place, { link, name }] of this.#thumbs.entries()) {
      link.setAttribute("aria-label", spokenNumber(place + 1, numbers));
      name.textContent = shownNumber(place + 1, numbers);
    }
  }

  /** Starts to load thumbnails once the first page is shown and in sight: a reader may begin in the middle of the paper. */
  #watch() {
    if (typeof IntersectionObserver !== "function") return;
    const seen = /** @param {IntersectionObserverEntry[]} entries */ (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (isIntersecting && target instanceof HTMLElement) this.#fill(Number(target.dataset.page));
      }
    };
    this.#observer = new IntersectionObserver(seen, { root: this.#strip, rootMargin: "0px 240px" });
    for (const { link } of this.#thumbs) this.#observer.observe(link);
    this.#signal.addEventListener("abort", () => this.#observer?.disconnect());
  }

  /** @param {number} number */
  #fill(number) {
    const thumb = this.#thumbs[number - 1];
    if (!thumb || thumb.frame.firstElementChild) return;
    const image = new Image();
    image.alt = "";
    image.draggable = false;
    image.decoding = "async";
    image.addEventListener("error", () => image.remove(), { once: true });
    image.src = ahead(thumbAddress(this.#version, number));
    thumb.frame.append(image);
    this.#observer?.unobserve(thumb.link);
  }

  #empty() {
    for (const { frame } of this.#thumbs) frame.replaceChildren();
  }

  /** Loads the thumbnails again that failed or were taken away meanwhile. */
  #retry() {
    for (const { link, frame } of this.#thumbs) if (!frame.firstElementChild) this.#observer?.observe(link);
  }

  /** @param {MouseEvent} event */
  #choose(event) {
    const link = chosenLink(event);
    if (link) this.#bus.say("go", Number(link.dataset.page));
  }

  /**
   * One stop for the tab key; the arrows walk inside the strip.
   * @param {KeyboardEvent} event
   */
  #walk(event) {
    const at = this.#thumbs.findIndex(({ link }) => link === document.activeElement);
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (at < 0 || step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.#thumbs[at + step]?.link.focus();
  }

  /**
   * @param {number} number
   * @param {boolean} [isFocused]
   */
  #follow(number, isFocused = false) {
    const before = this.#thumbs[this.#current - 1]?.link;
    before?.removeAttribute("aria-current");
    if (before) before.tabIndex = -1;
    this.#current = number;
    const link = this.#thumbs[number - 1]?.link;
    if (!link) return;
    link.setAttribute("aria-current", "page");
    link.tabIndex = 0;
    if (this.#strip.hidden) return;
    if (!this.#observer) this.#watch();
    this.#strip.scrollLeft = link.offsetLeft - (this.#strip.clientWidth - link.offsetWidth) / 2;
    if (!this.#observer) this.#fillAround(number);
    if (isFocused) link.focus({ preventScroll: true });
  }

  /** @param {number} number */
  #fillAround(number) {
    for (let near = number - WITHOUT_OBSERVER; near <= number + WITHOUT_OBSERVER; near += 1) this.#fill(near);
  }
}
