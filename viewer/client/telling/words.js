/** The words of the page in their drawer, or of both that lie open, for a screen reader; only where the app allows it for this reader and
 *  paper. */

import { textAddress } from "../addresses.js";
import { spokenNumber } from "../choosing/numbers.js";
import { element } from "../ground/dom.js";
import { BY_MACHINE } from "../ground/recognised.js";
import { Refusal } from "../ground/refusal.js";
import { sentenceOf } from "./sentences.js";

const NONE = "このページには、読み上げられる文字がありません。";
const FAILED = "文字を受け取れませんでした。もう一度お試しください。";

export class Words {
  #line;
  #body;
  #version;
  #shown = "";
  /** @type {number[]} that lie open, in reading order; none while nothing is on the screen */
  #current = [];
  /** @type {number[]} the same of the page that was chosen last */
  #open = [];
  /** @type {import("../choosing/numbers.js").Numbers} */
  #numbers = [];
  #isOpen;

  /**
   * @param {{bus: import("../ground/bus.js").Bus, line: import("../line.js").Line, body: HTMLElement, version: string,
   *   isOpen: () => boolean, signal: AbortSignal}} parts
   */
  constructor({ bus, line, body, version, isOpen, signal }) {
    this.#line = line;
    this.#body = body;
    this.#version = version;
    this.#isOpen = isOpen;
    bus.on("numbered", (numbers) => {
      this.#numbers = numbers;
    });
    bus.on("page-chosen", ({ open }) => {
      this.#open = open;
    });
    bus.on("page-shown", ({ number }) => {
      this.#current = this.#open.includes(number) ? this.#open : [number];
      this.#refresh();
    });
    bus.on("drawer-opened", () => this.#refresh());
    bus.on("signin-renewed", () => this.#refresh());
    for (const over of /** @type {const} */ (["session-over", "paper-over"])) bus.on(over, () => this.#forget());
    signal.addEventListener("abort", () => this.#forget());
  }

  #forget() {
    this.#shown = "";
    this.#current = [];
    this.#body.replaceChildren();
  }

  async #refresh() {
    const pages = this.#current;
    const wanted = pages.join();
    if (!this.#isOpen() || this.#shown === wanted || pages.length === 0) return;
    this.#shown = wanted;
    this.#body.replaceChildren(element("p", "", "読み込んでいます。"));
    const told = await Promise.all(pages.map((number) => this.#told(number)));
    if (this.#current.join() !== wanted) return;
    this.#body.replaceChildren(...told.flat());
  }

  /**
   * A page's words, or why there are none; under its number where another one lies open with it.
   * @param {number} number
   */
  async #told(number) {
    const pages = this.#current;
    let paragraphs;
    try {
      paragraphs = await this.#paragraphsOf(number);
    } catch (refusal) {
      paragraphs = [refusal instanceof Refusal ? sentenceOf(refusal) : FAILED];
      if (this.#shown === pages.join()) this.#shown = ""; // to be asked for again
    }
    const heading = pages.length > 1 ? [element("h3", "words-page", spokenNumber(number, this.#numbers))] : [];
    return [...heading, ...paragraphs.map((text) => element("p", "", text))];
  }

  /** @param {number} number */
  async #paragraphsOf(number) {
    const told = await this.#line.json(textAddress(this.#version, number));
    const { paragraphs, recognised } = /** @type {{paragraphs: string[], recognised: boolean}} */ (told);
    if (paragraphs.length === 0) return [NONE];
    return recognised ? [`${BY_MACHINE}。まちがいがあることがあります。`, ...paragraphs] : paragraphs;
  }
}
