/** The rows of the preparation table: exchanged for the server's newest ones, and kept up to date while files convert. */

import { getJson, getPage } from "./api.js";

const ASK_EVERY_MS = 1500;
const ASK_AGAIN_MS = 8000;

function icon(name) {
  const sign = document.createElement("span");
  sign.className = `icon icon-${name}`;
  sign.setAttribute("aria-hidden", "true");
  return sign;
}

/** A state line as the server draws it: words with a sign, or words over a bar. */
export function drawState(cell, line) {
  const words = document.createElement("span");
  words.className = `state state-${line.tone}`;
  if (line.is_moving && line.maximum) {
    const row = document.createElement("span");
    const bar = document.createElement("progress");
    row.className = "meter-row";
    words.classList.add("small");
    words.textContent = line.text;
    bar.className = "meter";
    bar.max = line.maximum;
    bar.value = line.value ?? 0;
    bar.setAttribute("aria-label", line.text);
    row.append(words, bar);
    cell.replaceChildren(row);
    return;
  }
  const text = document.createElement("span");
  text.textContent = line.text;
  words.append(icon(line.icon), text);
  cell.replaceChildren(words);
}

export class Rows {
  #body;
  #here;
  #timer = 0;
  #refreshing = null;
  #again = false;
  /** Papers whose progress this page knows better than the server: their files are being sent from here. */
  sending = new Set();

  constructor(body, here) {
    this.#body = body;
    this.#here = here;
  }

  row(material) {
    return this.#body.querySelector(`[data-paper="${CSS.escape(material)}"]`);
  }

  all() {
    return [...this.#body.querySelectorAll("[data-paper]")];
  }

  draw(material, line) {
    const cell = this.row(material)?.querySelector("[data-state]");
    if (cell) drawState(cell, line);
  }

  /** Exchange all rows for the server's. Several wishes at once become one more round. */
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
    const fresh = page.querySelector("[data-rows]");
    if (!fresh) return;
    const focused = document.activeElement;
    const place = this.#body.contains(focused) ? this.#pathOf(focused) : null;
    this.#body.replaceChildren(...fresh.children);
    this.#body.dispatchEvent(new CustomEvent("rows:new", { bubbles: true }));
    if (place) this.#focus(place);
    this.watch(Boolean(page.querySelector("[data-prepare][data-moving]")));
  }

  /** Where the focus is, in words that are true of the new rows too. */
  #pathOf(element) {
    const row = element.closest("tr");
    const all = row ? [...row.querySelectorAll("a, button, select, input, summary")] : [];
    return { row: row?.id ?? "", at: all.indexOf(element) };
  }

  #focus({ row, at }) {
    const found = row ? document.getElementById(row) : null;
    const all = [...(found?.querySelectorAll("a, button, select, input, summary") ?? [])];
    (all[at] ?? all.find((each) => each.matches("summary")))?.focus({ preventScroll: true });
  }

  /** Ask for the states from time to time while something converts. */
  watch(isMoving) {
    clearTimeout(this.#timer);
    if (isMoving) this.#timer = setTimeout(() => this.#ask(), ASK_EVERY_MS);
  }

  async #ask() {
    let state;
    try {
      state = await getJson(`${this.#here}/state`);
    } catch {
      this.#timer = setTimeout(() => this.#ask(), ASK_AGAIN_MS);
      return;
    }
    let hasSettled = false;
    for (const [material, line] of Object.entries(state.papers)) {
      const row = this.row(material);
      if (!row || this.sending.has(material)) continue;
      this.draw(material, line);
      if ("moving" in row.dataset && !line.is_moving) hasSettled = true;
    }
    if (hasSettled) await this.refresh().catch(() => this.watch(true));
    else this.watch(state.is_moving || this.sending.size > 0);
  }
}
