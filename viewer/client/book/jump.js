/** The field in which one types where to go: a page, a running number, a label, a paper, a chapter. What is meant is shown as one types;
 *  one goes by choosing it, or by Enter to the first. */

import { paperAddress } from "../addresses.js";
import { pageLink } from "../choosing/links.js";
import { element } from "../ground/dom.js";
import { Refusal } from "../ground/refusal.js";
import { choicesFor } from "./asked.js";
import { papersOf } from "./pack.js";

/** @typedef {import("./asked.js").Choice} Choice */

const DIGITS_ALONE = /^[\s\d]*$/u;
const NONE = "見つかりません。ページの番号（12、ii、通し37）、議案の番号（議案12）、目次のことば（款2項1）で探せます。";

export class Jump {
  #bus;
  #field;
  #list;
  #told;
  #more;
  #material;
  #count;
  #library;
  /** @type {import("../choosing/numbers.js").Numbers} */
  #numbers = [];
  /** @type {import("./pack.js").BookItem[]} */
  #agenda = [];
  #current = 1;

  /**
   * @param {{bus: import("../ground/bus.js").Bus, form: HTMLFormElement, field: HTMLInputElement, list: HTMLElement, told: HTMLElement,
   *   more: HTMLButtonElement, material: string, count: number, library: import("./library.js").Library, signal: AbortSignal}} parts
   */
  constructor({ bus, form, field, list, told, more, material, count, library, signal }) {
    this.#bus = bus;
    this.#field = field;
    this.#list = list;
    this.#told = told;
    this.#more = more;
    this.#material = material;
    this.#count = count;
    this.#library = library;
    field.addEventListener("input", () => this.#show(), { signal });
    form.addEventListener("submit", (event) => this.#submit(event), { signal });
    more.addEventListener("click", () => this.#lookInOthers(), { signal });
    list.addEventListener("click", (event) => this.#choose(event), { signal });
    bus.on("numbered", (numbers) => {
      this.#numbers = numbers;
    });
    bus.on("page-chosen", ({ number }) => {
      this.#current = number;
    });
    bus.on("beside-known", ({ agenda }) => {
      this.#agenda = agenda;
      if (this.#field.value) this.#show();
    });
    bus.on("session-over", () => this.#clear());
  }

  /** @param {string} typed */
  knows(typed) {
    return this.#choices(typed).length > 0;
  }

  /**
   * Takes over what was typed elsewhere.
   * @param {string} typed
   */
  ask(typed) {
    this.#field.value = typed;
    this.#field.focus();
    this.#show();
  }

  /** @param {string} typed */
  #choices(typed) {
    const known = { material: this.#material, count: this.#count, numbers: this.#numbers, current: this.#current };
    return choicesFor(typed, { ...known, agenda: this.#agenda, contents: this.#library.known });
  }

  /** The papers beside this one whose contents are not known yet. */
  get #unread() {
    return papersOf(this.#agenda).filter(({ material }) => !this.#library.known.has(material));
  }

  #show() {
    const isAsked = this.#field.value.trim() !== "";
    const choices = this.#choices(this.#field.value);
    this.#list.replaceChildren(...choices.map((choice) => this.#row(choice)));
    this.#list.hidden = choices.length === 0;
    this.#told.textContent = isAsked ? countWords(choices.length) : "";
    this.#more.hidden = !isAsked || this.#unread.length === 0 || DIGITS_ALONE.test(this.#field.value.normalize("NFKC"));
  }

  /** @param {Choice} choice */
  #row({ words, detail, material, page }) {
    const row = element("li");
    const link = material === this.#material ? pageLink(material, page) : element("a");
    link.href = paperAddress(material, page);
    link.append(element("span", "words", words), element("span", "at", detail));
    row.append(link);
    return row;
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    event.preventDefault();
    this.#list.querySelector("a")?.click();
  }

  /** @param {MouseEvent} event */
  #choose(event) {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || event.ctrlKey || event.metaKey) return;
    const page = Number(link.dataset.page);
    if (!page) return; // another paper: the link leads there
    event.preventDefault();
    this.#clear();
    this.#bus.say("go", page);
    this.#bus.say("drawer-done");
  }

  #clear() {
    this.#field.value = "";
    this.#show();
  }

  /** Asks for the contents of the papers beside this one, one after another; each is an issue of its own. */
  async #lookInOthers() {
    const typed = this.#field.value;
    const papers = this.#unread;
    this.#more.disabled = true;
    let refused = 0;
    for (const [at, { material }] of papers.entries()) {
      if (this.#field.value !== typed) break;
      this.#told.textContent = `ほかの資料の目次を調べています（${at + 1} / ${papers.length}）。`;
      try {
        await this.#library.ask(material);
      } catch (refusal) {
        if (!(refusal instanceof Refusal)) throw refusal;
        refused += 1;
      }
    }
    this.#more.disabled = false;
    this.#show();
    if (refused > 0) this.#told.textContent += `　ほかに ${refused} 件の資料は、いまは調べられません。`;
  }
}

/** @param {number} found */
function countWords(found) {
  if (found === 0) return NONE;
  return found === 1 ? "ここへ移れます。" : `${found} 件あります。どこへ移るかを選んでください。`;
}
