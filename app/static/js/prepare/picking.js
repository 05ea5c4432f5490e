/** The pickers of labels in the table: a choice is an act once it is settled. */

import { around } from "/client/ground/dom.js";

/**
 * By mouse a choice is settled at once. Arrow keys walk through the labels, and walking must not label a paper with each one on
 * the way: by keys it is settled by Enter, or by leaving the picker.
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
