/** The sign on a page with notes that a replacement has changed: it stays until the person has looked. */

import { element } from "../ground/dom.js";

export class Changed {
  #sign = element("div", "note-changed");
  #words = element("p");

  /** @param {{leaf: HTMLElement, seen: () => void}} parts `seen`: the person has looked at what changed */
  constructor({ leaf, seen }) {
    const button = element("button", "btn btn-line", "確かめた");
    button.type = "button";
    button.addEventListener("click", seen);
    this.#sign.append(this.#words, button);
    this.#sign.hidden = true;
    this.#sign.setAttribute("role", "status");
    leaf.append(this.#sign);
  }

  /** @param {number} was the page's number before; 0 when it has not changed, or was looked at */
  show(was) {
    this.#sign.hidden = was === 0;
    this.#words.textContent =
      was === 0 ? "" : `このページは変わりました（差し替えの前は ${was} ページ）。メモの場所を確かめてください。`;
  }
}
