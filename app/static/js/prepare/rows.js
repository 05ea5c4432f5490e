/** The rows of the preparation table: exchanged for the server's newest ones, and kept up to date while files convert. */

import { all, around, element, icon, maybe } from "/client/ground/dom.js";
import { getJson, getPage } from "/client/ground/server.js";

/**
 * The state of a paper: words with a sign, or words over a bar while it is moving.
 * @typedef {{tone: string, text: string, icon?: string, is_moving: boolean, value?: number, maximum?: number}} StateLine
 */

/** @typedef {{papers: Record<string, StateLine>, is_moving: boolean}} State of a whole meeting */

const ASK_EVERY_MS = 1500;
const ASK_AGAIN_MS = 8000;
const CONTROLS = "a, button, select, input, summary";

/**
 * A state line as the server draws it.
 * @param {HTMLElement} cell
 * @param {StateLine} line
 */
function drawState(cell, line) {
  const words = element("span", `state state-${line.tone}`);
  if (line.is_moving && line.maximum) {
    const row = element("span", "meter-row");
    const bar = element("progress", "meter");
    words.classList.add("small");
    words.textContent = line.text;
    bar.max = line.maximum;
    bar.value = line.value ?? 0;
    bar.setAttribute("aria-label", line.text);
    row.append(words, bar);
    cell.replaceChildren(row);
    return;
  }
  words.append(icon(line.icon ?? ""), element("span", "", line.text));
  cell.replaceChildren(words);
}

/**
 * Where the focus is: the row's id and the control's number in it. Both are the same in the new rows.
 * @param {Element} focused
 */
function pathOf(focused) {
  const row = around(focused, "tr");
  const controls = /** @type {Element[]} */ (row ? all(row, CONTROLS) : []);
  return { row: row?.id ?? "", at: controls.indexOf(focused) };
}

/** @param {{row: string, at: number}} place */
function refocus({ row, at }) {
  const found = row ? document.getElementById(row) : null;
  const controls = found ? all(found, CONTROLS) : [];
  (controls[at] ?? controls.find((each) => each.matches("summary")))?.focus({ preventScroll: true });
}

/**
 * Open the menu of a row again: who opened it is about to choose from it.
 * @param {string} row its id
 */
function reopen(row) {
  const found = document.getElementById(row);
  if (found) maybe(found, "details[data-menu]")?.setAttribute("open", "");
}

export class Rows {
  #body;
  #here;
  #timer = 0;
  /** @type {Promise<void> | null} */
  #refreshing = null;
  #again = false;
  /**
   * Papers whose progress this page knows better than the server: their files are being sent from here.
   * @type {Set<string>}
   */
  sending = new Set();

  /**
   * @param {HTMLElement} body
   * @param {string} here the address of the page
   */
  constructor(body, here) {
    this.#body = body;
    this.#here = here;
  }

  /** @param {string} material */
  #row(material) {
    return maybe(this.#body, `[data-paper="${CSS.escape(material)}"]`);
  }

  all() {
    return all(this.#body, "[data-paper]");
  }

  /**
   * @param {string} material
   * @param {StateLine} line
   */
  draw(material, line) {
    const row = this.#row(material);
    const cell = row && maybe(row, "[data-state]");
    if (cell) drawState(cell, line);
  }

  /** Exchange all rows for the server's newest. Calls while one is on its way lead to one more exchange altogether. */
  refresh() {
    if (this.#refreshing) {
      this.#again = true;
      return this.#refreshing;
    }
    this.#refreshing = this.#exchange().finally(() => {
      this.#refreshing = null;
      if (this.#again) {
        this.#again = false;
        this.refresh();
      }
    });
    return this.#refreshing;
  }

  async #exchange() {
    const page = await getPage(this.#here);
    const fresh = maybe(page, "[data-rows]");
    if (!fresh) return;
    const focused = document.activeElement;
    const place = focused && this.#body.contains(focused) ? pathOf(focused) : null;
    const menu = maybe(this.#body, "tr:has(details[data-menu][open])");
    this.#body.replaceChildren(...fresh.children);
    if (menu) reopen(menu.id);
    this.#body.dispatchEvent(new CustomEvent("rows:new", { bubbles: true }));
    if (place) refocus(place);
    this.watch(maybe(page, "[data-prepare][data-moving]") !== null);
  }

  /**
   * Ask for the states from time to time while something converts.
   * @param {boolean} isMoving
   */
  watch(isMoving) {
    clearTimeout(this.#timer);
    if (isMoving) this.#timer = setTimeout(() => this.#ask(), ASK_EVERY_MS);
  }

  async #ask() {
    let state;
    try {
      state = /** @type {State} */ (await getJson(`${this.#here}/state`));
    } catch {
      this.#timer = setTimeout(() => this.#ask(), ASK_AGAIN_MS);
      return;
    }
    let hasSettled = false;
    for (const [material, line] of Object.entries(state.papers)) {
      const row = this.#row(material);
      if (!row || this.sending.has(material)) continue;
      this.draw(material, line);
      if ("moving" in row.dataset && !line.is_moving) hasSettled = true;
    }
    if (hasSettled) await this.refresh().catch(() => this.watch(true));
    else this.watch(state.is_moving || this.sending.size > 0);
  }
}
