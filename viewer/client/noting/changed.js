/** The sign on a page with notes that a replacement has changed: it stays until the person has looked. The former page is one touch away
 *  for who may see it. */

import { element } from "../ground/dom.js";
import { formerPage, leadToFormer } from "../telling/former.js";

export class Changed {
  #sign = element("div", "note-changed");
  #words = element("p");
  #former = formerPage();
  #material;

  /** @param {{leaf: HTMLElement, material: string, seen: () => void}} parts `seen`: the person has looked at what changed */
  constructor({ leaf, material, seen }) {
    this.#material = material;
    const button = element("button", "btn btn-line", "確かめた");
    button.type = "button";
    button.addEventListener("click", seen);
    this.#sign.append(this.#words, this.#former, button);
    this.#sign.hidden = true;
    this.#sign.setAttribute("role", "status");
    leaf.append(this.#sign);
  }

  /** @param {import("./notebook.js").Was} page as it was before */
  show({ was, was_of: version }) {
    this.#sign.hidden = was === 0;
    this.#words.textContent =
      was === 0 ? "" : `このページは変わりました（差し替えの前は ${was} ページ）。メモの場所を確かめてください。`;
    this.#former.hidden = version === "";
    if (version) leadToFormer(this.#former, this.#material, version, was);
  }
}
