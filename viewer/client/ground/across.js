/** Looks for words in several papers, and lists those that have them. Whoever follows a link finds the words marked there. */

import { around, element } from "./dom.js";
import { byMachine } from "./recognised.js";
import { carry, firstPages, lookOn, outcome } from "./trail.js";

/** @typedef {import("./trail.js").FoundPaper} FoundPaper */

export class Across {
  #ask;
  #beside;
  #explain;
  #told;
  #list;
  #more;
  #address = "";
  #typed = "";
  #next = "";
  #apart = { unready: 0, lost: 0 };
  /** @type {FoundPaper[]} */
  #papers = [];

  /**
   * `ask` posts fields to an address; `explain` says in words why that failed. `more`: the button for what comes after. `beside` makes
   * what opens a paper beside the one that is read, on a screen that reads one.
   * @param {{ask: (address: string, fields: Record<string, string>) => Promise<unknown>, explain: (error: unknown) => string,
   *   told: HTMLElement, list: HTMLElement, more: HTMLButtonElement, signal: AbortSignal,
   *   beside?: (title: string, href: string) => HTMLElement}} parts
   */
  constructor({ ask, explain, told, list, more, signal, beside }) {
    this.#ask = ask;
    this.#beside = beside;
    this.#explain = explain;
    this.#told = told;
    this.#list = list;
    this.#more = more;
    more.addEventListener("click", () => this.#on(), { signal });
    list.addEventListener("click", (event) => this.#leave(event), { signal });
  }

  /**
   * Looks from the beginning.
   * @param {string} address where to ask: for the papers of a meeting, or for all
   * @param {string} typed
   */
  async look(address, typed) {
    this.clear();
    this.#address = address;
    this.#typed = typed;
    await this.#on();
  }

  clear() {
    this.#address = "";
    this.#typed = "";
    this.#next = "";
    this.#apart = { unready: 0, lost: 0 };
    this.#papers = [];
    this.#told.textContent = "";
    this.#list.replaceChildren();
    this.#more.hidden = true;
  }

  async #on() {
    const [address, typed] = [this.#address, this.#typed];
    if (!address) return;
    this.#more.hidden = true;
    this.#told.textContent = "探しています。";
    try {
      const piece = await lookOn((fields) => this.#ask(address, fields), typed, this.#next);
      if (address === this.#address && typed === this.#typed) this.#show(piece);
    } catch (error) {
      if (address === this.#address && typed === this.#typed) this.#told.textContent = this.#explain(error);
    }
  }

  /** @param {import("./trail.js").Piece} piece */
  #show(piece) {
    this.#papers = [...this.#papers, ...piece.papers];
    this.#apart.unready += piece.unready;
    this.#apart.lost += piece.partly_lost;
    this.#next = piece.next;
    this.#told.textContent = outcome(piece, this.#typed, this.#papers.length, this.#apart) + handledAs(this.#papers);
    this.#list.append(...piece.papers.map((paper) => item(paper, this.#beside)));
    this.#more.hidden = !piece.next;
  }

  /** @param {MouseEvent} event */
  #leave(event) {
    if (!around(event.target, "a[href], [data-beside]")) return;
    const papers = firstPages(this.#papers);
    carry({ typed: this.#typed, address: this.#address, papers, next: this.#next });
  }
}

const LEVELS = ["1", "2", "3C", "3B", "3A"];

/**
 * What mixes levels is handled by the highest of them (2(2)③-2).
 * @param {FoundPaper[]} papers
 */
function handledAs(papers) {
  const highest = Math.max(0, ...papers.filter((each) => !each.is_released).map(({ level }) => LEVELS.indexOf(level)));
  return highest ? `この結果は、機密性${LEVELS[highest]} として扱ってください。` : "";
}

/**
 * @param {FoundPaper} paper
 * @param {((title: string, href: string) => HTMLElement) | undefined} beside
 */
function item({ material, title, level, is_released: isReleased, meeting, item: place, pages, places, found }, beside) {
  const made = element("li", "found-paper");
  const name = element("p", "found-paper-name");
  const where = [meeting, place].filter(Boolean).join("　");
  const badge = element("span", `level level-${level.toLowerCase()}`, `機密性${level}${isReleased ? " 公開" : ""}`);
  name.append(element("b", "grow", title), badge);
  if (beside) name.append(beside(title, addressOf(material, found[0]?.page ?? 1)));
  const list = element("ul", "found-pages");
  list.append(...found.map((each) => pageItem(material, each)));
  made.append(name, element("p", "small sub", where), list);
  if (pages > found.length)
    made.append(element("p", "small sub", `全部で ${pages} ページ、${places} か所。資料をひらくと順に見られます。`));
  return made;
}

/**
 * @param {string} material
 * @param {number} page
 */
const addressOf = (material, page) => `/papers/${material}?p=${page}`;

/**
 * @param {string} material
 * @param {FoundPaper["found"][number]} hit
 */
function pageItem(material, { page, times, quote, recognised }) {
  const made = element("li");
  const link = element("a");
  const words = element("span", "words");
  link.href = addressOf(material, page);
  if (quote) words.append(quote.before, element("mark", "", quote.word), quote.after);
  else words.append(`${times} か所`);
  if (recognised) words.append(byMachine());
  link.append(words, element("span", "at num", `${page} ページ`));
  made.append(link);
  return made;
}
