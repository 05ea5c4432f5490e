/** The selectors of labels in the table: a label that was chosen is sent only once the choice is final. */

import { around } from "/client/ground/dom.js";

/**
 * By mouse a choice is final at once. Arrow keys pass through other labels, none of which may be sent: by keys a choice becomes
 * final with Enter, or when the focus leaves the selector.
 */
export class LabelPicking {
  #acts;
  #isTyped = false;
  /** @type {HTMLFormElement | null} */
  #pending = null;

  /**
   * @param {HTMLElement} root
   * @param {{onWalk: () => void, onSettled: (form: HTMLFormElement) => void}} acts
   */
  constructor(root, acts) {
    this.#acts = acts;
    root.addEventListener("keydown", (event) => this.#typedIn(event));
    root.addEventListener("pointerdown", () => {
      this.#isTyped = false;
    });
    root.addEventListener("focusout", () => this.#settle());
  }

  /** @param {HTMLFormElement} form in which a label was chosen */
  choose(form) {
    this.#pending = form;
    if (this.#isTyped) this.#acts.onWalk();
    else this.#settle();
  }

  /** @param {KeyboardEvent} event */
  #typedIn(event) {
    if (!around(event.target, "form[data-label] select")) return;
    this.#isTyped = true;
    if (event.key !== "Enter" || !this.#pending) return;
    event.preventDefault();
    this.#settle();
  }

  #settle() {
    const form = this.#pending;
    this.#pending = null;
    if (form?.isConnected) this.#acts.onSettled(form);
  }
}
