/** Where words of a note are typed: a text on the page, or the name of a bookmark. One at a time. */

import { element } from "../ground/dom.js";
import { WHOLE } from "./marks.js";

/**
 * `kept` gets the words; "" when the note is to go. It is not called when nothing was changed.
 * @typedef {{title: string, words: string, most: number, isNew: boolean, place: {x: number, y: number}, kept: (words: string) => void}} Typing
 */

export class Typist {
  #leaf;
  /** @type {HTMLFormElement | null} */
  #form = null;
  /** @type {(() => void) | null} */
  #keep = null;

  /** @param {HTMLElement} leaf over which it is typed */
  constructor(leaf) {
    this.#leaf = leaf;
  }

  /** @param {Typing} typing */
  open({ title, words, most, isNew, place, kept }) {
    this.close();
    const form = element("form", "note-edit");
    const field = element("textarea");
    Object.assign(field, { value: words, maxLength: most, rows: most > 200 ? 4 : 1 });
    field.setAttribute("aria-label", title);
    const keep = button("保存", "btn btn-primary");
    const away = button(isNew ? "やめる" : "消す", "btn btn-line");
    form.append(element("p", "note-edit-title", title), field, away, keep);
    const done = /** @param {string} typed */ (typed) => {
      this.#remove();
      if (typed !== words) kept(typed);
    };
    this.#keep = () => done(field.value.trim() || (isNew ? words : ""));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.close();
    });
    keep.type = "submit";
    away.addEventListener("click", () => (isNew ? this.#remove() : done("")));
    form.addEventListener("keydown", (event) => this.#key(event));
    this.#put(form, place);
    field.focus();
  }

  /** What was typed is kept: nobody loses words by turning the page. */
  close() {
    this.#keep?.();
  }

  /** Nothing of it stays: the person may not read the paper any more. */
  drop() {
    this.#remove();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    event.stopPropagation(); // the reader's keys turn pages
    if (event.key === "Escape") this.close();
  }

  /**
   * @param {HTMLFormElement} form
   * @param {{x: number, y: number}} place as fractions of the leaf
   */
  #put(form, { x, y }) {
    this.#form = form;
    this.#leaf.append(form);
    const [width, height] = [this.#leaf.clientWidth, this.#leaf.clientHeight];
    form.style.left = `${Math.max(8, Math.min(x * width, width - form.offsetWidth - 8))}px`;
    form.style.top = `${Math.max(8, Math.min(y * height, height - form.offsetHeight - 8))}px`;
  }

  #remove() {
    this.#form?.remove();
    this.#form = null;
    this.#keep = null;
  }
}

/**
 * @param {string} words
 * @param {string} look
 */
function button(words, look) {
  const made = element("button", look, words);
  made.type = "button";
  return made;
}

/**
 * A place of the page, in ten-thousandths of it, as fractions of the leaf.
 * @param {HTMLElement} over the leaf
 * @param {HTMLElement} layer as large as the page
 * @param {{x: number, y: number}} place
 */
export function placeOn(over, layer, { x, y }) {
  const [page, leaf] = [layer.getBoundingClientRect(), over.getBoundingClientRect()];
  const across = page.left - leaf.left + (x / WHOLE) * page.width;
  const down = page.top - leaf.top + (y / WHOLE) * page.height;
  return { x: across / (leaf.width || 1), y: down / (leaf.height || 1) };
}
