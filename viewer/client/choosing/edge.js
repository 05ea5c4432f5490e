/** The ends of a paper. The papers of a meeting are one book: a first turn past an end says which paper comes there, a second one
 *  opens it, by its link. What the page was made with may have changed since, so the server is asked at both turns. */

import { besideAddress } from "../addresses.js";
import { around, element, icon } from "../ground/dom.js";
import { Refusal } from "../ground/refusal.js";
import { afterwards, bookFrom, endWords, offerWords } from "./leaves.js";

/** @typedef {import("./leaves.js").Book} Book */
/** @typedef {import("./leaves.js").Leaf} Leaf */

const REST_MS = 400; // a finger that trembles, or a double click, is one turn
const PATIENCE_MS = 2500;

export class Edge {
  #bus;
  #line;
  #note;
  #material;
  #isBook;
  /** @type {Book} */
  #book;
  #signal;
  /** @type {{step: number, leaf: Leaf, since: number} | null} what the person has been told comes */
  #offer = null;
  #told = 0; // the way of the end that is told of, 0 for none
  #isOpening = false; // from the second turn until the other paper is there, or the person stays

  /**
   * @param {{bus: import("../ground/bus.js").Bus, line: import("../line.js").Line, note: HTMLElement, material: string,
   *   book: Book & {isBook: boolean}, signal: AbortSignal}} parts
   */
  constructor({ bus, line, note, material, book, signal }) {
    this.#bus = bus;
    this.#line = line;
    this.#note = note;
    this.#material = material;
    this.#isBook = book.isBook;
    this.#book = book;
    this.#signal = signal;
    note.addEventListener("click", (event) => this.#press(event), { signal });
    bus.on("end-reached", (step) => this.#reach(step));
    for (const over of /** @type {const} */ (["page-chosen", "session-over", "paper-over", "leave-doubted"])) {
      bus.on(over, () => this.#hide());
    }
    window.addEventListener("pageshow", () => this.#hide(), { signal }); // it was left, and the browser had kept it
    signal.addEventListener("abort", () => this.#hide());
  }

  /** @param {number} step */
  #reach(step) {
    if (this.#isOpening) return;
    if (this.#offer?.step !== step) this.#begin(step);
    else if (performance.now() - this.#offer.since >= REST_MS) this.#open(this.#offer);
  }

  /**
   * Says at once what is known here, and says it anew where the server knows better.
   * @param {number} step
   */
  async #begin(step) {
    this.#tell(step, "");
    if (!this.#isBook) return;
    const known = this.#leaf(step);
    const missing = await this.#renew(known);
    if (this.#told === step && !this.#isOpening && this.#leaf(step)?.material !== known?.material)
      this.#tell(step, missing);
  }

  /** @param {{step: number, leaf: Leaf}} offer */
  async #open({ step, leaf }) {
    this.#isOpening = true;
    this.#bus.say("announce", `${step > 0 ? "次" : "前"}の資料をひらきます。${leaf.title}`);
    const missing = await this.#renew(leaf);
    if (this.#offer?.step !== step) return; // it was closed meanwhile
    if (this.#leaf(step)?.material === leaf.material) {
      this.#go(step);
    } else {
      this.#isOpening = false;
      this.#tell(step, missing);
    }
  }

  /**
   * Follows the link as if it had been pressed: whoever listens to links is asked as for any other.
   * @param {number} step
   */
  #go(step) {
    const link = this.#note.querySelector("a");
    if (!link) return;
    link.href = this.#leaf(step)?.href ?? link.href;
    link.click();
  }

  /**
   * Asks which papers lie beside this one now. Where no answer comes, what was known holds: the link itself is then refused or doubted.
   * @param {Leaf | null} known
   * @returns {Promise<string>} what to say of the known one if it cannot be read any more
   */
  async #renew(known) {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
    try {
      const book = bookFrom(await this.#line.json(besideAddress(this.#material), patience.signal));
      if (this.#signal.aborted || !book?.papers.includes(this.#material)) return "";
      this.#book = book;
      this.#bus.say("beside-known", book);
      return afterwards(known, book);
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      return "";
    } finally {
      clearTimeout(timer);
    }
  }

  /** @param {number} step */
  #leaf(step) {
    return step > 0 ? this.#book.next : this.#book.former;
  }

  /**
   * @param {number} step
   * @param {string} missing a sentence to say first, or ""
   */
  #tell(step, missing) {
    const leaf = this.#leaf(step);
    const [title, act] = leaf ? offerWords(step, leaf.title) : endWords(step, this.#isBook);
    const words = element("div", "edge-words");
    if (missing) words.append(element("p", "", missing));
    words.append(element("p", "edge-title", title));
    if (act) words.append(element("p", "", act));
    this.#note.replaceChildren(words, ...(leaf ? [linkTo(leaf)] : []), closeButton());
    this.#note.hidden = false;
    this.#told = step;
    this.#offer = leaf && { step, leaf, since: performance.now() };
    this.#bus.say("announce", [missing, title, act].filter(Boolean).join(""));
  }

  /** @param {MouseEvent} event */
  #press(event) {
    if (around(event.target, "button")) {
      this.#hide();
      return;
    }
    if (event.ctrlKey || event.metaKey || this.#isOpening || !around(event.target, "a")) return;
    event.preventDefault();
    if (this.#offer) this.#open(this.#offer);
  }

  #hide() {
    this.#offer = null;
    this.#told = 0;
    this.#isOpening = false;
    this.#note.hidden = true;
    this.#note.replaceChildren();
  }
}

function closeButton() {
  const made = element("button", "btn btn-quiet btn-icon");
  made.type = "button";
  made.setAttribute("aria-label", "お知らせを閉じる");
  made.append(icon("close"));
  return made;
}

/** @param {Leaf} leaf */
function linkTo({ href }) {
  const made = element("a", "btn btn-primary", "ひらく");
  made.href = href;
  return made;
}
