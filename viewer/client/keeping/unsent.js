/** The last page read that the server has not been told of yet. */

export class Unsent {
  #page = 0;
  #sent = 0;

  /** @param {number} page */
  note(page) {
    this.#page = page;
  }

  /** The page to send now; it counts as sent. 0 when there is nothing new. */
  take() {
    if (this.#page === this.#sent) return 0;
    this.#sent = this.#page;
    return this.#page;
  }

  /**
   * The page did not arrive: it is sent again next time, unless another page was noted meanwhile.
   * @param {number} page
   */
  giveBack(page) {
    if (this.#sent === page) this.#sent = 0;
  }
}
