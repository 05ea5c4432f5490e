/** What the reader is told: the bar for signing in again, the sentence in place of a page, the voice of a screen reader. */

import { paperAddress } from "../addresses.js";
import { element, icon } from "../ground/dom.js";
import { GONE } from "../keeping/standing.js";
import { refusalBanner } from "./banner.js";
import { changesSentence } from "./changes.js";
import { formerPage, leadToFormer } from "./former.js";
import { sentenceOf } from "./sentences.js";
import { formerPageOf, laterPage } from "./since.js";

/** @typedef {import("../ground/refusal.js").Refusal} Refusal */

const SLOW_MS = 220; // after so long without a page, say that it is on its way

export class Signs {
  #bus;
  #bar;
  #fault;
  #wait;
  #coming;
  #waitTimer = 0;
  /** @type {(() => void) | null} */
  #onSlow = null;
  #isSignedOut = false;
  #isAsking = false; // whether to leave although nothing answers
  /** @type {HTMLAnchorElement | null} */
  #newer = null;
  /** @type {import("./since.js").Since | null} where the pages went, once it is known */
  #since = null;
  #material;
  #number = 0;
  isGone = false; // the paper: its pages are not asked for again because the session was renewed

  /**
   * @param {{bus: import("../ground/bus.js").Bus, bar: HTMLElement, fault: HTMLElement, wait: HTMLElement, coming: HTMLElement,
   *   said: HTMLElement, material: string, signal: AbortSignal}} parts
   */
  constructor({ bus, bar, fault, wait, coming, said, material, signal }) {
    this.#bus = bus;
    this.#bar = bar;
    this.#fault = fault;
    this.#wait = wait;
    this.#coming = coming;
    this.#material = material;
    bus.on("announce", (words) => {
      said.textContent = words;
    });
    bus.on("sharper-comes", (isComing) => this.#tellComing(isComing));
    bus.on("signin-needed", (refusal) => this.#askSignIn(refusal));
    bus.on("reached", () => this.#reached());
    bus.on("answered", () => this.#isAsking && this.#clear());
    bus.on("page-chosen", ({ number }) => this.#follow(number));
    bus.on("paper-replaced", () => this.#tellReplaced());
    bus.on("replaced-known", (since) => this.#tellWhere(since));
    bus.on("paper-changed", (since) => this.#tellChanged(since));
    bus.on("leave-doubted", ({ go }) => this.#askLeave(go));
    bus.on("paper-over", ({ status }) => {
      this.isGone = GONE.has(status);
      this.#clear();
    });
    bus.on("paper-back", () => {
      this.isGone = false;
    });
    signal.addEventListener("abort", () => clearTimeout(this.#waitTimer));
  }

  /**
   * Counted from the first page that does not come: who turns on and on has left behind what is on the screen, and would take it for another.
   * @param {() => void} onSlow
   */
  waitFor(onSlow) {
    this.#onSlow = onSlow;
    if (this.#waitTimer) return;
    this.#waitTimer = setTimeout(() => {
      this.#waitTimer = 0;
      this.#wait.hidden = false;
      this.#onSlow?.();
    }, SLOW_MS);
  }

  arrived() {
    this.isGone = false;
    this.#waitNoMore();
    this.#fault.hidden = true;
    this.#fault.replaceChildren();
  }

  /**
   * Shows the sentence where the page would be. The page before is removed, so that nobody takes it for this one.
   * @param {Refusal} refusal
   * @param {() => void} onAgain
   */
  refuse(refusal, onAgain) {
    this.#waitNoMore();
    if (refusal.status === 401) return; // the bar above says so already
    this.#fault.replaceChildren(refusalBanner("このページは表示できません。", refusal, onAgain));
    this.#fault.hidden = false;
  }

  /** Says, once, that there is a newer version, with a link to it at what the page that is being read has become. */
  #tellReplaced() {
    if (this.#newer?.isConnected) return;
    const sentence = "この資料は差し替えられました。いま表示しているのは前の版です。";
    this.#newer = this.#tell("turn", sentence, "新しい版をひらく", this.#newerAddress());
    if (this.#since) this.#newer.previousElementSibling?.append(changesSentence(this.#since, this.#material));
  }

  /** @param {import("./since.js").Since} since */
  #tellWhere(since) {
    const isTold = Boolean(this.#newer?.isConnected);
    this.#since = since;
    if (!isTold) return;
    this.#newer = null;
    this.#tellReplaced();
  }

  /**
   * What changed since the person read it, until they close it: they have opened the newer version.
   * @param {import("./since.js").Since} since
   */
  #tellChanged(since) {
    const close = element("button", "btn btn-line", "閉じる");
    close.type = "button";
    close.addEventListener("click", () => this.#clear());
    const sentence = element("span", "grow", "前に読んだときから差し替えられました。");
    sentence.append(changesSentence(since, this.#material, (number) => this.#bus.say("go", number)));
    const former = since.edition ? [this.#besideFormer(since)] : [];
    this.#fillBar(icon("turn"), sentence, ...former, close);
  }

  /** @param {import("./since.js").Since} since */
  #besideFormer(since) {
    const link = formerPage("前の版を並べる");
    const lead = () => leadToFormer(link, this.#material, since.edition, formerPageOf(since, this.#number));
    link.addEventListener("click", lead, { capture: true }); // to what the page was that is read by then
    lead();
    return link;
  }

  #newerAddress() {
    return paperAddress(this.#material, laterPage(this.#since, this.#number));
  }

  /** @param {number} number */
  #follow(number) {
    this.#number = number;
    if (this.#newer) this.#newer.href = this.#newerAddress();
  }

  /** @param {boolean} isComing whether the page will be finer in a while */
  #tellComing(isComing) {
    if (isComing && this.#coming.hidden) this.#bus.say("announce", this.#coming.textContent ?? "");
    this.#coming.hidden = !isComing;
  }

  #waitNoMore() {
    clearTimeout(this.#waitTimer);
    this.#waitTimer = 0;
    this.#wait.hidden = true;
  }

  /** @param {Refusal} refusal */
  #askSignIn(refusal) {
    this.#isSignedOut = true;
    const next = encodeURIComponent(location.pathname + location.search);
    this.#tell("lock", sentenceOf(refusal), "もう一度サインインする", `/signin?next=${next}`);
  }

  /**
   * @param {string} shape
   * @param {string} sentence
   * @param {string} label
   * @param {string} href
   */
  #tell(shape, sentence, label, href) {
    const link = element("a", "btn btn-line", label);
    link.href = href;
    this.#fillBar(icon(shape), element("span", "grow", sentence), link);
    return link;
  }

  /** @param {() => void} go */
  #askLeave(go) {
    const stay = element("button", "btn btn-primary", "このまま読む");
    const leave = element("button", "btn btn-line", "それでも移る");
    stay.type = "button";
    leave.type = "button";
    stay.addEventListener("click", () => this.#clear());
    leave.addEventListener("click", go);
    const sentence = "サーバーにつながっていません。いま移ると、つながるまでこの資料に戻れません。";
    this.#fillBar(icon("warn"), element("span", "grow", sentence), stay, leave);
    this.#isAsking = true;
    stay.focus();
  }

  /** @param {HTMLElement[]} parts */
  #fillBar(...parts) {
    this.#newer = null;
    this.#bar.setAttribute("role", "alert");
    this.#bar.hidden = false;
    this.#bar.replaceChildren(...parts);
  }

  #clear() {
    this.#isAsking = false;
    this.#newer = null;
    this.#bar.hidden = true;
    this.#bar.removeAttribute("role");
    this.#bar.replaceChildren();
  }

  #reached() {
    if (!this.#isSignedOut) return;
    this.#isSignedOut = false;
    this.#clear();
    this.#bus.say("signin-renewed");
  }
}
