/** The bar of the pen: which tool, colour and width are chosen, and what is pressed once. Knows no mark. */

import { all, around, maybe, need } from "../ground/dom.js";

/** @typedef {"ink" | "light" | "text" | "eraser"} Tool */
/** @typedef {import("./marks.js").Colour} Colour */
/** @typedef {"undo" | "redo" | "bookmark" | "close"} Press */

const WIDTHS = { ink: [14, 26, 48], light: [160, 240, 340], text: [0, 0, 0], eraser: [0, 0, 0] };
const SENTENCES = {
  kept: "保存しました",
  keeping: "保存しています",
  waiting: "まだ保存できていません。つながると保存します",
};

export class Palette {
  #bar;
  /** @type {Tool} */
  tool = "ink";
  /** @type {Record<Tool, Colour>} */
  #colours = { ink: "black", light: "yellow", text: "yellow", eraser: "black" };
  #width = 1;

  /**
   * @param {{bar: HTMLElement, presses: Record<Press, () => void>, fingers: (isOn: boolean) => void, signal: AbortSignal}} parts
   */
  constructor({ bar, presses, fingers, signal }) {
    this.#bar = bar;
    const press = /** @param {Event} event */ (event) => {
      const button = around(event.target, "button", HTMLButtonElement);
      if (!button) return;
      this.#choose(button.dataset);
      const name = button.dataset.press;
      if (name === "fingers") fingers(turned(button));
      else if (name) presses[/** @type {Press} */ (name)]();
      this.#show();
    };
    bar.addEventListener("click", press, { signal });
    this.#show();
  }

  /** @param {DOMStringMap} chosen */
  #choose({ tool, colour, width }) {
    if (tool) this.tool = /** @type {Tool} */ (tool);
    if (colour) this.#colours[this.tool] = /** @type {Colour} */ (colour);
    if (width) this.#width = Number(width);
  }

  get colour() {
    return this.#colours[this.tool];
  }

  get width() {
    return WIDTHS[this.tool][this.#width] ?? 0;
  }

  /** @param {{canUndo: boolean, canRedo: boolean, hasBookmark: boolean}} state */
  useState({ canUndo, canRedo, hasBookmark }) {
    this.#press("undo").disabled = !canUndo;
    this.#press("redo").disabled = !canRedo;
    turn(this.#press("bookmark"), hasBookmark);
  }

  /** @param {import("./marks.js").Standing | string} standing or the sentence itself */
  tell(standing) {
    const words = maybe(this.#bar, '[data-part="notes-kept"]');
    if (words) words.textContent = SENTENCES[/** @type {keyof typeof SENTENCES} */ (standing)] ?? standing;
  }

  focus() {
    need(this.#bar, "button", HTMLButtonElement).focus();
  }

  /** @param {string} name */
  #press(name) {
    return need(this.#bar, `[data-press="${name}"]`, HTMLButtonElement);
  }

  #show() {
    for (const button of all(this.#bar, "button", HTMLButtonElement)) {
      const { tool, colour, width } = button.dataset;
      if (tool) turn(button, tool === this.tool);
      if (colour) turn(button, colour === this.colour);
      if (width) turn(button, Number(width) === this.#width);
    }
    this.#bar.classList.toggle("is-erasing", this.tool === "eraser");
    this.#bar.classList.toggle("is-text", this.tool === "text");
  }
}

/**
 * @param {HTMLElement} button
 * @param {boolean} isOn
 */
function turn(button, isOn) {
  button.setAttribute("aria-pressed", String(isOn));
}

/**
 * The other way than before. Returns whether it is on now.
 * @param {HTMLElement} button
 */
function turned(button) {
  const isOn = button.getAttribute("aria-pressed") !== "true";
  turn(button, isOn);
  return isOn;
}
