/** Keeps the alarm bar up to date: told by the socket; where there is none, it asks every 20 seconds while the page is seen. */

import { all, element, hiddenField, icon, maybe } from "/client/ground/dom.js";
import { Refusal } from "/client/ground/refusal.js";
import { getJson, token } from "/client/ground/server.js";
import { isLive, listen } from "../session/live.js";
import { goDark } from "../session/over.js";

/** @typedef {{id: string, title: string, text: string}} Alarm */
/** @typedef {{own: Alarm[], office: number}} Alarms the person's own, and how many wait for the office */

const EVERY_MS = 20_000;
const AGAIN_MS = 1000;
const NOBODY = "A401";

/**
 * @param {string} answer
 * @param {string} words
 * @param {string} kind
 */
function press(answer, words, kind) {
  const made = element("button", `btn btn-${kind} btn-sm`, words);
  made.type = "submit";
  made.name = "answer";
  made.value = answer;
  return made;
}

/** @param {Alarm} alarm */
function formOf(alarm) {
  const form = element("form", "row");
  form.method = "post";
  form.action = `/alarms/${encodeURIComponent(alarm.id)}/answer`;
  form.append(
    hiddenField("csrf_token", token()),
    hiddenField("next", location.pathname + location.search),
    press("foreign", "自分ではありません", "stop-solid"),
    press("own", "自分です", "line"),
  );
  return form;
}

/** @param {Alarm} alarm */
function own(alarm) {
  const box = element("div", "alarm");
  box.dataset.alarm = alarm.id;
  const title = element("p", "alarm-title", alarm.title);
  title.prepend(icon("stop"));
  box.append(title, element("p", "alarm-text", alarm.text), formOf(alarm));
  return box;
}

/** @param {number} count */
function office(count) {
  const line = element("p", "alarm alarm-office", `確かめていない警報が ${count} 件あります。`);
  const link = element("a", "plain", "会議中の接続をひらく");
  link.href = "/admin/connections";
  line.prepend(icon("warn"));
  line.append(link);
  return line;
}

class AlarmBar {
  #bar;
  #isDoubted = false; // the last answer knew nobody; a cookie that a renewal has just replaced is known again at once

  /** @param {HTMLElement} bar */
  constructor(bar) {
    this.#bar = bar;
    listen("alarms", (told) => this.#show(/** @type {Alarms} */ (told)));
    setInterval(() => this.#ask(), EVERY_MS);
    document.addEventListener("visibilitychange", () => this.#ask());
  }

  /**
   * Nothing is drawn anew unless something changed: a screen reader must not say it again and again.
   * @param {Alarms} found
   */
  #show(found) {
    const shown = all(this.#bar, "[data-alarm]").map((one) => one.dataset.alarm);
    const ids = found.own.map((one) => one.id);
    if (shown.join(" ") === ids.join(" ") && this.#bar.dataset.office === String(found.office)) return;
    this.#bar.dataset.office = String(found.office);
    const hasLink = found.office > 0 && !("onBoard" in this.#bar.dataset);
    this.#bar.replaceChildren(...found.own.map(own), ...(hasLink ? [office(found.office)] : []));
  }

  async #ask() {
    if (document.visibilityState !== "visible" || isLive()) return;
    try {
      this.#show(/** @type {Alarms} */ (await getJson("/alarms.json")));
      this.#isDoubted = false;
    } catch (refusal) {
      if (refusal instanceof Refusal && refusal.status !== 0) this.#refused(refusal);
      // Else the line is down: the next turn asks again.
    }
  }

  /** @param {Refusal} refusal */
  #refused(refusal) {
    const isNobody = refusal.code === NOBODY;
    if (isNobody && this.#isDoubted) goDark(refusal);
    else if (isNobody) setTimeout(() => this.#ask(), AGAIN_MS);
    this.#isDoubted = isNobody;
  }
}

const place = maybe(document, "[data-alarms]");
if (place) new AlarmBar(place);
