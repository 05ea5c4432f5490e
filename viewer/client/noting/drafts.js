/** What the pen is doing: a line grows under it, or the eraser takes lines away. Each stroke becomes one step that can be undone. */

import { newId } from "./marks.js";
import { dotsOf, isMet, pointsOf, simplified } from "./strokes.js";

/** @typedef {import("./marks.js").Change} Change */
/** @typedef {import("./marks.js").Mark} Mark */
/** @typedef {import("./strokes.js").Dot} Dot */

const TOLERANCE = 4; // of ten-thousandths of the width: less than a pixel on any tablet
const ERASER_RADIUS = 90;
const MOST_DOTS = 3500;

export class Drafts {
  #paint;
  #palette;
  #marks;
  #done;
  #text;
  /** @type {Dot[]} */
  #dots = [];
  #kind = "";
  /** @type {SVGElement | null} */
  #drawn = null;
  /** @type {Set<string>} */
  #met = new Set();
  #frame = 0;

  /**
   * @param {{paint: import("./paint.js").Paint, palette: import("./palette.js").Palette, marks: () => Mark[],
   *   done: (changes: Change[]) => void, text: (dot: Dot) => void}} parts `text`: a text is to be typed there
   */
  constructor({ paint, palette, marks, done, text }) {
    this.#paint = paint;
    this.#palette = palette;
    this.#marks = marks;
    this.#done = done;
    this.#text = text;
  }

  /**
   * @param {Dot} dot
   * @param {boolean} isEraser the other end of the pen
   */
  begin(dot, isEraser) {
    this.drop();
    this.#kind = isEraser ? "eraser" : this.#palette.tool;
    this.#dots = [dot];
    if (this.#kind === "eraser") this.#erase(dot, dot);
    else this.#drawSoon();
  }

  /** @param {Dot[]} dots */
  move(dots) {
    for (const dot of dots) {
      const last = this.#dots[this.#dots.length - 1];
      if (!last || (last.x === dot.x && last.y === dot.y)) continue;
      if (this.#kind === "eraser") this.#erase(last, dot);
      this.#dots.push(dot);
    }
    if (this.#dots.length > MOST_DOTS) this.#goOn();
    this.#drawSoon();
  }

  end() {
    const [first] = this.#dots;
    const kind = this.#kind;
    const met = this.#marks().filter(({ id }) => this.#met.has(id));
    const mark = kind === "ink" || kind === "light" ? this.#mark() : null;
    this.drop();
    if (kind === "text" && first) this.#text(first);
    if (mark) this.#done([{ before: null, after: mark }]);
    if (met.length > 0) this.#done(met.map((each) => ({ before: each, after: null })));
  }

  /** It was no stroke. */
  drop() {
    cancelAnimationFrame(this.#frame);
    this.#drawn?.remove();
    this.#drawn = null;
    this.#dots = [];
    this.#kind = "";
    this.#met.clear();
  }

  /** A very long stroke becomes two, one after the other. */
  #goOn() {
    const last = this.#dots[this.#dots.length - 1];
    const kind = this.#kind;
    this.end();
    this.#kind = kind;
    if (last) this.#dots = [last];
  }

  /** @returns {Mark} */
  #mark() {
    const { colour, width } = this.#palette;
    const kind = this.#kind === "light" ? "light" : "ink";
    return { id: newId(), kind, since: 0, colour, width, points: pointsOf(simplified(this.#dots, TOLERANCE)) };
  }

  #drawSoon() {
    if (this.#kind !== "ink" && this.#kind !== "light") return;
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      if (this.#dots.length > 0) this.#drawn = this.#paint.draft(this.#drawn, this.#mark());
    });
  }

  /**
   * @param {Dot} from
   * @param {Dot} to
   */
  #erase(from, to) {
    const eraser = { from, to, radius: ERASER_RADIUS };
    for (const { id, kind, points = "", width = 0 } of this.#marks()) {
      const isLine = kind === "ink" || kind === "light";
      if (isLine && !this.#met.has(id) && isMet(dotsOf(points), width, this.#paint.ratio, eraser)) this.#met.add(id);
    }
    this.#paint.show(this.#marks().filter(({ id }) => !this.#met.has(id)));
  }
}
