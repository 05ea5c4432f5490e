/** The side panel: what a label lets members do, told before it is saved. Several papers: the highest label of them. */

import { getJson } from "./api.js";

const ORDER = ["3A", "3B", "3C", "2", "1"];
const ICONS = { ok: "check", warn: "warn", shield: "shield" };

/** The highest of some labels; "" (no label yet) is handled as 3C. */
export function highest(levels) {
  const known = levels.map((level) => level || "3C");
  return ORDER.find((level) => known.includes(level)) ?? "3C";
}

function badge(level) {
  const sign = document.createElement("span");
  sign.className = `level level-${level.toLowerCase()}`;
  if (level === "3A") {
    const lock = document.createElement("span");
    lock.className = "icon icon-lock";
    lock.setAttribute("aria-hidden", "true");
    sign.append(lock);
  }
  sign.append(`機密性${level}`);
  return sign;
}

function tableRow({ label, tone, text }) {
  const row = document.createElement("tr");
  const head = document.createElement("th");
  const cell = document.createElement("td");
  const state = document.createElement("span");
  const icon = document.createElement("span");
  const words = document.createElement("span");
  head.scope = "row";
  head.textContent = label;
  state.className = `state state-${tone === "warn" ? "warn" : "ok"}`;
  icon.className = `icon icon-${ICONS[tone] ?? "check"}`;
  icon.setAttribute("aria-hidden", "true");
  words.className = "state-words";
  words.textContent = text.replace(/(\d) (?=\D)/g, "$1\u00a0");
  state.append(icon, words);
  cell.append(state);
  row.append(head, cell);
  return row;
}

export class CanPanel {
  #panel;
  #asking = null;

  constructor(panel) {
    this.#panel = panel;
  }

  /** Show a level for readers in words; `name` says for which papers. A later wish overtakes an earlier one. */
  async show(level, readers, name) {
    this.#asking?.abort();
    this.#asking = new AbortController();
    const query = new URLSearchParams({ level, readers });
    let told;
    try {
      told = await getJson(`/prepare/preview-label?${query}`, this.#asking.signal);
    } catch {
      return;
    }
    const body = this.#panel.querySelector("[data-can-table] tbody");
    if (!body) return;
    body.replaceChildren(...told.rows.map(tableRow));
    // Before the first paper there was nothing to tell.
    this.#panel.querySelector("[data-can-empty]")?.setAttribute("hidden", "");
    this.#panel.querySelector("[data-can-shown]")?.removeAttribute("hidden");
    this.#panel.querySelector("[data-can-badge]")?.replaceChildren(badge(told.level));
    const words = this.#panel.querySelector("[data-can-name]");
    if (words && name) words.textContent = name;
  }
}
