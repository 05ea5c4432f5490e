/** What a search has found, on the page itself: boxes over the words, and a bar that leads from page to page. */

import { element, icon } from "../ground/dom.js";
import { nextPage, standing } from "./hits.js";

/** @typedef {import("./hits.js").Answer} Answer */
/** @typedef {import("./hits.js").Box} Box */
/** @typedef {import("./hits.js").Hit} Hit */

export class Found {
  #bus;
  #layer;
  #bar;
  /** @type {Hit[]} */
  #hits = [];
  #pages = 0;
  #number = 0;
  #words = element("span", "found-words grow");
  #back;
  #on;
  #askMore;

  /**
   * `askMore`: asks for the results after those that are known.
   * @param {{bus: import("../ground/bus.js").Bus, layer: HTMLElement, bar: HTMLElement, askMore: () => Promise<void>,
   *   signal: AbortSignal}} parts
   */
  constructor({ bus, layer, bar, askMore, signal }) {
    this.#askMore = askMore;
    this.#bus = bus;
    this.#layer = layer;
    this.#bar = bar;
    this.#back = iconButton("left", "前の箇所", () => this.#step(-1), signal);
    this.#on = iconButton("right", "次の箇所", () => this.#step(1), signal);
    const close = iconButton("close", "検索の印を消す", () => this.clear(), signal);
    bar.replaceChildren(this.#words, this.#back, this.#on, close);
    bus.on("page-shown", ({ number }) => {
      this.#number = number;
      this.#lay();
    });
  }

  /** The last page that is known to have hits; 0 when there is none. */
  get lastPage() {
    return this.#hits[this.#hits.length - 1]?.page ?? 0;
  }

  /**
   * @param {Answer} answer the next hits
   * @param {string} typed
   */
  add({ pages, found }, typed) {
    this.#hits.push(...found);
    this.#pages = pages;
    this.#words.dataset.typed = typed;
    this.#lay();
  }

  clear() {
    this.#hits = [];
    this.#pages = 0;
    this.#lay();
  }

  /** @param {number} step */
  async #step(step) {
    const isAtEnd = nextPage(this.#hits, this.#number, step) === null;
    if (step > 0 && isAtEnd && this.#hits.length < this.#pages) await this.#askMore();
    const page = nextPage(this.#hits, this.#number, step);
    if (page !== null) this.#bus.say("go", page);
  }

  #lay() {
    const hit = this.#hits.find(({ page }) => page === this.#number);
    this.#layer.replaceChildren(...(hit?.boxes ?? []).map(marked));
    this.#bar.hidden = this.#pages === 0;
    this.#words.textContent = `「${this.#words.dataset.typed ?? ""}」 ${standing(this.#hits, this.#number, this.#pages)}`;
    this.#back.disabled = nextPage(this.#hits, this.#number, -1) === null;
    this.#on.disabled = nextPage(this.#hits, this.#number, 1) === null && this.#hits.length >= this.#pages;
  }
}

/** @param {Box} box */
function marked([left, top, right, bottom]) {
  const made = element("span", "found-mark");
  Object.assign(made.style, {
    left: `${left * 100}%`,
    top: `${top * 100}%`,
    width: `${(right - left) * 100}%`,
    height: `${(bottom - top) * 100}%`,
  });
  return made;
}

/**
 * @param {string} name
 * @param {string} words
 * @param {() => void} act
 * @param {AbortSignal} signal
 */
function iconButton(name, words, act, signal) {
  const button = element("button", "btn btn-icon");
  button.type = "button";
  button.setAttribute("aria-label", words);
  button.append(icon(name));
  button.addEventListener("click", act, { signal });
  return button;
}
