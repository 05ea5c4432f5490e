/** The list of one's notes and bookmarks in this paper, with a field to search them: a press goes to the page. */

import { allNotesAddress } from "../addresses.js";
import { element, icon } from "../ground/dom.js";
import { Refusal } from "../ground/refusal.js";
import { formerPage, leadToFormer } from "../telling/former.js";
import { sentenceOf } from "../telling/sentences.js";
import { matching } from "./matching.js";

/** @typedef {import("./marks.js").Mark} Mark */
/** @typedef {import("./matching.js").Listed} Listed */

const NOTHING = "この資料には、まだ何も書いていません。";
const PLACELESS = "差し替えで、ページがなくなったメモ";
const SHOWN = "共有されたメモ";
const DAMAGED = "このページのメモを開けません。データが壊れています。議会事務局に連絡してください。";
const ELSEWHERE =
  "ほかに、前の版に書いたメモがあります。その版は機密性が高いので、支給端末でサインインし直してから、もう一度ひらいてください。";
const NOT_FOUND = "そのことばのあるメモは、ありません。";

export class Listing {
  #bus;
  #line;
  #material;
  #version;
  #told = element("p", "noted-told");
  #list = element("ol", "outline");
  #field = element("input");
  /** @type {Listed[]} */
  #pages = [];
  /** @type {Listed[]} */
  #placeless = [];
  #isMoreElsewhere = false;
  /** @type {import("../showing/whose.js").ShownLine[]} */
  #shown = [];

  /**
   * @param {{bus: import("../ground/bus.js").Bus, line: import("../line.js").Line, body: HTMLElement, material: string, version: string}} parts
   */
  constructor({ bus, line, body, material, version }) {
    this.#bus = bus;
    this.#line = line;
    this.#material = material;
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
    bus.on("shown-known", (lines) => {
      this.#shown = lines;
      this.#show();
    });
    for (const over of /** @type {const} */ (["session-over", "paper-over"])) bus.on(over, () => this.#forget());
  }

  async #ask() {
    this.#told.textContent = "";
    try {
      const told = await this.#line.json(allNotesAddress(this.#version));
      const all = /** @type {{pages: Listed[], placeless: Listed[], is_more_elsewhere: boolean}} */ (told);
      this.#pages = all.pages;
      this.#placeless = all.placeless;
      this.#isMoreElsewhere = all.is_more_elsewhere;
      this.#show();
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      this.#told.textContent = sentenceOf(refusal);
    }
  }

  #forget() {
    this.#pages = [];
    this.#placeless = [];
    this.#isMoreElsewhere = false;
    this.#field.value = "";
    this.#list.replaceChildren();
  }

  #show() {
    const found = matching(this.#pages, this.#field.value);
    const lost = matching(this.#placeless, this.#field.value);
    const nothing = this.#pages.length + this.#placeless.length === 0 ? NOTHING : NOT_FOUND;
    this.#told.textContent = found.length + lost.length === 0 ? nothing : "";
    const heading = lost.length > 0 ? [element("li", "noted-told", PLACELESS)] : [];
    const lines = lost.flatMap((page) => [...listed(page, entry), ...toFormer(page, this.#material)]);
    const toPage = this.#entry.bind(this);
    const elsewhere = this.#isMoreElsewhere ? [element("li", "noted-told", ELSEWHERE)] : [];
    const others = this.#others();
    this.#list.replaceChildren(
      ...found.flatMap((page) => listed(page, toPage)),
      ...heading,
      ...lines,
      ...elsewhere,
      ...others,
    );
  }

  /** What others share, under a heading of its own; the search looks through one's own notes alone. */
  #others() {
    if (this.#shown.length === 0 || this.#field.value !== "") return [];
    const lines = this.#shown.flatMap(({ page, name, words, lines: drawn }) => [
      ...words.map((said) => this.#entry(page, "people", `${name}：${said}`)),
      ...(drawn > 0 ? [this.#entry(page, "people", `${name}：手書き ${drawn} 本`)] : []),
    ]);
    return [element("li", "noted-told", SHOWN), ...lines];
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
    const made = element("li");
    made.append(button);
    return made;
  }
}

/**
 * The entries of a page: its words, then how much was drawn on it.
 * @param {Listed} page
 * @param {(page: number, sign: string, words: string) => HTMLElement} made
 */
function listed({ page, marks, lines, is_damaged: isDamaged }, made) {
  if (isDamaged) return [made(page, "stop", DAMAGED)];
  const all = marks.map(({ kind, words = "" }) => made(page, kind === "bookmark" ? "bookmark" : "text", words));
  return lines > 0 ? [...all, made(page, "pen", `手書き ${lines} 本`)] : all;
}

/**
 * The way to a page of a former version, for who may see it.
 * @param {Listed} page
 * @param {string} material
 */
function toFormer({ page, version }, material) {
  if (!version) return [];
  const link = formerPage();
  leadToFormer(link, material, version, page);
  const made = element("li");
  made.append(link);
  return [made];
}

/**
 * A note whose page is not there any more.
 * @param {number} page before the replacement
 * @param {string} sign
 * @param {string} words
 */
function entry(page, sign, words) {
  const made = element("li", "noted");
  made.append(icon(sign), element("span", "words", words), element("span", "at num", `前の版の ${page} ページ`));
  return made;
}
