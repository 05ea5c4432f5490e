/** The preparation of a meeting: forms that work without script become acts that stay on the screen. */

import { around, maybe, need } from "/client/ground/dom.js";
import { act } from "/client/ground/server.js";
import { CanPanel } from "./can.js";
import { Dropping } from "./drag.js";
import { enliven } from "./enliven.js";
import { highest } from "./labels.js";
import { LabelPicking } from "./picking.js";
import { Rows } from "./rows.js";
import { Selection } from "./selection.js";
import { isSure } from "./sure.js";
import { complain, tell, tellRefusal } from "./telling.js";
import { Uploads } from "./uploads.js";
import { doneWords, progressWords } from "./words.js";

/**
 * The papers that are being described: their name, and the label of each.
 * @param {HTMLElement[]} rows at least one
 */
function nameOf(rows) {
  const title = rows[0]?.dataset.title ?? "";
  return rows.length > 1 ? `${title}　ほか ${rows.length - 1}\u00a0件` : title;
}

export class Preparation {
  #root;
  #here;
  #rows;
  #can;
  #uploads;
  #selection;
  #picking;
  #picker;
  #addTo = "";
  #retrying = "";

  /** @param {HTMLElement} root with the meeting's address in `data-prepare` */
  constructor(root) {
    this.#root = root;
    this.#here = root.dataset.prepare ?? "";
    this.#rows = new Rows(need(root, "[data-rows]"), this.#here);
    this.#can = new CanPanel(need(root, "[data-can]"));
    this.#picker = need(document, "[data-files]", HTMLInputElement);
    this.#uploads = new Uploads(Number(root.dataset.limitBytes), this.#picker.accept, this.#hearing());
    this.#selection = new Selection(root, this.#rows, (rows) => this.#describe(rows));
    this.#picking = new LabelPicking(root, {
      onWalk: () => tell("Enter キーを押すか、ほかの欄へ移ると、この区分に決まります。"),
      onSettled: (form) => this.#setLabel(form),
    });
    this.#listen();
    this.#rows.watch("moving" in root.dataset);
  }

  #listen() {
    const root = this.#root;
    need(root, "[data-marks]").addEventListener("change", () => this.#sayMarks());
    this.#sayMarks();
    root.addEventListener("rows:new", () => {
      enliven(root);
      this.#selection.restore();
    });
    root.addEventListener("change", (event) => this.#changed(event));
    root.addEventListener("submit", (event) => this.#submitted(event));
    root.addEventListener("click", (event) => this.#clicked(event));
    root.addEventListener("focusin", (event) => this.#focused(event));
    this.#picker.addEventListener("change", () => this.#picked());
    new Dropping(root, {
      onFiles: (files, item) => this.#uploads.add(files, `${this.#here}/papers`, item, this.#marks()),
      onPaper: (paper, place) => this.#movePaper(paper, place),
    });
  }

  /** @returns {import("./uploads.js").Hearing} */
  #hearing() {
    return {
      registered: (material) => {
        this.#rows.sending.add(material);
        this.#refresh();
      },
      progress: (material, sent, total) => {
        const line = { tone: "run", text: progressWords(sent, total), value: sent, maximum: total, is_moving: true };
        this.#rows.draw(material, line);
      },
      sent: (material) => this.#settled(material),
      failed: ({ material, name, sentence }) => {
        complain(material ? `「${name}」：${sentence}` : sentence);
        this.#settled(material);
      },
      idle: (failed) => tell(failed ? `${failed}\u00a0件を送信できませんでした。` : "ファイルの送信が終わりました。"),
    };
  }

  /** What is chosen for papers that are added now. */
  #marks() {
    const picked = this.#root.querySelectorAll("[data-marks] select");
    return Object.fromEntries(
      [...picked].map((each) => [each.getAttribute("name") ?? "", each instanceof HTMLSelectElement ? each.value : ""]),
    );
  }

  /** Says beside the closed panel what is chosen in it. */
  #sayMarks() {
    const picked = this.#root.querySelectorAll("[data-marks] option:checked");
    const words = [...picked].map((option) => option.textContent?.trim());
    need(this.#root, "[data-marks-chosen]").textContent = `　${words.join("、")}`;
  }

  #refresh() {
    return this.#rows.refresh().catch(tellRefusal);
  }

  /** @param {string} material */
  #settled(material) {
    this.#rows.sending.delete(material);
    this.#refresh();
  }

  /**
   * Tell what labels mean, for one row or the highest of several.
   * @param {HTMLElement[]} rows
   * @param {string} [level] that is being chosen for them
   */
  #describe(rows, level) {
    if (rows.length === 0) return;
    const shown = level ?? highest(rows.map((row) => row.dataset.level ?? ""));
    const papers = rows.map((row) => row.dataset.paper ?? "");
    this.#can.show(shown, papers, nameOf(rows));
  }

  /** @param {FocusEvent} event */
  #focused({ target }) {
    const form = around(target, "[data-label]");
    const row = form && around(form, "[data-paper]");
    if (row && this.#selection.rows.length === 0) this.#describe([row]);
  }

  /** @param {Event} event */
  #changed({ target }) {
    if (!(target instanceof HTMLSelectElement) || !target.value) return;
    if (target.matches("[data-bulk-label]")) {
      this.#describe(this.#selection.rows, target.value);
      return;
    }
    const form = around(target, "form[data-label]", HTMLFormElement);
    const row = form && around(form, "[data-paper]");
    if (!row) return;
    this.#describe([row], target.value);
    this.#picking.choose(form);
  }

  /** @param {SubmitEvent} event */
  #submitted(event) {
    const form = around(event.target, "form[data-label], form[data-quick]", HTMLFormElement);
    if (!form) return;
    event.preventDefault();
    event.stopPropagation();
    this.#act(form, form.dataset.done ?? "変えました。");
  }

  /** @param {HTMLFormElement} form */
  async #setLabel(form) {
    const picked = maybe(form, "select", HTMLSelectElement);
    if (await isSure(picked?.value ?? "")) await this.#act(form, "区分を変えました。");
    else await this.#refresh();
  }

  /**
   * Send a form without leaving the screen.
   * @param {HTMLFormElement} form
   * @param {string} done
   */
  async #act(form, done) {
    const title = around(form, "tr")?.dataset.title ?? "";
    const fields = new FormData(form);
    around(form, "details[data-menu]")?.removeAttribute("open");
    complain("");
    try {
      const told = await act(form.getAttribute("action") ?? "", fields);
      tell(`「${title}」：${doneWords(/** @type {{label_change?: unknown, level?: string} | null} */ (told), done)}`);
    } catch (error) {
      tellRefusal(error);
    }
    await this.#refresh();
  }

  /** @param {MouseEvent} event */
  #clicked({ target }) {
    const add = around(target, "[data-add-to]");
    const retry = around(target, "[data-retry]");
    if (!add && !retry) return;
    around(add, "details")?.removeAttribute("open");
    this.#addTo = add?.dataset.addTo ?? "";
    this.#retrying = retry?.dataset.retry ?? "";
    this.#picker.multiple = !retry;
    this.#picker.click();
  }

  #picked() {
    const files = [...(this.#picker.files ?? [])];
    const [first] = files;
    this.#picker.value = "";
    this.#picker.multiple = true;
    complain("");
    if (this.#retrying && first) this.#uploads.replace(first, this.#retrying);
    else this.#uploads.add(files, `${this.#here}/papers`, this.#addTo, this.#marks());
    this.#addTo = "";
    this.#retrying = "";
  }

  /**
   * @param {string} paper
   * @param {import("./drag.js").Place} place
   */
  async #movePaper(paper, { item, before }) {
    /** @type {Record<string, string>} */
    const fields = before ? { agenda_item: item, direction: "before", before } : { agenda_item: item };
    try {
      await act(`${this.#here}/papers/${paper}/move`, fields);
      tell("資料を移しました。");
    } catch (error) {
      tellRefusal(error);
    }
    await this.#refresh();
  }
}
