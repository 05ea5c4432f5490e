/** The words of the page in their drawer, for a screen reader; only where the app allows it for this reader and paper. */

import { textAddress } from "../addresses.js";
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
  #shown = 0;
  #current = 0;
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
    bus.on("page-shown", ({ number }) => {
      this.#current = number;
      this.#refresh();
    });
    bus.on("drawer-opened", () => this.#refresh());
    bus.on("signin-renewed", () => this.#refresh());
    for (const over of /** @type {const} */ (["session-over", "paper-over"])) bus.on(over, () => this.#forget());
    signal.addEventListener("abort", () => this.#forget());
  }

  #forget() {
    this.#shown = 0;
    this.#current = 0;
    this.#fill([]);
  }

  async #refresh() {
    if (!this.#isOpen() || this.#shown === this.#current || this.#current === 0) return;
    const number = this.#current;
    this.#shown = number;
    this.#fill(["読み込んでいます。"]);
    let paragraphs;
    try {
      paragraphs = await this.#paragraphsOf(number);
    } catch (refusal) {
      paragraphs = [refusal instanceof Refusal ? sentenceOf(refusal) : FAILED];
      if (this.#shown === number) this.#shown = 0;
    }
    if (number === this.#current) this.#fill(paragraphs);
  }

  /** @param {number} number */
  async #paragraphsOf(number) {
    const told = await this.#line.json(textAddress(this.#version, number));
    const { paragraphs, recognised } = /** @type {{paragraphs: string[], recognised: boolean}} */ (told);
    if (paragraphs.length === 0) return [NONE];
    return recognised ? [`${BY_MACHINE}。まちがいがあることがあります。`, ...paragraphs] : paragraphs;
  }

  /** @param {string[]} paragraphs */
  #fill(paragraphs) {
    this.#body.replaceChildren(...paragraphs.map((text) => element("p", "", text)));
  }
}
