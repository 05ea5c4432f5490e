/** Searching: the field and the results in their drawer. What is found in the paper is handed to `found`; what is found in others is
 *  listed beside it. */

import { searchAddress } from "../addresses.js";
import { Across } from "../ground/across.js";
import { all, element, maybe } from "../ground/dom.js";
import { byMachine } from "../ground/recognised.js";
import { Refusal } from "../ground/refusal.js";
import { prepared } from "../ground/server.js";
import { Trail } from "../ground/trail.js";
import { sentenceOf } from "../telling/sentences.js";
import { summary } from "./hits.js";
import { besideButton, chosenLink, pageLink } from "./links.js";
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
  #others = element("div");
  #across;
  #scope = element("fieldset", "found-scope");
  /** @type {import("./numbers.js").Numbers} */
  #numbers = [];
  #typed = "";

  /**
   * @param {{bus: import("../ground/bus.js").Bus, line: import("../line.js").Line, body: HTMLElement,
   *   found: import("./found.js").Found, material: string, version: string, scopes: {words: string, address: string}[],
   *   signal: AbortSignal}} parts
   */
  constructor({ bus, line, body, found, material, version, scopes, signal }) {
    this.#bus = bus;
    this.#line = line;
    this.#found = found;
    this.#material = material;
    this.#version = version;
    this.#told.setAttribute("role", "status");
    this.#more.type = "button";
    this.#more.hidden = true;
    this.#across = this.#beyond(signal);
    body.replaceChildren(this.#form(scopes, signal), this.#told, this.#list, this.#more, this.#others);
    this.#list.addEventListener("click", (event) => this.#choose(event), { signal });
    this.#more.addEventListener("click", () => this.more(), { signal });
    bus.on("numbered", (numbers) => {
      this.#numbers = numbers;
    });
    for (const over of /** @type {const} */ (["session-over", "paper-over"])) bus.on(over, () => this.#forget());
    signal.addEventListener("abort", () => this.#forget());
  }

  /**
   * The list of other papers.
   * @param {AbortSignal} signal
   */
  #beyond(signal) {
    const told = element("p", "found-beyond");
    const list = element("ol", "found-papers");
    const more = element("button", "btn btn-line", "さらに探す");
    told.setAttribute("role", "status");
    more.type = "button";
    more.hidden = true;
    this.#others.append(told, list, more);
    const explain = (/** @type {unknown} */ error) => (error instanceof Refusal ? sentenceOf(error) : FAILED);
    const beside = (/** @type {string} */ title, /** @type {string} */ href) => besideButton(title, href, "");
    const ask = (/** @type {string} */ address, /** @type {Record<string, string>} */ fields) =>
      this.#wide(address, fields);
    return new Across({ ask, explain, told, list, more, signal, beside });
  }

  /**
   * @param {string} address
   * @param {Record<string, string>} fields
   */
  async #wide(address, fields) {
    await prepared(); // other papers may be of level 3, which asks for a young proof of the tablet's key
    return this.#line.ask(address, fields);
  }

  /** The address to ask for several papers; "" for this paper alone. */
  get #address() {
    return maybe(this.#scope, "input:checked", HTMLInputElement)?.value ?? "";
  }

  /**
   * The choice of what is searched.
   * @param {{words: string, address: string}[]} scopes
   */
  #choices(scopes) {
    const name = `search-${this.#version}`;
    const row = element("div", "choices-row");
    this.#scope.append(element("legend", "visually-hidden", "探す資料"), row);
    for (const { words, address } of [{ words: "この資料", address: "" }, ...scopes]) {
      const label = element("label", "choice");
      const input = element("input");
      Object.assign(input, { type: "radio", name, value: address, checked: address === "" });
      label.append(input, element("span", "", words));
      row.append(label);
    }
    this.#scope.hidden = scopes.length === 0;
    return this.#scope;
  }

  /**
   * @param {{words: string, address: string}[]} scopes
   * @param {AbortSignal} signal
   */
  #form(scopes, signal) {
    const form = element("form", "found-asking");
    const send = element("button", "btn btn-primary", "検索");
    Object.assign(this.#field, {
      type: "search",
      maxLength: MOST_CHARACTERS,
      autocomplete: "off",
      enterKeyHint: "search",
    });
    this.#field.dataset.focusFirst = "";
    this.#field.setAttribute("aria-label", "探すことば");
    send.type = "submit";
    form.setAttribute("role", "search");
    const row = element("p", "row found-form");
    row.append(this.#field, send);
    form.append(row, this.#choices(scopes));
    form.addEventListener(
      "submit",
      (event) => {
        event.preventDefault();
        this.#field.blur(); // the keyboard of a tablet gives the results their room
        this.#look(this.#field.value.trim());
      },
      { signal },
    );
    return form;
  }

  /**
   * Looks where the person has chosen.
   * @param {string} typed
   */
  async #look(typed) {
    const address = this.#address;
    if (!address) {
      await this.search(typed);
      return;
    }
    this.#forget();
    this.#field.value = typed;
    await this.#across.look(address, typed);
  }

  /**
   * Goes on with a search that has led to this paper from another one, or from a list.
   * @param {import("../ground/trail.js").Carried} carried
   */
  async follow(carried) {
    const trail = new Trail(carried);
    for (const input of all(this.#scope, "input", HTMLInputElement)) input.checked = input.value === trail.address;
    await this.search(trail.typed);
    this.#found.follow(trail, (fields) => this.#wide(trail.address, fields));
  }

  /**
   * Looks for words in the paper, and shows where they are.
   * @param {string} typed
   */
  async search(typed) {
    this.#typed = typed.trim();
    this.#field.value = this.#typed;
    this.#across.clear();
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
  #item({ page, times, quote, recognised }) {
    const item = element("li");
    const link = pageLink(this.#material, page);
    const words = element("span", "words");
    if (quote) words.append(quote.before, element("mark", "", quote.word), quote.after);
    else words.append(`${times} か所`);
    if (recognised) words.append(byMachine());
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
    this.#across.clear();
    this.#typed = "";
    this.#field.value = "";
    this.#told.textContent = "";
    this.#list.replaceChildren();
    this.#more.hidden = true;
    this.#found.clear();
  }
}
