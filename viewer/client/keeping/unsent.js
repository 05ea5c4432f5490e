/** The last page read, until the server knows of it. */

export class Unsent {
  #page = 0;
  #sent = 0;

  /** @param {number} page */
  note(page) {
    this.#page = page;
  }

  /** The page to be told now, taken as told; 0 where there is nothing new. */
  take() {
    if (this.#page === this.#sent) return 0;
    this.#sent = this.#page;
    return this.#page;
  }

  /**
   * It did not arrive: it is told again with the next page, unless another was told meanwhile.
   * @param {number} page
   */
  giveBack(page) {
    if (this.#sent === page) this.#sent = 0;
  }
}
