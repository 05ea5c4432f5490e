/** The list of one's notes and bookmarks in this paper, with a field to search them: a press goes to the page. */

import { allNotesAddress } from "../addresses.js";
import { element, icon } from "../ground/dom.js";
import { Refusal } from "../ground/refusal.js";
import { sentenceOf } from "../telling/sentences.js";
import { matching } from "./matching.js";

/** @typedef {import("./marks.js").Mark} Mark */
/** @typedef {import("./matching.js").Listed} Listed */

const NOTHING = "この資料には、まだ何も書いていません。";
const NOT_FOUND = "そのことばのあるメモは、ありません。";

export class Listing {
  #bus;
  #line;
  #version;
  #told = element("p", "noted-told");
  #list = element("ol", "outline");
  #field = element("input");
  /** @type {Listed[]} */
  #pages = [];

  /**
   * @param {{bus: import("../ground/bus.js").Bus, line: import("../line.js").Line, body: HTMLElement, version: string}} parts
   */
  constructor({ bus, line, body, version }) {
    this.#bus = bus;
    this.#line = line;
    this.#version = version;
    Object.assign(this.#field, { type: "search", autocomplete: "off" });
    this.#field.setAttribute("aria-label", "メモとしおりを探すことば");
    this.#field.addEventListener("input", () => this.#show());
    this.#field.addEventListener("keydown", (event) => event.stopPropagation()); // the reader's keys turn pages
    this.#told.setAttribute("role", "status");
    body.replaceChildren(this.#field, this.#told, this.#list);
    bus.on("drawer-opened", (name) => {
      if (name === "noted") this.#ask();
    });
    for (const over of /** @type {const} */ (["session-over", "paper-over"])) bus.on(over, () => this.#forget());
  }

  async #ask() {
    this.#told.textContent = "";
    try {
      const { pages } = /** @type {{pages: Listed[]}} */ (await this.#line.json(allNotesAddress(this.#version)));
      this.#pages = pages;
      this.#show();
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      this.#told.textContent = sentenceOf(refusal);
    }
  }

  #forget() {
    this.#pages = [];
    this.#field.value = "";
    this.#list.replaceChildren();
  }

  #show() {
    const found = matching(this.#pages, this.#field.value);
    const nothing = this.#pages.length === 0 ? NOTHING : NOT_FOUND;
    this.#told.textContent = found.length === 0 ? nothing : "";
    this.#list.replaceChildren(...found.flatMap((page) => this.#lines(page)));
  }

  /** @param {Listed} listed */
  #lines({ page, marks, lines }) {
    const made = marks.map(({ kind, words = "" }) =>
      this.#entry(page, kind === "bookmark" ? "bookmark" : "text", words),
    );
    return lines > 0 ? [...made, this.#entry(page, "pen", `手書き ${lines} 本`)] : made;
  }

  /**
   * @param {number} page
   * @param {string} sign
   * @param {string} words
   */
  #entry(page, sign, words) {
    const button = element("button", "noted");
    button.type = "button";
    button.append(icon(sign), element("span", "words", words), element("span", "at num", `${page} ページ`));
    button.addEventListener("click", () => {
      this.#bus.say("go", page);
      this.#bus.say("drawer-done");
    });
    const entry = element("li");
    entry.append(button);
    return entry;
  }
}
