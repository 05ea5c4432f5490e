/** The preparation of a meeting, and of one paper: forms that work without script become acts that stay on the screen. */

import { Problem, post } from "./api.js";
import { CanPanel, highest } from "./can.js";
import { Dropping } from "./drag.js";
import { Rows } from "./rows.js";
import { Selection } from "./selection.js";
import { preparePaper } from "./paper.js";
import { Uploads, amountWords } from "./uploads.js";

/** Say what was done. */
function tell(words) {
  const line = document.querySelector("[data-announce]");
  if (line) line.textContent = words;
}

/** Say what went wrong, under what went wrong before; "" takes all of it away. An alert is one only while it speaks. */
function complain(problem) {
  const box = document.querySelector("[data-problem]");
  const words = box?.querySelector("[data-problem-text]");
  if (!box) return;
  words.textContent = problem && words.textContent ? `${words.textContent}\n${problem}` : problem;
  box.hidden = !problem;
  if (problem) {
    box.setAttribute("role", "alert");
    box.scrollIntoView({ block: "nearest" });
  } else box.removeAttribute("role");
}

function tellProblem(error) {
  if (!(error instanceof Problem)) throw error;
  tell("");
  complain(error.message);
}

/** What an act came to: a label may have to wait for a second person. */
function doneWords(told, done) {
  if (!told?.label_change) return done;
  if (told.level === "3A") return "機密性3A として扱います。事務局長の確認を待っています。";
  return "区分の変更を依頼しました。もう 1\u00a0人の確認を待っています。";
}

/** Show what only works with script, hide what is only for working without. */
function enliven(root) {
  for (const part of root.querySelectorAll("[data-script], [data-add-to], [data-grip]")) part.hidden = false;
  for (const part of root.querySelectorAll("[data-noscript]")) part.hidden = true;
}

class Preparation {
  #root;
  #here;
  #rows;
  #can;
  #uploads;
  #selection;
  #addTo = "";
  #retrying = "";
  #picker;
  #typed = false;
  #pending = null;

  constructor(root) {
    this.#root = root;
    this.#here = root.dataset.prepare;
    this.#rows = new Rows(root.querySelector("[data-rows]"), this.#here);
    this.#can = new CanPanel(root.querySelector("[data-can]"));
    this.#uploads = new Uploads(Number(root.dataset.limitBytes));
    this.#selection = new Selection(root, this.#rows, (rows) => this.#describe(rows), { tell, complain });
    this.#picker = document.querySelector("[data-files]");
    this.#listen();
    this.#listenToUploads();
    this.#rows.watch("moving" in root.dataset);
  }

  #listen() {
    const root = this.#root;
    root.addEventListener("rows:new", () => {
      enliven(root);
      this.#selection.restore();
    });
    root.addEventListener("change", (event) => this.#changed(event));
    root.addEventListener("keydown", (event) => this.#typedIn(event));
    root.addEventListener("pointerdown", () => (this.#typed = false));
    root.addEventListener("focusout", () => this.#settleLabel());
    root.addEventListener("submit", (event) => this.#submitted(event));
    root.addEventListener("click", (event) => this.#clicked(event));
    root.addEventListener("focusin", (event) => {
      const row = event.target.closest("[data-label]")?.closest("[data-paper]");
      if (row && !this.#selection.rows.length) this.#describe([row]);
    });
    this.#picker.addEventListener("change", () => this.#picked());
    new Dropping(root, {
      onFiles: (files, item) => this.#uploads.add(files, `${this.#here}/papers`, item),
      onPaper: (paper, place) => this.#movePaper(paper, place),
    });
  }

  #listenToUploads() {
    const uploads = this.#uploads;
    uploads.addEventListener("registered", ({ detail }) => {
      this.#rows.sending.add(detail.material);
      this.#rows.refresh().catch(tellProblem);
    });
    uploads.addEventListener("progress", ({ detail: { material, sent, total } }) => {
      const percent = Math.floor((100 * sent) / total);
      const text = `送信しています ${percent}%（${amountWords(sent, total)}）`;
      this.#rows.draw(material, { tone: "run", text, value: sent, maximum: total, is_moving: true });
    });
    uploads.addEventListener("sent", ({ detail }) => this.#settled(detail.material));
    uploads.addEventListener("failed", ({ detail }) => {
      complain(detail.material ? `「${detail.name}」：${detail.sentence}` : detail.sentence);
      this.#settled(detail.material);
    });
    uploads.addEventListener("idle", () => tell("ファイルの送信が終わりました。"));
  }

  #settled(material) {
    this.#rows.sending.delete(material);
    this.#rows.refresh().catch(tellProblem);
  }

  /** Tell what labels mean, for one row or the highest of several. */
  #describe(rows, level) {
    if (!rows.length) return;
    const [first] = rows;
    const readers = new Set(rows.map((row) => row.dataset.readers));
    const name = rows.length > 1 ? `${first.dataset.title}　ほか ${rows.length - 1}\u00a0件` : first.dataset.title;
    const shown = level ?? highest(rows.map((row) => row.dataset.level));
    this.#can.show(shown, readers.size === 1 ? [...readers][0] : "資料ごとに決めた人", name);
  }

  #changed(event) {
    if (event.target.matches("[data-bulk-label]") && event.target.value) {
      this.#describe(this.#selection.rows, event.target.value);
      return;
    }
    const form = event.target.closest("form[data-label]");
    if (!form || !event.target.value) return;
    this.#describe([form.closest("[data-paper]")], event.target.value);
    this.#pending = form;
    if (this.#typed) tell("Enter キーを押すか、ほかの欄へ移ると、この区分に決まります。");
    else this.#settleLabel();
  }

  /** Arrow keys walk through the labels; walking must not label a paper with each one on the way. */
  #typedIn(event) {
    if (!event.target.closest("form[data-label] select")) return;
    this.#typed = true;
    if (event.key !== "Enter" || !this.#pending) return;
    event.preventDefault();
    this.#settleLabel();
  }

  #settleLabel() {
    const form = this.#pending;
    this.#pending = null;
    if (form?.isConnected) this.#act(form, "区分を変えました。");
  }

  #submitted(event) {
    const form = event.target.closest("form[data-label], form[data-quick]");
    if (!form) return;
    event.preventDefault();
    event.stopPropagation();
    this.#act(form, "変えました。");
  }

  /** Send a form without leaving the screen. */
  async #act(form, done) {
    const title = form.closest("tr")?.dataset.title ?? "";
    const fields = new FormData(form);
    form.closest("details[data-menu]")?.removeAttribute("open");
    complain("");
    try {
      const told = await post(form.getAttribute("action"), fields);
      tell(`「${title}」：${doneWords(told, done)}`);
    } catch (error) {
      tellProblem(error);
    }
    await this.#rows.refresh().catch(tellProblem);
  }

  #clicked(event) {
    const add = event.target.closest("[data-add-to]");
    const retry = event.target.closest("[data-retry]");
    if (!add && !retry) return;
    add?.closest("details")?.removeAttribute("open");
    this.#addTo = add?.dataset.addTo ?? "";
    this.#retrying = retry?.dataset.retry ?? "";
    this.#picker.multiple = !retry;
    this.#picker.click();
  }

  #picked() {
    const files = [...this.#picker.files];
    this.#picker.value = "";
    this.#picker.multiple = true;
    complain("");
    if (this.#retrying && files.length) this.#uploads.replace(files[0], this.#retrying);
    else this.#uploads.add(files, `${this.#here}/papers`, this.#addTo);
    this.#addTo = "";
    this.#retrying = "";
  }

  async #movePaper(paper, { item, before }) {
    const fields = before ? { agenda_item: item, direction: "before", before } : { agenda_item: item };
    try {
      await post(`${this.#here}/papers/${paper}/move`, fields);
      tell("資料を移しました。");
    } catch (error) {
      tellProblem(error);
    }
    await this.#rows.refresh().catch(tellProblem);
  }
}

/** One menu is open at a time; Escape and a press elsewhere close it. */
function closeMenus(except) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) if (menu !== except) menu.removeAttribute("open");
}

document.addEventListener("click", (event) => closeMenus(event.target.closest("details[data-menu]")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details[data-menu][open]");
  menu?.querySelector("summary")?.focus();
  closeMenus(null);
});

const meeting = document.querySelector("[data-prepare]");
const paper = document.querySelector("[data-material]");
if (meeting) new Preparation(meeting);
if (paper) preparePaper(paper, { tell, complain });
// Last: what is shown answers.
enliven(document);
