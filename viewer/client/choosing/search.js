/** Searching the paper: the field and the results in their drawer. What is found is handed to `found`. */

import { searchAddress } from "../addresses.js";
import { element } from "../ground/dom.js";
import { Refusal } from "../ground/refusal.js";
import { sentenceOf } from "../telling/sentences.js";
import { summary } from "./hits.js";
import { chosenLink, pageLink } from "./links.js";
import { shownNumber } from "./numbers.js";

/** @typedef {import("./hits.js").Answer} Answer */
/** @typedef {import("./hits.js").Hit} Hit */

const FAILED = "検索できませんでした。もう一度お試しください。";
const MOST_CHARACTERS = 60;

export class Search {
  #bus;
  #line;
  #found;
  #material;
  #version;
  #field = element("input", "input");
  #told = element("p", "found-told");
  #list = element("ol", "outline found-list");
  #more = element("button", "btn btn-line", "さらに表示");
  /** @type {import("./numbers.js").Numbers} */
  #numbers = [];
  #typed = "";

  /**
   * @param {{bus: import("../ground/bus.js").Bus, line: import("../line.js").Line, body: HTMLElement,
   *   found: import("./found.js").Found, material: string, version: string, signal: AbortSignal}} parts
   */
  constructor({ bus, line, body, found, material, version, signal }) {
    this.#bus = bus;
    this.#line = line;
    this.#found = found;
    this.#material = material;
    this.#version = version;
    this.#told.setAttribute("role", "status");
    this.#more.type = "button";
    this.#more.hidden = true;
    body.replaceChildren(this.#form(signal), this.#told, this.#list, this.#more);
    this.#list.addEventListener("click", (event) => this.#choose(event), { signal });
    this.#more.addEventListener("click", () => this.more(), { signal });
    bus.on("numbered", (numbers) => {
      this.#numbers = numbers;
    });
    for (const over of /** @type {const} */ (["session-over", "paper-over"])) bus.on(over, () => this.#forget());
    signal.addEventListener("abort", () => this.#forget());
  }

  /** @param {AbortSignal} signal */
  #form(signal) {
    const form = element("form", "found-form");
    const send = element("button", "btn btn-primary", "検索");
    Object.assign(this.#field, {
      type: "search",
      maxLength: MOST_CHARACTERS,
      autocomplete: "off",
      enterKeyHint: "search",
    });
    this.#field.dataset.focusFirst = "";
    this.#field.setAttribute("aria-label", "この資料の中で探すことば");
    send.type = "submit";
    form.setAttribute("role", "search");
    form.append(this.#field, send);
    form.addEventListener(
      "submit",
      (event) => {
        event.preventDefault();
        this.#field.blur(); // the keyboard of a tablet gives the results their room
        this.search(this.#field.value);
      },
      { signal },
    );
    return form;
  }

  /**
   * Looks for words in the paper, and shows where they are.
   * @param {string} typed
   */
  async search(typed) {
    this.#typed = typed.trim();
    this.#field.value = this.#typed;
    this.#list.replaceChildren();
    this.#more.hidden = true;
    this.#found.clear();
    await this.#ask(0);
  }

  /** The next results, after those that are listed. */
  async more() {
    this.#more.hidden = true;
    await this.#ask(this.#found.lastPage);
  }

  /** @param {number} after */
  async #ask(after) {
    const typed = this.#typed;
    this.#told.textContent = "探しています。";
    try {
      const fields = { q: typed, after: String(after) };
      const answer = /** @type {Answer} */ (await this.#line.ask(searchAddress(this.#version), fields));
      if (typed === this.#typed) this.#show(answer);
    } catch (refusal) {
      this.#told.textContent = refusal instanceof Refusal ? sentenceOf(refusal) : FAILED;
    }
  }

  /** @param {Answer} answer */
  #show(answer) {
    this.#told.textContent = summary(answer, this.#typed);
    this.#found.add(answer, this.#typed);
    this.#list.append(...answer.found.map((hit) => this.#item(hit)));
    this.#more.hidden = this.#list.childElementCount >= answer.pages;
  }

  /** @param {Hit} hit */
  #item({ page, times, quote }) {
    const item = element("li");
    const link = pageLink(this.#material, page);
    const words = element("span", "words");
    if (quote) words.append(quote.before, element("mark", "", quote.word), quote.after);
    else words.append(`${times} か所`);
    link.append(words, element("span", "at num", shownNumber(page, this.#numbers)));
    item.append(link);
    return item;
  }

  /** @param {MouseEvent} event */
  #choose(event) {
    const link = chosenLink(event);
    if (!link) return;
    this.#bus.say("go", Number(link.dataset.page));
    this.#bus.say("drawer-done");
  }

  #forget() {
    this.#typed = "";
    this.#field.value = "";
    this.#told.textContent = "";
    this.#list.replaceChildren();
    this.#more.hidden = true;
    this.#found.clear();
  }
}
