/** Whether this screen has the room for two papers: a tablet and a desk have, a telephone has not. */

import { element, icon } from "../ground/dom.js";

const ENOUGH = "(min-width: 60rem) and (min-height: 26rem), (min-width: 40rem) and (min-height: 48rem)";
const ONE_AT_A_TIME = "画面が小さいため、並べた資料を1つずつ表示しています。";

export class Room {
  #main;
  #query = matchMedia(ENOUGH);
  #note = element("div", "reader-bar halves-told");

  /** @param {{main: HTMLElement, other: () => void, signal: AbortSignal}} parts `other`: shows the other one of two */
  constructor({ main, other, signal }) {
    this.#main = main;
    const button = element("button", "btn btn-line", "もう一方を見る");
    button.type = "button";
    button.addEventListener("click", other, { signal });
    this.#note.setAttribute("role", "status");
    this.#note.append(icon("info"), element("span", "grow", ONE_AT_A_TIME), button);
    this.#query.addEventListener("change", () => this.measure(), { signal });
    this.measure();
  }

  get isEnough() {
    return this.#query.matches;
  }

  /** Looks again: another way round, or another number of papers. */
  measure() {
    const isCramped = !this.isEnough && this.#main.classList.contains("has-two");
    this.#main.classList.toggle("has-room", this.isEnough);
    this.#main.classList.toggle("is-cramped", isCramped);
    if (isCramped) this.#main.prepend(this.#note);
    else this.#note.remove();
  }
}
