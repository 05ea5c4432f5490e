/** The table of contents in its drawer, and the links that a page itself carries. */

import { element, need } from "../ground/dom.js";
import { chosenLink, pageLink } from "./links.js";
import { shownNumber, spokenNumber } from "./numbers.js";
import { chapterOf, indents } from "./outline.js";

/** @typedef {import("./outline.js").Chapter} Chapter */
/** @typedef {{page: number, x0: number, y0: number, x1: number, y1: number}} Link corners are fractions of the page */

export class Contents {
  #bus;
  #body;
  #layer;
  #material;
  /** @type {Chapter[]} */
  #outline;
  #links;
  #numbers;
  /** @type {HTMLAnchorElement[]} */
  #entries = [];

  /**
   * @param {{bus: import("../ground/bus.js").Bus, body: HTMLElement, sheet: HTMLElement, layer: HTMLElement, material: string,
   *   outline: Chapter[], links: Record<string, Link[]>, numbers: import("./numbers.js").Numbers, signal: AbortSignal}} parts
   */
  constructor({ bus, body, sheet, layer, material, outline, links, numbers, signal }) {
    this.#bus = bus;
    this.#body = body;
    this.#layer = layer;
    this.#material = material;
    this.#outline = outline;
    this.#links = links;
    this.#numbers = numbers;
    this.#build();
    for (const part of [body, sheet]) part.addEventListener("click", (event) => this.#choose(event), { signal });
    bus.on("page-chosen", ({ number }) => this.#mark(number));
    bus.on("page-shown", ({ number }) => this.#overlay(layer, number));
    bus.on("frame-laid", ({ frame, number }) => this.#overlay(need(frame, ".sheet-links"), number));
  }

  #build() {
    if (this.#outline.length === 0) {
      this.#body.replaceChildren(element("p", "", "この資料には目次がありません。「ページ」で全体を見わたせます。"));
      return;
    }
    const list = element("ol", "outline");
    const depths = indents(this.#outline);
    for (const [index, { title, page }] of this.#outline.entries()) {
      const item = element("li");
      const link = pageLink(this.#material, page);
      link.classList.add(`depth-${depths[index]}`);
      link.append(element("span", "words", title), element("span", "at num", shownNumber(page, this.#numbers)));
      item.append(link);
      list.append(item);
      this.#entries.push(link);
    }
    this.#body.replaceChildren(list);
  }

  /** @param {MouseEvent} event */
  #choose(event) {
    const link = chosenLink(event);
    if (!link) return;
    this.#bus.say("go", Number(link.dataset.page));
    if (this.#body.contains(link)) this.#bus.say("drawer-done");
  }

  /**
   * Marks the chapter that a page belongs to, and lays the page's own links over it.
   * @param {number} number
   * @param {{element: HTMLElement, number: number}[]} frames in which other pages lie with it
   */
  follow(number, frames) {
    this.#mark(number);
    this.#overlay(this.#layer, number);
    for (const each of frames) this.#overlay(need(each.element, ".sheet-links"), each.number);
  }

  /** @param {number} number */
  #mark(number) {
    for (const link of this.#entries) link.removeAttribute("aria-current");
    this.#entries[chapterOf(this.#outline, number)]?.setAttribute("aria-current", "true");
  }

  /**
   * @param {HTMLElement} layer
   * @param {number} number
   */
  #overlay(layer, number) {
    const links = this.#links[number] ?? [];
    layer.replaceChildren(...links.map((each) => this.#laid(each)));
    layer.hidden = links.length === 0;
  }

  /** @param {Link} link */
  #laid({ page, x0, y0, x1, y1 }) {
    const link = pageLink(this.#material, page);
    link.setAttribute("aria-label", `${spokenNumber(page, this.#numbers)}へ`);
    Object.assign(link.style, {
      left: `${x0 * 100}%`,
      top: `${y0 * 100}%`,
      width: `${(x1 - x0) * 100}%`,
      height: `${(y1 - y0) * 100}%`,
    });
    return link;
  }
}
