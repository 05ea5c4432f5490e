/** Choosing papers in the table, and doing one thing to all of them. Each paper is one act, decided on its own. */

import { around, need } from "/client/ground/dom.js";
import { Refusal } from "/client/ground/refusal.js";
import { act } from "/client/ground/server.js";
import { BulkReaders } from "./readers.js";
import { isSure } from "./sure.js";
import { complain, tell } from "./telling.js";
import { sentenceOf } from "./words.js";

const NOT_MOVED = "-";

/**
 * The mark of the label and the file that the row shows, as its own form of the label carries it.
 * @param {HTMLElement} row
 * @returns {Record<string, string>}
 */
function seenIn(row) {
  const mark = row.querySelector("[data-label] [name=made_from]");
  return mark instanceof HTMLInputElement ? { made_from: mark.value } : {};
}

export class Selection {
  #root;
  #here;
  #rows;
  #all;
  /** @type {Set<string>} papers */
  #chosen = new Set();
  #onChange;

  /**
   * @param {HTMLElement} root
   * @param {import("./rows.js").Rows} rows
   * @param {(rows: HTMLElement[]) => void} onChange
   */
  constructor(root, rows, onChange) {
    this.#root = root;
    this.#here = root.dataset.prepare ?? "";
    this.#rows = rows;
    this.#onChange = onChange;
    this.#all = need(root, "[data-select-all]", HTMLInputElement);
    root.addEventListener("change", (event) => this.#changed(event));
    this.#part("apply").addEventListener("click", () => this.#apply());
    new BulkReaders(
      root,
      () => this.rows,
      (acts) => this.#toEach((paper) => acts(paper)),
    );
    this.#part("clear").addEventListener("click", () => this.clear());
    this.restore();
  }

  /** After the rows were exchanged: what was chosen stays chosen. */
  restore() {
    /** @type {Set<string>} */
    const there = new Set();
    for (const row of this.#rows.all()) {
      const tick = need(row, "[data-select]", HTMLInputElement);
      const paper = row.dataset.paper ?? "";
      tick.hidden = false;
      tick.checked = this.#chosen.has(paper);
      row.classList.toggle("is-on", tick.checked);
      if (tick.checked) there.add(paper);
    }
    this.#chosen = there;
    this.#draw();
  }

  get rows() {
    return this.#rows.all().filter((row) => this.#chosen.has(row.dataset.paper ?? ""));
  }

  clear() {
    this.#chosen.clear();
    this.restore();
  }

  /**
   * @template {HTMLElement} [T=HTMLElement]
   * @param {string} name
   * @param {new () => T} [kind]
   */
  #part(name, kind) {
    return need(this.#root, `[data-bulk-${name}]`, kind);
  }

  /** @param {Event} event */
  #changed({ target }) {
    if (!(target instanceof HTMLInputElement)) return;
    if (target === this.#all) {
      this.#chosen = new Set(target.checked ? this.#rows.all().map((row) => row.dataset.paper ?? "") : []);
      this.restore();
    } else if (target.matches("[data-select]")) {
      this.#choose(around(target, "[data-paper]"), target.checked);
    } else return;
    this.#onChange(this.rows);
  }

  /**
   * @param {HTMLElement | null} row
   * @param {boolean} isChosen
   */
  #choose(row, isChosen) {
    const paper = row?.dataset.paper ?? "";
    if (isChosen) this.#chosen.add(paper);
    else this.#chosen.delete(paper);
    row?.classList.toggle("is-on", isChosen);
    this.#draw();
  }

  #draw() {
    const total = this.#rows.all().length;
    this.#all.hidden = total === 0;
    this.#all.checked = total > 0 && this.#chosen.size === total;
    this.#all.indeterminate = this.#chosen.size > 0 && !this.#all.checked;
    need(this.#root, "[data-bulk]").hidden = this.#chosen.size === 0;
    this.#part("count").textContent = `${this.#chosen.size}\u00a0件を選択中`;
  }

  async #apply() {
    const labels = this.#part("label", HTMLSelectElement);
    const items = this.#part("item", HTMLSelectElement);
    const [label, item] = [labels.value, items.value];
    if (!label && item === NOT_MOVED) {
      complain("変える区分か、移す日程を選んでください。");
      return;
    }
    if (!(await isSure(label))) return;
    labels.value = "";
    items.value = NOT_MOVED;
    await this.#toEach(async (paper, row) => {
      if (label) await act(`/prepare/materials/${paper}/label`, { label, ...seenIn(row) });
      if (item !== NOT_MOVED) await act(`${this.#here}/papers/${paper}/move`, { agenda_item: item });
    });
  }

  /**
   * Does the same to each chosen paper, one after the other. Refusals do not stop it; they are told at the end.
   * @param {(paper: string, row: HTMLElement) => Promise<unknown>} doIt
   */
  async #toEach(doIt) {
    /** @type {string[]} */
    const problems = [];
    const rows = this.rows;
    complain("");
    for (const row of rows) {
      try {
        await doIt(row.dataset.paper ?? "", row);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        problems.push(`「${row.dataset.title}」：${sentenceOf(error)}`);
      }
    }
    tell(`${rows.length - problems.length}\u00a0件を変えました。`);
    if (problems.length > 0) complain(problems.join("\n"));
    this.clear();
    await this.#rows.refresh();
  }
}
