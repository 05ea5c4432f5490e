/** Keeps the alarm bar up to date: by the socket's news; without a socket it asks every 20 seconds while the page is visible. */

import { all, element, hiddenField, icon, maybe } from "/client/ground/dom.js";
import { Refusal } from "/client/ground/refusal.js";
import { getJson, token } from "/client/ground/server.js";
import { isLive, listen } from "../session/live.js";
import { goDark } from "../session/over.js";

/** @typedef {{id: string, title: string, text: string, is_question: boolean}} Alarm */
/** @typedef {{own: Alarm[], more: number, office: number, can_answer: boolean}} Alarms the person's own, how many more of them
 *  wait behind those, how many wait for the offices they hold, and whether an answer is taken on this device */

const EVERY_MS = 20_000;
const AGAIN_MS = 1000;
const NOBODY = "A401";
const ELSEWHERE =
  "この端末は登録されていないので、ここでは答えられません。登録済みの端末か、この端末が承認されたあとで答えてください。";

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
    ...(alarm.is_question ? [press("foreign", "自分ではありません", "stop-solid")] : []),
    press("own", alarm.is_question ? "自分です" : "読みました", "line"),
  );
  return form;
}

/**
 * @param {Alarm} alarm
 * @param {boolean} canAnswer
 */
function own(alarm, canAnswer) {
  const box = element("div", "alarm");
  box.dataset.alarm = alarm.id;
  const title = element("p", "alarm-title", alarm.title);
  title.prepend(icon("stop"));
  const answer = canAnswer ? formOf(alarm) : element("p", "alarm-text", ELSEWHERE);
  box.append(title, element("p", "alarm-text", alarm.text), answer);
  return box;
}

/** @param {number} count */
function more(count) {
  return element("p", "alarm", `ほかに ${count} 件のお知らせがあります（新しい順に 3 件までを表示しています）。`);
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
  #isDoubted = false; // the last answer was that nobody is signed in: true, or the cookie was just replaced by a renewal

  /** @param {HTMLElement} bar */
  constructor(bar) {
    this.#bar = bar;
    listen("alarms", (told) => this.#show(/** @type {Alarms} */ (told)));
    setInterval(() => this.#ask(), EVERY_MS);
    document.addEventListener("visibilitychange", () => this.#ask());
  }

  /**
   * Draws only when something changed: a screen reader would say the same alarm again each time.
   * @param {Alarms} found
   */
  #show(found) {
    const shown = all(this.#bar, "[data-alarm]").map((one) => one.dataset.alarm);
    const ids = found.own.map((one) => one.id);
    const { dataset } = this.#bar;
    const facts = { more: String(found.more), office: String(found.office), canAnswer: String(found.can_answer) };
    const isSame = Object.entries(facts).every(([name, value]) => dataset[name] === value);
    if (isSame && shown.join(" ") === ids.join(" ")) return;
    Object.assign(dataset, facts);
    const hasLink = found.office > 0 && !("onBoard" in dataset);
    const told = found.own.map((one) => own(one, found.can_answer));
    const behind = found.more > 0 ? [more(found.more)] : [];
    this.#bar.replaceChildren(...told, ...behind, ...(hasLink ? [office(found.office)] : []));
  }

  async #ask() {
    if (document.visibilityState !== "visible" || isLive()) return;
    try {
      this.#show(/** @type {Alarms} */ (await getJson("/alarms.json")));
      this.#isDoubted = false;
    } catch (refusal) {
      if (refusal instanceof Refusal && refusal.status !== 0) this.#refused(refusal);
      // Any other error: the server cannot be reached, and the next turn asks again.
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
