/** Draws the marks of the page over its image: strokes as SVG, texts and the bookmark as elements. The page stays a plain image. */

import { element } from "../ground/dom.js";
import { WHOLE } from "./marks.js";
import { dotsOf, middle, outline } from "./strokes.js";

/** @typedef {import("./marks.js").Mark} Mark */

const SVG = "http://www.w3.org/2000/svg";

export class Paint {
  #layer;
  #svg = document.createElementNS(SVG, "svg");
  #cards = element("div", "note-cards");
  /** @type {Map<string, {mark: Mark, drawn: Element}>} */
  #drawn = new Map();
  #ratio = 1;

  /** @param {HTMLElement} layer over the page, as large as it */
  constructor(layer) {
    this.#layer = layer;
    this.#svg.setAttribute("class", "note-ink");
    this.#svg.setAttribute("preserveAspectRatio", "none");
    this.#svg.setAttribute("aria-hidden", "true");
    layer.replaceChildren(this.#svg, this.#cards);
  }

  /** The page's height by its width. */
  get ratio() {
    return this.#ratio;
  }

  /**
   * Shows the marks of a page and no others. What is drawn already and has not changed stays.
   * @param {Mark[]} marks
   */
  show(marks) {
    this.#measure();
    const shown = new Set(marks.map(({ id }) => id));
    for (const [id, { drawn }] of this.#drawn) {
      if (!shown.has(id)) this.#remove(id, drawn);
    }
    for (const mark of marks) {
      const former = this.#drawn.get(mark.id);
      if (former && isAlike(former.mark, mark)) continue;
      const drawn = this.#draw(mark);
      if (former) former.drawn.replaceWith(drawn);
      else if (drawn instanceof SVGElement) this.#svg.append(drawn);
      else this.#cards.append(drawn);
      this.#drawn.set(mark.id, { mark, drawn });
    }
  }

  /**
   * A line that is being drawn.
   * @param {SVGElement | null} former what was returned the last time
   * @param {Mark} mark
   */
  draft(former, mark) {
    const drawn = former ?? document.createElementNS(SVG, "path");
    this.#shape(drawn, mark);
    if (!former) this.#svg.append(drawn);
    return drawn;
  }

  clear() {
    for (const [id, { drawn }] of this.#drawn) this.#remove(id, drawn);
  }

  /**
   * @param {string} id
   * @param {Element} drawn
   */
  #remove(id, drawn) {
    drawn.remove();
    this.#drawn.delete(id);
  }

  #measure() {
    const { width, height } = this.#layer.getBoundingClientRect();
    const ratio = width > 0 ? height / width : 1;
    if (Math.abs(ratio - this.#ratio) < 0.001) return;
    this.#ratio = ratio;
    this.#svg.setAttribute("viewBox", `0 0 ${WHOLE} ${WHOLE * ratio}`);
    this.clear();
  }

  /** @param {Mark} mark */
  #draw(mark) {
    if (mark.kind === "text") return card(mark);
    if (mark.kind === "bookmark") return element("span", "note-ribbon", mark.words);
    const path = document.createElementNS(SVG, "path");
    this.#shape(path, mark);
    return path;
  }

  /**
   * @param {SVGElement} path
   * @param {Mark} mark
   */
  #shape(path, { kind, colour = "black", width = 20, points = "" }) {
    const dots = dotsOf(points);
    const isLight = kind === "light";
    path.setAttribute("class", `${isLight ? "light" : "ink"} is-${colour}`);
    path.setAttribute("d", isLight ? middle(dots, this.#ratio) : outline(dots, width, this.#ratio));
    if (isLight) path.setAttribute("stroke-width", String(width));
  }
}

/** @param {Mark} mark */
function card({ id, words = "", x = 0, y = 0, colour = "yellow" }) {
  const made = element("button", `note-card is-${colour}`, words);
  made.type = "button";
  made.dataset.note = id;
  made.style.left = `${(x / WHOLE) * 100}%`;
  made.style.top = `${(y / WHOLE) * 100}%`;
  made.classList.toggle("is-left", x > WHOLE / 2);
  return made;
}

/**
 * @param {Mark} one
 * @param {Mark} other
 */
const isAlike = (one, other) => JSON.stringify({ ...one, since: 0 }) === JSON.stringify({ ...other, since: 0 });
