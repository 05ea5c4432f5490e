/** The readers of several papers in one dialog: it shows who they are, and changes only what was touched. */

import { all, around, need } from "/client/ground/dom.js";
import { act } from "/client/ground/server.js";
import { complain } from "./telling.js";

/**
 * The readers of one paper by the field's name in the form.
 * @param {HTMLElement} row
 * @param {string} name
 */
const readersOf = (row, name) => (row.dataset[name] ?? "").split(" ").filter((id) => id !== "");

/**
 * The readers after a change.
 * @param {string[]} readers
 * @param {{value: string, checked: boolean}[]} touched
 */
function changed(readers, touched) {
  const gone = new Set(touched.filter(({ checked }) => !checked).map(({ value }) => value));
  const added = touched.filter(({ checked }) => checked).map(({ value }) => value);
  return new Set([...readers, ...added].filter((id) => !gone.has(id)));
}

export class BulkReaders {
  #form;
  #rows;

  /**
   * @param {HTMLElement} root
   * @param {() => HTMLElement[]} rows those that are chosen
   * @param {(change: (paper: string) => Promise<unknown>) => Promise<void>} toEach does it to each of them
   */
  constructor(root, rows, toEach) {
    this.#form = need(root, "[data-bulk-readers]", HTMLFormElement);
    this.#rows = rows;
    root.addEventListener("click", ({ target }) => {
      if (around(target, '[data-open-dialog="bulk-readers"]')) this.#show();
    });
    this.#form.addEventListener("change", ({ target }) => {
      if (target instanceof HTMLInputElement) target.dataset.touched = "";
    });
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      need(this.#form, "[data-close-dialog]").click();
      if (this.#touched().length === 0) complain("変える人を、グループか名前で選んでください。");
      else toEach(this.#changes());
    });
  }

  #boxes() {
    return /** @type {HTMLInputElement[]} */ (all(this.#form, 'input[type="checkbox"]'));
  }

  #touched() {
    return this.#boxes().filter((box) => "touched" in box.dataset);
  }

  /** A reader of all papers is ticked, one of some of them stands between. */
  #show() {
    const rows = this.#rows();
    for (const box of this.#boxes()) {
      const count = rows.filter((row) => readersOf(row, box.name).includes(box.value)).length;
      delete box.dataset.touched;
      box.checked = count > 0 && count === rows.length;
      box.indeterminate = count > 0 && count < rows.length;
    }
  }

  /** What was touched when it was sent: rows are drawn anew between. */
  #changes() {
    const touched = this.#touched().map(({ name, value, checked }) => ({ name, value, checked }));
    const rows = new Map(this.#rows().map((row) => [row.dataset.paper ?? "", row]));
    return (/** @type {string} */ paper) => {
      const row = rows.get(paper);
      const fields = new FormData();
      const seen = row ? [...readersOf(row, "groups"), ...readersOf(row, "people")] : [];
      for (const id of ["", ...seen]) fields.append("seen", id);
      for (const name of ["groups", "people"]) {
        const own = touched.filter((box) => box.name === name);
        for (const id of changed(row ? readersOf(row, name) : [], own)) fields.append(name, id);
      }
      return act(`/prepare/materials/${paper}/readers`, fields);
    };
  }
}
