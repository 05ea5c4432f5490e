/** One of two places for a paper on the screen. Its reader comes from the server by the same decision as any reader of that paper; what is
 *  refused is told in this place, and says nothing of the other. */

import { halfAddress } from "../addresses.js";
import { element, icon, maybe, need } from "../ground/dom.js";
import { Refusal } from "../ground/refusal.js";
import { ask, prepared } from "../ground/server.js";
import { Reader } from "../reader.js";
import { refusalBanner } from "../telling/banner.js";
import { tellApart } from "./landmarks.js";
import { FIELDS } from "./places.js";

const CHANGE = "左右（上下）を入れかえる";
const ORDER = ["1つ目の資料", "2つ目の資料"];
const NOT_OPENED = "この資料はひらけません。";
const SLIM_PIXELS = 480;

/** @typedef {import("./places.js").Place} Place */
/** @typedef {{swap: () => void, close: (half: Half) => void}} Acts */

let readers = 1; // on this screen so far: what only ids tie together needs a number of its own

export class Half {
  #acts;
  #root;
  #place;
  #ending = new AbortController();
  /** @type {Reader | null} */
  #reader = null;
  /** @type {ResizeObserver | null} */
  #observer = null;

  /**
   * @param {HTMLElement} root a reader that is laid already, or an empty place
   * @param {Place} place
   * @param {Acts} acts
   */
  constructor(root, place, acts) {
    this.#root = root;
    this.#place = { ...place };
    this.#acts = acts;
    if ("reader" in root.dataset) this.#use(root);
  }

  /**
   * @param {Place} place of a paper that is not open here yet
   * @param {Acts} acts
   */
  static empty(place, acts) {
    const root = element("section", "reader half-wait");
    root.tabIndex = -1;
    root.setAttribute("aria-label", "並べる資料");
    return new Half(root, place, acts);
  }

  get root() {
    return this.#root;
  }

  get material() {
    return this.#place.material;
  }

  /** Whether there is a paper to read: not yet while it is on its way, and not when it was refused. */
  get isOpen() {
    return this.#reader !== null;
  }

  /**
   * Where this half is now.
   * @returns {Place}
   */
  get place() {
    return { ...this.#place };
  }

  get title() {
    return this.#root.dataset.title ?? "";
  }

  /** Asks for the reader of the paper, and opens it in this place. */
  async ask() {
    const { signal } = this.#ending;
    const wait = element("p", "page-wait");
    wait.append(icon("clock"), element("span", "", "読み込んでいます"));
    wait.setAttribute("role", "status");
    this.#root.replaceChildren(this.#bar(), wait);
    readers += 1;
    try {
      await prepared(); // a paper of level 3 asks for a young proof of the tablet's key
      const answer = await ask(halfAddress(this.#place, readers), { accept: "application/json", signal });
      const laid = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (signal.aborted) return;
      this.#arrive(document.importNode(need(laid, "[data-reader]"), true));
    } catch (refusal) {
      if (signal.aborted) return;
      if (!(refusal instanceof Refusal)) throw refusal;
      const banner = refusalBanner(NOT_OPENED, refusal, () => this.ask());
      const fault = element("div", "page-fault");
      fault.append(banner);
      this.#root.replaceChildren(this.#bar(), fault);
    }
  }

  /** Its pages go, and it leaves the screen. */
  close() {
    this.#ending.abort();
    this.#observer?.disconnect();
    this.#reader?.close();
    this.#root.remove();
  }

  /**
   * Stands first (0) or second (1), alone or beside another one.
   * @param {number} at
   * @param {{isAlone: boolean, isSecondPlace: boolean, hasEdition: boolean}} standing `isSecondPlace`: the other half has the same paper,
   *   and its place counts; `hasEdition`: the second half has one version, which stands beside a paper and has no address of its own
   */
  stand(at, { isAlone, isSecondPlace, hasEdition }) {
    this.#root.dataset.field = FIELDS[at];
    this.#root.classList.toggle("is-second", at === 1);
    this.#root.toggleAttribute("data-is-second-place", isSecondPlace);
    tellApart(this.#root, isAlone ? "" : (ORDER[at] ?? ""));
    maybe(this.#root, ".half-acts")?.toggleAttribute("hidden", isAlone || (hasEdition && at === 0));
    maybe(this.#root, ".half-acts > button")?.toggleAttribute("hidden", hasEdition);
  }

  /** @param {number} page */
  go(page) {
    if (this.#reader && page && page !== this.#place.page)
      maybe(this.#root, "[data-part=leaf]")?.dispatchEvent(new CustomEvent("reader-go", { detail: { page } }));
  }

  /** @param {string} words for a screen reader */
  say(words) {
    const said = maybe(this.#root, "[data-part=said]");
    if (said) said.textContent = words;
  }

  /** @param {HTMLElement} root a reader as the server lays it */
  #arrive(root) {
    const { field } = this.#root.dataset;
    const hadFocus = this.#root.contains(document.activeElement);
    if (field) root.dataset.field = field;
    root.className = this.#root.className.replace("half-wait", "");
    root.toggleAttribute("data-is-second-place", "isSecondPlace" in this.#root.dataset);
    for (const noscript of root.querySelectorAll("noscript")) noscript.remove();
    this.#root.replaceWith(root);
    this.#root = root;
    this.#use(root);
    if (hadFocus) root.focus({ preventScroll: true });
    root.dispatchEvent(new CustomEvent("half-arrived", { bubbles: true }));
  }

  /** @param {HTMLElement} root */
  #use(root) {
    const { signal } = this.#ending;
    const top = need(root, ".reader-top");
    const shown = (/** @type {Event} */ event) => {
      this.#place.page = /** @type {CustomEvent<{page: number}>} */ (event).detail.page;
    };
    root.addEventListener("reader-page", shown, { signal });
    top.append(this.#buttons());
    if (typeof ResizeObserver === "function") {
      this.#observer = new ResizeObserver(([entry]) =>
        root.classList.toggle("is-slim", (entry?.contentRect.width ?? SLIM_PIXELS) < SLIM_PIXELS),
      );
      this.#observer.observe(root);
    }
    this.#reader = new Reader(root);
    this.#reader.open();
  }

  /** The bar of a place whose reader is not there. */
  #bar() {
    const bar = element("header", "reader-top");
    bar.append(element("span", "grow"), this.#buttons());
    return bar;
  }

  #buttons() {
    const acts = element("div", "half-acts");
    acts.append(
      button("swap", CHANGE, () => this.#acts.swap()),
      button("close", "この資料を閉じる", () => this.#acts.close(this)),
    );
    return acts;
  }
}

/**
 * @param {string} name of its icon
 * @param {string} words
 * @param {() => void} act
 */
function button(name, words, act) {
  const made = element("button", "btn btn-quiet btn-icon");
  made.type = "button";
  made.setAttribute("aria-label", words);
  made.append(icon(name));
  made.addEventListener("click", act);
  return made;
}
