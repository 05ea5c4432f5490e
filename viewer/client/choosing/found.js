/** What a search has found, on the page itself: boxes over the words, and a bar that leads from page to page. */

import { paperAddress } from "../addresses.js";
import { leaveFor } from "../door.js";
import { element, icon, need } from "../ground/dom.js";
import { BY_MACHINE } from "../ground/recognised.js";
import { Refusal } from "../ground/refusal.js";
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
  /** @type {Map<HTMLElement, number>} the other pages that lie with it, by their frames */
  #frames = new Map();
  #words = element("span", "found-words grow");
  #back;
  #on;
  #askMore;
  #material;
  /** @type {import("../ground/trail.js").Trail | null} */
  #trail = null;
  /** @type {import("../ground/trail.js").Send | null} */
  #send = null;

  /**
   * `askMore`: asks for the results after those that are known.
   * @param {{bus: import("../ground/bus.js").Bus, layer: HTMLElement, bar: HTMLElement, askMore: () => Promise<void>,
   *   material: string, signal: AbortSignal}} parts
   */
  constructor({ bus, layer, bar, askMore, material, signal }) {
    this.#material = material;
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
    bus.on("frame-laid", ({ frame, number }) => {
      this.#frames.set(frame, number);
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
    this.#trail = null;
    this.#lay();
  }

  /**
   * From the last place of this paper the bar leads on to the next paper with the words, and from the first one back.
   * @param {import("../ground/trail.js").Trail} trail
   * @param {import("../ground/trail.js").Send} send asks for more papers
   */
  follow(trail, send) {
    this.#trail = trail;
    this.#send = send;
    this.#lay();
  }

  /** @param {number} step */
  async #step(step) {
    const isAtEnd = nextPage(this.#hits, this.#number, step) === null;
    if (step > 0 && isAtEnd && this.#hits.length < this.#pages) await this.#askMore();
    const page = nextPage(this.#hits, this.#number, step);
    if (page === null) await this.#leave(step);
    else this.#bus.say("go", page);
  }

  /**
   * To the paper before or after this one, if there is one.
   * @param {number} step
   */
  async #leave(step) {
    const trail = this.#trail;
    if (!trail?.mayGoOn(this.#material, step)) return;
    try {
      if (!trail.beside(this.#material, step) && this.#send) await trail.further(this.#send);
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
    }
    const [material, page] = trail.beside(this.#material, step) ?? [];
    if (!material) {
      this.#lay();
      return;
    }
    trail.carry();
    leaveFor(this.#layer, paperAddress(material, page));
  }

  /** @param {number} number */
  #hitOn(number) {
    return this.#hits.find(({ page }) => page === number);
  }

  #lay() {
    const hit = this.#hitOn(this.#number);
    this.#layer.replaceChildren(...(hit?.boxes ?? []).map(marked));
    const beside = [...this.#frames].map(([frame, number]) => {
      const found = this.#hitOn(number);
      need(frame, ".found-marks").replaceChildren(...(found?.boxes ?? []).map(marked));
      return found;
    });
    this.#bar.hidden = this.#pages === 0;
    const [trail, material] = [this.#trail, this.#material];
    const typed = `「${this.#words.dataset.typed ?? ""}」`;
    const places = standing(this.#hits, this.#number, this.#pages);
    const byMachine = [hit, ...beside].some((each) => each?.recognised) ? `（${BY_MACHINE}）` : "";
    this.#words.textContent = [typed, places, trail?.standing(material), byMachine].filter(Boolean).join(" ");
    const isFirst = nextPage(this.#hits, this.#number, -1) === null;
    const isLast = nextPage(this.#hits, this.#number, 1) === null && this.#hits.length >= this.#pages;
    this.#back.disabled = isFirst && !trail?.mayGoOn(material, -1);
    this.#on.disabled = isLast && !trail?.mayGoOn(material, 1);
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
