/** Keeps the live board up to date: at once when the socket has news, and every ten seconds besides, as there is no news
 *  of pages being read. Without a socket every five seconds. A part in which somebody is typing is left alone. */

import { all, need } from "/client/ground/dom.js";
import { Refusal } from "/client/ground/refusal.js";
import { getJson } from "/client/ground/server.js";
import { isLive, listen } from "../session/live.js";

/** @typedef {{head: string, alarms: string, table: string}} State the two parts as the server draws them */

const EVERY_MS = 5000;
const QUIET_MS = 9000;
const AGAIN_MS = 500;
const FOCUSABLE = "a, button, input, summary";
const FOLDS = "details[data-keep]";

/**
 * Which folded parts are open and which element has the focus, to be restored after the part is drawn anew.
 * @param {HTMLElement} part
 */
function remembered(part) {
  const open = all(part, FOLDS, HTMLDetailsElement).filter((fold) => fold.open);
  const focusable = all(part, FOCUSABLE);
  const active = focusable.find((one) => one === document.activeElement);
  const place = active ? focusable.indexOf(active) : -1;
  return {
    open: new Set(open.map((fold) => fold.dataset.keep)),
    place,
    label: active?.getAttribute("aria-label") ?? "",
  };
}

/**
 * @param {HTMLElement} part
 * @param {ReturnType<typeof remembered>} kept
 */
function restore(part, { open, place, label }) {
  for (const fold of all(part, FOLDS, HTMLDetailsElement)) fold.open = open.has(fold.dataset.keep);
  if (place < 0) return;
  const focusable = all(part, FOCUSABLE);
  const same = label ? focusable.find((one) => one.getAttribute("aria-label") === label) : focusable[place];
  same?.focus({ preventScroll: true });
}

/** @param {HTMLElement} part */
function isTyping(part) {
  return all(part, "input[name=note]:not([type=hidden])", HTMLInputElement).some((field) => field.value !== "");
}

/** @param {HTMLElement} part */
const alarmsIn = (part) => all(part, "[data-alarm-id]").map((one) => one.dataset.alarmId);

class Board {
  #head = need(document, "[data-board-head]");
  #said = need(document, "[data-board-said]");
  #alarms = { part: need(document, "[data-board-alarms]"), html: "" };
  #table = { part: need(document, "[data-board-table]"), html: "" };
  #askedAt = Date.now();
  #isAsking = false;
  #isNew = false; // news came while an answer was awaited, so ask once more

  constructor() {
    listen("board", () => this.#ask());
    setInterval(() => {
      if (!isLive() || Date.now() - this.#askedAt > QUIET_MS) this.#ask();
    }, EVERY_MS);
    document.addEventListener("visibilitychange", () => this.#ask());
  }

  async #ask() {
    if (this.#isAsking) {
      this.#isNew = true;
      return;
    }
    this.#isAsking = true;
    this.#askedAt = Date.now();
    await this.#refresh();
    this.#isAsking = false;
    if (!this.#isNew) return;
    this.#isNew = false;
    setTimeout(() => this.#ask(), AGAIN_MS);
  }

  async #refresh() {
    if (document.visibilityState !== "visible") return;
    try {
      const state = /** @type {State} */ (await getJson("/admin/connections/state"));
      this.#head.textContent = state.head;
      this.#draw(this.#alarms, state.alarms);
      this.#draw(this.#table, state.table);
    } catch (refusal) {
      if (refusal instanceof Refusal && refusal.status !== 0) return; // refused: the scripts of the session show why
      this.#head.textContent = "つながりません。つながりしだい、新しくなります。";
    }
  }

  /**
   * @param {{part: HTMLElement, html: string}} shown
   * @param {string} html our own template's, in which everything that people wrote is escaped
   */
  #draw(shown, html) {
    const { part } = shown;
    if (shown.html === html || isTyping(part)) return;
    const before = new Set(alarmsIn(part));
    const kept = remembered(part);
    part.innerHTML = html;
    restore(part, kept);
    shown.html = html;
    const added = alarmsIn(part).filter((one) => !before.has(one));
    if (added.length > 0) this.#said.textContent = `新しい警報が ${added.length} 件あります。`;
  }
}

new Board();
