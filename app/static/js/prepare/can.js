/** The side panel: what a label lets members do, told before it is saved. Several papers: the highest label of them. */

import { element, icon, maybe } from "/client/ground/dom.js";
import { getJson } from "/client/ground/server.js";

/** @typedef {{label: string, tone: string, text: string}} Row what members can do, and how good that is */

const SPACE_AFTER_NUMBER = /(\d) (?=\D)/gu;
/** @type {Record<string, string>} */
const ICONS = { ok: "check", warn: "warn", shield: "shield" };

/** @param {string} level */
function badge(level) {
  const sign = element("span", `level level-${level.toLowerCase()}`);
  if (level === "3A") sign.append(icon("lock"));
  sign.append(`機密性${level}`);
  return sign;
}

/** @param {Row} row */
function tableRow({ label, tone, text }) {
  const row = element("tr");
  const head = element("th", "", label);
  const cell = element("td");
  const state = element("span", `state state-${tone === "warn" ? "warn" : "ok"}`);
  head.scope = "row";
  state.append(
    icon(ICONS[tone] ?? "check"),
    element("span", "state-words", text.replace(SPACE_AFTER_NUMBER, "$1\u00a0")),
  );
  cell.append(state);
  row.append(head, cell);
  return row;
}

export class CanPanel {
  #panel;
  /** @type {AbortController | null} */
  #asking = null;

  /** @param {HTMLElement} panel */
  constructor(panel) {
    this.#panel = panel;
  }

  /**
   * Show what a level lets the readers of these papers do. A later call cancels an earlier one that has no answer yet.
   * @param {string} level
   * @param {string[]} papers
   * @param {string} name
   */
  async show(level, papers, name) {
    this.#asking?.abort();
    this.#asking = new AbortController();
    const query = new URLSearchParams([["level", level], ...papers.map((paper) => ["papers", paper])]);
    let told;
    try {
      const answer = await getJson(`/prepare/preview-label?${query}`, this.#asking.signal);
      told = /** @type {{level: string, rows: Row[]}} */ (answer);
    } catch {
      return;
    }
    const panel = this.#panel;
    const body = maybe(panel, "[data-can-table] tbody");
    if (!body) return;
    body.replaceChildren(...told.rows.map(tableRow));
    // Before the first paper there was nothing to tell.
    maybe(panel, "[data-can-empty]")?.setAttribute("hidden", "");
    maybe(panel, "[data-can-shown]")?.removeAttribute("hidden");
    maybe(panel, "[data-can-badge]")?.replaceChildren(badge(told.level));
    const words = maybe(panel, "[data-can-name]");
    if (words && name) words.textContent = name;
  }
}
