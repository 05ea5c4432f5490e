/** Choosing papers in the table, and doing one thing to all of them. Each paper is one act, decided on its own. */

import { Problem, post } from "./api.js";

export class Selection {
  #root;
  #rows;
  #chosen = new Set();
  #onChange;
  #say;

  constructor(root, rows, onChange, say) {
    this.#root = root;
    this.#rows = rows;
    this.#onChange = onChange;
    this.#say = say;
    root.addEventListener("change", (event) => this.#changed(event));
    this.#part("apply").addEventListener("click", () => this.#apply());
    this.#part("readers").addEventListener("submit", (event) => this.#setReaders(event));
    this.#part("clear").addEventListener("click", () => this.clear());
    this.restore();
  }

  /** After the rows were exchanged: what was chosen stays chosen. */
  restore() {
    const there = new Set();
    for (const row of this.#rows.all()) {
      const tick = row.querySelector("[data-select]");
      tick.hidden = false;
      tick.checked = this.#chosen.has(row.dataset.paper);
      row.classList.toggle("is-on", tick.checked);
      if (tick.checked) there.add(row.dataset.paper);
    }
    this.#chosen = there;
    this.#draw();
  }

  get rows() {
    return this.#rows.all().filter((row) => this.#chosen.has(row.dataset.paper));
  }

  clear() {
    this.#chosen.clear();
    this.restore();
  }

  #part(name) {
    return this.#root.querySelector(`[data-bulk-${name}]`);
  }

  #changed(event) {
    const tick = event.target;
    if (tick.matches("[data-select-all]")) {
      this.#chosen = new Set(tick.checked ? this.#rows.all().map((row) => row.dataset.paper) : []);
      this.restore();
    } else if (tick.matches("[data-select]")) {
      const row = tick.closest("[data-paper]");
      if (tick.checked) this.#chosen.add(row.dataset.paper);
      else this.#chosen.delete(row.dataset.paper);
      row.classList.toggle("is-on", tick.checked);
      this.#draw();
    } else return;
    this.#onChange(this.rows);
  }

  #draw() {
    const all = this.#root.querySelector("[data-select-all]");
    const total = this.#rows.all().length;
    all.hidden = total === 0;
    all.checked = total > 0 && this.#chosen.size === total;
    all.indeterminate = this.#chosen.size > 0 && !all.checked;
    this.#root.querySelector("[data-bulk]").hidden = this.#chosen.size === 0;
    this.#part("count").textContent = `${this.#chosen.size}\u00a0件を選択中`;
  }

  async #apply() {
    const label = this.#part("label").value;
    const item = this.#part("item").value;
    if (!label && item === "-") {
      this.#say.complain("変える区分か、移す日程を選んでください。");
      return;
    }
    const here = this.#root.dataset.prepare;
    this.#part("label").value = "";
    this.#part("item").value = "-";
    await this.#toEach(async (paper) => {
      if (label) await post(`/prepare/materials/${paper}/label`, { label });
      if (item !== "-") await post(`${here}/papers/${paper}/move`, { agenda_item: item });
    });
  }

  async #setReaders(event) {
    const form = event.target;
    event.preventDefault();
    const chosen = new FormData(form);
    form.closest("dialog").querySelector("[data-close-dialog]").click();
    if ([...chosen].length === 0) {
      this.#say.complain("読める人を、グループか名前で選んでください。");
      return;
    }
    await this.#toEach((paper) => post(`/prepare/materials/${paper}/readers`, chosen));
    form.reset();
  }

  /** What one paper is refused is told at the end; the others go on. */
  async #toEach(act) {
    const problems = [];
    const rows = this.rows;
    this.#say.complain("");
    for (const row of rows) {
      const { paper, title } = row.dataset;
      try {
        await act(paper);
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        problems.push(`「${title}」：${error.message}`);
      }
    }
    this.#say.tell(`${rows.length - problems.length}\u00a0件を変えました。`);
    if (problems.length) this.#say.complain(problems.join("\n"));
    this.clear();
    await this.#rows.refresh();
  }
}
