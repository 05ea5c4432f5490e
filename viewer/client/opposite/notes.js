/** The person's notes on the pages that lie with the one that is read, each in a frame: shown, not written. Touched, a page is the one that
 *  is read. */

import { maybe } from "../ground/dom.js";
import { Paint } from "../noting/paint.js";

export class NotesBeside {
  #book;
  /** @type {Map<HTMLElement, {paint: Paint, number: number}>} by frame; 0 where no page lies in it */
  #frames = new Map();

  /** @param {{bus: import("../ground/bus.js").Bus, book: import("../noting/notebook.js").Notebook}} parts */
  constructor({ bus, book }) {
    this.#book = book;
    bus.on("frame-laid", ({ frame, number }) => this.#lay(frame, number));
    bus.on("noted", (page) => this.#draw((number) => number === page));
    bus.on("view-settled", () => this.#draw(() => true));
    for (const over of /** @type {const} */ (["session-over", "paper-over"])) bus.on(over, () => this.#forget());
  }

  /**
   * @param {HTMLElement} frame
   * @param {number} number
   */
  #lay(frame, number) {
    const layer = maybe(frame, ".notes:not(.is-shown)");
    const paint = this.#frames.get(frame)?.paint ?? (layer && new Paint(layer));
    if (!paint) return;
    this.#frames.set(frame, { paint, number });
    this.#draw((each) => each === number);
  }

  #forget() {
    for (const [frame, { paint }] of this.#frames) this.#frames.set(frame, { paint, number: 0 });
    this.#draw(() => true);
  }

  /** @param {(number: number) => boolean} isMeant */
  #draw(isMeant) {
    for (const { paint, number } of this.#frames.values()) {
      if (isMeant(number)) paint.show(number > 0 ? this.#book.marks(number) : []);
    }
  }
}
