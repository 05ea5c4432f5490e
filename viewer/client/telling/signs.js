/** What the reader is told: the bar for signing in again, the sentence in place of a page, the voice of a screen reader. */

import { element, icon } from "../ground/dom.js";
import { numberWords, sentenceOf } from "./sentences.js";

/** @typedef {import("../ground/refusal.js").Refusal} Refusal */

const SLOW_MS = 220; // only a page that takes its time is worth a word

export class Signs {
  #bus;
  #bar;
  #fault;
  #wait;
  #waitTimer = 0;
  #isSignedOut = false;

  /**
   * @param {{bus: import("../ground/bus.js").Bus, bar: HTMLElement, fault: HTMLElement, wait: HTMLElement, said: HTMLElement,
   *   signal: AbortSignal}} parts
   */
  constructor({ bus, bar, fault, wait, said, signal }) {
    this.#bus = bus;
    this.#bar = bar;
    this.#fault = fault;
    this.#wait = wait;
    bus.on("announce", (words) => {
      said.textContent = words;
    });
    bus.on("signin-needed", (refusal) => this.#askSignIn(refusal));
    bus.on("reached", () => this.#reached());
    signal.addEventListener("abort", () => clearTimeout(this.#waitTimer));
  }

  /** @param {() => void} onSlow */
  waitFor(onSlow) {
    clearTimeout(this.#waitTimer);
    this.#waitTimer = setTimeout(() => {
      this.#wait.hidden = false;
      onSlow();
    }, SLOW_MS);
  }

  arrived() {
    this.#waitNoMore();
    this.#fault.hidden = true;
    this.#fault.replaceChildren();
  }

  /**
   * The sentence stands where the page would be; nothing of the page before is left to be taken for it.
   * @param {Refusal} refusal
   * @param {() => void} onAgain
   */
  refuse(refusal, onAgain) {
    this.#waitNoMore();
    if (refusal.status === 401) return; // the bar above says so already
    const banner = element("div", "banner banner-stop");
    const row = element("p", "row");
    const again = element("button", "btn btn-line", "もう一度");
    again.type = "button";
    again.addEventListener("click", onAgain, { once: true });
    if (refusal.actionHref && refusal.actionLabel) {
      const link = element("a", "btn btn-primary", refusal.actionLabel);
      link.href = refusal.actionHref;
      link.dataset.code = refusal.code;
      row.append(link);
    }
    row.append(again);
    banner.setAttribute("role", "alert");
    this.#fault.replaceChildren(banner);
    this.#fault.hidden = false;
    const title = element("p", "banner-title", "このページは表示できません。");
    banner.append(icon("stop"), title, element("p", "", sentenceOf(refusal) + numberWords(refusal.code)), row);
  }

  /**
   * The paper was replaced between the page and its contents.
   * @param {string} address of the paper
   */
  tellReplaced(address) {
    this.#tell("turn", "この資料は差し替えられました。新しい版を開いてください。", "新しい版を開く", address);
  }

  #waitNoMore() {
    clearTimeout(this.#waitTimer);
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
    this.#bar.setAttribute("role", "alert");
    this.#bar.hidden = false;
    this.#bar.replaceChildren(icon(shape), element("span", "grow", sentence), link);
  }

  #reached() {
    if (!this.#isSignedOut) return;
    this.#isSignedOut = false;
    this.#bar.hidden = true;
    this.#bar.removeAttribute("role");
    this.#bar.replaceChildren();
    this.#bus.say("signin-renewed");
  }
}
