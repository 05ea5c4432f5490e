/** The agenda in the contents drawer: items, their papers, each paper's contents, and where one is. Asked for anew whenever the drawer
 *  is opened, since papers come, go and are hidden meanwhile. */

import { besideAddress, paperAddress } from "../addresses.js";
import { bookFrom } from "../choosing/leaves.js";
import { besideButton } from "../choosing/links.js";
import { shownNumber } from "../choosing/numbers.js";
import { indents } from "../choosing/outline.js";
import { element } from "../ground/dom.js";
import { Refusal } from "../ground/refusal.js";
import { sentenceOf } from "../telling/sentences.js";
import { itemWords, spanWords } from "./pack.js";

/** @typedef {import("./pack.js").BookItem} BookItem */
/** @typedef {import("./pack.js").BookPaper} BookPaper */

const NO_CONTENTS = "この資料には目次がありません。";

export class Agenda {
  #bus;
  #line;
  #tree;
  #own;
  #material;
  #library;
  #drawn = "";

  /**
   * `own`: the contents of the open paper, which stand under it in the tree.
   * @param {{bus: import("../ground/bus.js").Bus, line: import("../line.js").Line, tree: HTMLElement, own: HTMLElement,
   *   material: string, library: import("./library.js").Library}} parts
   */
  constructor({ bus, line, tree, own, material, library }) {
    this.#bus = bus;
    this.#line = line;
    this.#tree = tree;
    this.#own = own;
    this.#material = material;
    this.#library = library;
    bus.on("drawer-opened", (name) => name === "contents" && this.refresh());
    bus.on("beside-known", ({ agenda }) => this.#draw(agenda));
    bus.on("session-over", () => this.#clear());
  }

  /** Asks for the agenda as it is now. Where no answer comes, what was known stays. */
  async refresh() {
    try {
      const book = bookFrom(await this.#line.json(besideAddress(this.#material)));
      if (book?.papers.includes(this.#material)) this.#bus.say("beside-known", book);
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      if (!this.#drawn) this.#tree.replaceChildren(element("p", "", sentenceOf(refusal)));
    }
  }

  /** @param {BookItem[]} agenda */
  #draw(agenda) {
    const drawn = JSON.stringify(agenda);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const hadFocus = this.#own.contains(document.activeElement) ? document.activeElement : null;
    const list = element("ol", "book");
    list.append(...agenda.map((item) => this.#item(item)));
    this.#tree.replaceChildren(list);
    if (hadFocus instanceof HTMLElement) hadFocus.focus(); // it was moved with the list that it stands in
    list.querySelector("[aria-current=page]")?.scrollIntoView({ block: "nearest" });
  }

  #clear() {
    this.#drawn = "";
    this.#library.forget();
    this.#tree.replaceChildren();
    this.#own.replaceChildren();
  }

  /** @param {BookItem} item */
  #item(item) {
    const row = element("li", `depth-${item.depth}`);
    const words = itemWords(item);
    if (words) row.append(element("p", "book-item", words));
    if (item.papers.length === 0) return row;
    const papers = element("ul");
    papers.append(...item.papers.map((paper) => this.#paper(paper)));
    row.append(papers);
    return row;
  }

  /** @param {BookPaper} paper */
  #paper(paper) {
    const isHere = paper.material === this.#material;
    const row = element("li", isHere ? "book-paper is-here" : "book-paper");
    const link = element("a");
    link.href = paperAddress(paper.material, paper.page || undefined);
    link.append(element("span", "words", paper.title), levelBadge(paper), element("span", "at num", spanWords(paper)));
    if (isHere) link.setAttribute("aria-current", "page");
    row.append(
      link,
      ...(isHere ? [this.#own] : [besideButton(paper.title, link.href, "book-more"), ...this.#folded(paper)]),
    );
    return row;
  }

  /**
   * The contents of another paper, once they are asked for.
   * @param {BookPaper} paper
   */
  #folded({ material, title }) {
    const button = element("button", "btn btn-quiet book-more", "目次");
    const place = element("div", "book-contents");
    button.type = "button";
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-label", `「${title}」の目次`);
    place.hidden = true;
    button.addEventListener("click", () => {
      place.hidden = !place.hidden;
      button.setAttribute("aria-expanded", String(!place.hidden));
      if (!place.hidden) this.#unfold(material, place);
    });
    return [button, place];
  }

  /**
   * @param {string} material
   * @param {HTMLElement} place
   */
  async #unfold(material, place) {
    if (!place.hasChildNodes()) place.append(element("p", "", "目次を受け取っています。"));
    try {
      const { outline, numbers } = await this.#library.ask(material);
      place.replaceChildren(outline.length > 0 ? outlineOf(material, outline, numbers) : element("p", "", NO_CONTENTS));
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      place.replaceChildren(element("p", "", sentenceOf(refusal)));
    }
  }
}

/** @param {BookPaper} paper */
function levelBadge({ level, released }) {
  const isOpen = released && level === "1";
  return element(
    "span",
    `level level-${isOpen ? "open" : level.toLowerCase()}`,
    `機密性${level}${isOpen ? " 公開" : ""}`,
  );
}

/**
 * @param {string} material
 * @param {import("../choosing/outline.js").Chapter[]} outline
 * @param {import("../choosing/numbers.js").Numbers} numbers
 */
function outlineOf(material, outline, numbers) {
  const list = element("ol", "outline");
  const depths = indents(outline);
  for (const [index, { title, page }] of outline.entries()) {
    const item = element("li");
    const link = element("a", `depth-${depths[index]}`);
    link.href = paperAddress(material, page);
    link.append(element("span", "words", title), element("span", "at num", shownNumber(page, numbers)));
    item.append(link);
    list.append(item);
  }
  return list;
}
