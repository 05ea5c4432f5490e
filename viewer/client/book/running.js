/** The page's running number among all pages of the meeting, below its own number. */

import { papersOf, runningNumber } from "./pack.js";

export class Running {
  #place;
  #first;
  #total;
  #current = 0;

  /**
   * @param {{bus: import("../ground/bus.js").Bus, place: HTMLElement, material: string, first: number, total: number}} parts
   */
  constructor({ bus, place, material, first, total }) {
    this.#place = place;
    this.#first = first;
    this.#total = total;
    bus.on("page-chosen", ({ number }) => {
      this.#current = number;
      this.#write();
    });
    bus.on("beside-known", (book) => {
      this.#first = papersOf(book.agenda).find((paper) => paper.material === material)?.first ?? 0;
      this.#total = book.total;
      this.#write();
    });
  }

  #write() {
    const number = runningNumber(this.#first, this.#current);
    this.#place.hidden = number === 0;
    this.#place.textContent = number === 0 ? "" : `通し ${number} / ${this.#total}`;
  }
}
