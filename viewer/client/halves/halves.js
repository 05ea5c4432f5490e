/** One paper on the screen, or two beside (or above) each other: which, in what order, and where the keys go. Each half is a reader of its
 *  own; this knows their papers and pages alone. The address of the screen says both, so that reloading and the way back bring them. */

import { around, maybe } from "../ground/dom.js";
import { ownAddress } from "../ground/refusal.js";
import { restate, step } from "../keeping/address.js";
import { Border } from "./border.js";
import { Half } from "./half.js";
import { addressOf, kept, nameOf, placesOf } from "./places.js";
import { Room } from "./room.js";
import { wireWishes } from "./wishes.js";

/** @typedef {import("./places.js").Place} Place */

export class Halves {
  #main;
  /** @type {Half[]} one or two, in their order on the screen */
  #halves;
  #border;
  #room;
  #acts = {
    swap: () => this.#swap(),
    close: (/** @type {Half} */ half) => this.#close(half),
  };
  #title = document.title;
  #firstTitle;

  /**
   * @param {HTMLElement} main that holds the readers
   * @param {HTMLElement} laid the reader that the server has laid in it
   * @param {AbortSignal} signal
   */
  constructor(main, laid, signal) {
    this.#main = main;
    this.#firstTitle = laid.dataset.title ?? "";
    main.classList.add("halves");
    this.#border = new Border({ main, signal });
    this.#room = new Room({ main, other: () => this.#turnToOther(), signal });
    window.addEventListener("popstate", () => this.#return(), { signal }); // before the readers hear of it, who are made after it
    main.addEventListener("pointerdown", ({ target }) => this.#use(target), { signal });
    main.addEventListener("focusin", ({ target }) => this.#use(target), { signal });
    main.addEventListener("half-arrived", () => this.#arrived(), { signal });
    main.addEventListener("reader-leave", (event) => this.#leave(event), { signal });
    document.addEventListener("keydown", (event) => this.#press(event), { signal });
    wireWishes({ main, beside: (from, href) => this.#openBeside(from, href), signal });
    const place = { material: laid.dataset.material ?? "", page: Number(laid.dataset.page), edition: "" };
    const [, second] = placesOf(location); // read before the first reader says its own address
    this.#halves = [new Half(laid, place, this.#acts)];
    if (second) this.#arrange([place, second]);
    else this.#stand();
  }

  /** The places as they are. */
  get #places() {
    return this.#halves.map(({ place }) => place);
  }

  /**
   * Halves that have the papers wanted stay as they are; others are closed, and what is missing is opened.
   * @param {Place[]} places one or two
   */
  #arrange(places) {
    const former = this.#halves;
    const stays = kept(this.#places.map(nameOf), places.map(nameOf));
    const fresh = new Set();
    const halves = places.map((place, at) => {
      const staying = former[stays[at] ?? -1];
      if (staying) return staying;
      const made = Half.empty(place, this.#acts);
      fresh.add(made);
      return made;
    });
    for (const half of former) if (!halves.includes(half)) half.close();
    this.#halves = halves;
    this.#lay();
    this.#stand();
    for (const half of fresh) half.ask();
    if (fresh.size === 0) tellPapers();
  }

  /** A paper that was on its way is there: only now is there news of it to hear. */
  #arrived() {
    this.#stand();
    tellPapers();
  }

  /** Puts the elements into their order; what stands right already is not moved, and keeps the focus and where it was scrolled to. */
  #lay() {
    const [first, second] = this.#halves.map(({ root }) => root);
    if (!first) return;
    if (!second) this.#border.element.remove();
    const wanted = second ? [first, this.#border.element, second] : [first];
    for (const [at, element] of wanted.entries()) {
      const before = wanted[at - 1];
      if (!element.isConnected || (before && before.nextElementSibling !== element)) {
        if (before) before.after(element);
        else this.#main.prepend(element);
      }
    }
  }

  /** Tells each half how it stands, and the screen what is on it. */
  #stand() {
    const isAlone = this.#halves.length === 1;
    const [first, second] = this.#halves;
    this.#main.classList.toggle("has-two", !isAlone);
    this.#room.measure();
    for (const [at, half] of this.#halves.entries()) {
      const isSecondPlace = at === 1 && first?.material === half.material;
      half.stand(at, { isAlone, isSecondPlace, hasEdition: Boolean(second?.place.edition) });
    }
    if (!this.#halves.some(({ root }) => root.classList.contains("is-used"))) this.#mark(second ?? first);
    const titles = this.#halves.map(({ title }) => title).filter(Boolean);
    document.title = this.#title.replace(this.#firstTitle, () => titles.join(" ／ "));
  }

  /**
   * The half that is touched or gets the focus has the keys from then on.
   * @param {EventTarget | null} target
   */
  #use(target) {
    const half = this.#halves.find(({ root }) => target instanceof Node && root.contains(target));
    if (half) this.#mark(half);
  }

  /** @param {Half | undefined} used */
  #mark(used) {
    for (const half of this.#halves) half.root.classList.toggle("is-used", half === used);
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.key !== "F6" || this.#halves.length < 2 || event.defaultPrevented) return;
    event.preventDefault();
    this.#turnToOther();
  }

  #turnToOther() {
    const other = this.#halves.find(({ root }) => !root.classList.contains("is-used"));
    if (!other) return;
    this.#mark(other);
    other.root.focus({ preventScroll: true });
    other.say(`${other.title} に移りました。`);
  }

  #swap() {
    const [first, second] = this.#places;
    if (!first || !second) return;
    restate(addressOf([second, first]));
    this.#halves.reverse();
    this.#lay();
    this.#stand();
    this.#halves[0]?.say("入れかえました。");
  }

  /** @param {Half} closed */
  #close(closed) {
    const rest = this.#halves.filter((half) => half !== closed);
    const [last] = rest;
    if (!last) return;
    step(addressOf([last.place]));
    this.#arrange([last.place]);
    this.#mark(last);
    last.root.focus({ preventScroll: true });
    last.say("1つの資料だけを表示しています。");
  }

  /**
   * Opens a page beside the half from which that was wished: in place of the other one, where there are two. Returns whether there is room.
   * @param {HTMLElement} from
   * @param {string} href
   */
  #openBeside(from, href) {
    const wished = placeOf(href);
    if (!wished || !this.#room.isEnough) return false;
    const at = Math.max(
      0,
      this.#halves.findIndex(({ root }) => root.contains(from)),
    );
    const own = this.#halves[at]?.place;
    const drawer = around(from, ".drawer");
    if (drawer) maybe(drawer, "[data-close-drawer]")?.click();
    if (!own) return false;
    if (own.edition) this.#become([wished, own], 0);
    else if (wished.edition) this.#become([own, wished], 1);
    else this.#become(at === 1 ? [wished, own] : [own, wished], 1 - at);
    return true;
  }

  /**
   * A link to another paper opens it in the half in which it was pressed, and the other half stays.
   * @param {Event} event
   */
  #leave(event) {
    const { href } = /** @type {CustomEvent<{href: string}>} */ (event).detail;
    const wished = placeOf(href);
    const at = this.#halves.findIndex(({ root }) => event.target instanceof Node && root.contains(event.target));
    if (!wished || at < 0 || this.#halves.length < 2) return;
    event.preventDefault();
    const places = this.#places;
    const isRenewed = nameOf(wished) === nameOf(places[at] ?? wished); // its paper was replaced: a new reader has the newer version
    places[at] = wished;
    if (isRenewed) this.#halves[at]?.close();
    if (isRenewed) this.#halves.splice(at, 1);
    this.#become(places, at);
  }

  /**
   * Another paper or page at one of the places, as a step of the way.
   * @param {Place[]} places
   * @param {number} at
   */
  #become(places, at) {
    const page = places[at]?.page ?? 0;
    step(addressOf(places));
    this.#arrange(places);
    const half = this.#halves[at];
    if (!half) return;
    half.go(page);
    this.#mark(half);
    half.root.focus({ preventScroll: true });
  }

  /** The browser's way back or on: the papers of that step. Their readers find their own pages in its address. */
  #return() {
    const places = placesOf(location);
    if (places.length > 0) this.#arrange(places);
  }
}

function tellPapers() {
  document.dispatchEvent(new CustomEvent("papers-changed"));
}

/**
 * A page of a paper that an address leads to, of two the second; null for an address of anything else.
 * @param {string} href
 */
function placeOf(href) {
  const own = ownAddress(href);
  return own ? (placesOf(new URL(own, location.href)).pop() ?? null) : null;
}
