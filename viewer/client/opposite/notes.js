/** The person's notes on the page that lies open beside the one that is read: shown, not written. Touched, it is the page that is read. */

import { Paint } from "../noting/paint.js";

export class NotesBeside {
  #book;
  #paint;
  #number = 0;

  /**
   * @param {{bus: import("../ground/bus.js").Bus, book: import("../noting/notebook.js").Notebook, layer: HTMLElement}} parts
   */
  constructor({ bus, book, layer }) {
    this.#book = book;
    this.#paint = new Paint(layer);
    bus.on("opposite-shown", (number) => this.#show(number));
    bus.on("noted", (page) => page === this.#number && this.#draw());
    bus.on("view-settled", () => this.#draw());
    for (const over of /** @type {const} */ (["session-over", "paper-over"])) bus.on(over, () => this.#show(0));
  }

  /** @param {number} number 0 for none */
  #show(number) {
    this.#number = number;
    this.#draw();
  }

  #draw() {
    this.#paint.show(this.#number > 0 ? this.#book.marks(this.#number) : []);
  }
}
