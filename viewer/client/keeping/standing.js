/** Finds out what became of the paper while it is open: another script says on the document that there is news, and this asks the
 *  server what it is. */

import { contentsAddress, standingAddress } from "../addresses.js";
import { isLineLost, Refusal } from "../ground/refusal.js";

const NO_LONGER_READ = new Set([403, 404, 410, 423]); // not on this tablet or here, not this reader's, withdrawn, stopped at once
export const GONE = new Set([404, 410]); // what no proof of the tablet's key brings back, only news of the paper
const PAUSES_MS = [3000, 6000, 15_000, 30_000]; // the last one again and again
const SPREAD = 0.5; // of a pause: a council's tablets hear of it in one moment

export class Standing {
  #bus;
  #line;
  #address;
  #material;
  #version;
  #edition;
  #isCurrent;
  #told = ""; // the newer version that was told of
  #isOver = false;
  #isGone = false;
  #timer = 0;
  #tries = 0; // in a row, to which the server said nothing of the paper
  #signal;

  /**
   * @param {{bus: import("../ground/bus.js").Bus, line: import("../line.js").Line, material: string, version: string,
   *   edition: string, isCurrent: boolean, signal: AbortSignal}} parts `edition`: this version was asked for. `isCurrent`: it was the one that
   *   readers get; else it is no news that they get another one
   */
  constructor({ bus, line, material, version, edition, isCurrent, signal }) {
    this.#bus = bus;
    this.#line = line;
    this.#address = standingAddress(material, isCurrent ? "" : edition);
    this.#material = material;
    this.#version = version;
    this.#edition = edition;
    this.#isCurrent = isCurrent;
    this.#signal = signal;
    const isFormer = edition !== "" && !isCurrent; // one that was shut stays so: each question would be one more refusal of this person
    document.addEventListener("paper-news", () => (isFormer && this.#isGone) || this.#look(), { signal });
    bus.on("signin-renewed", () => this.#isGone || this.#look());
    bus.on("page-shown", () => {
      this.#isGone = false;
    });
    signal.addEventListener("abort", () => clearTimeout(this.#timer));
  }

  async #look() {
    clearTimeout(this.#timer);
    try {
      const { version } = /** @type {{version: string | null}} */ (await this.#line.json(this.#address));
      this.#tries = 0;
      this.#compare(version);
      if (this.#isOver && [String(version), this.#edition].includes(this.#version)) this.#bus.say("paper-back");
      this.#isOver = false;
      this.#isGone = false;
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) return;
      if (NO_LONGER_READ.has(refusal.status)) {
        this.#tries = 0;
        this.#isOver = true;
        this.#isGone = GONE.has(refusal.status);
        this.#bus.say("paper-over", refusal);
      } else if (refusal.status !== 401 && !isLineLost(refusal)) {
        this.#lookAgain(); // after a new sign-in, and when the line is back, this looks anyway
      }
    }
  }

  /** Too much was asked at once, or the server failed: the news is not lost by it. */
  #lookAgain() {
    if (this.#signal.aborted) return;
    const pause = PAUSES_MS[Math.min(this.#tries, PAUSES_MS.length - 1)] ?? 0;
    this.#tries += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), pause * (1 - SPREAD / 2 + Math.random() * SPREAD));
  }

  /**
   * What the contents say: of which version they are, and what became of its pages since this person read another one.
   * @param {import("../reader.js").Facts} facts
   */
  learn({ version, since }) {
    this.#compare(version);
    if (since?.is_news && String(version) === this.#version) this.#bus.say("paper-changed", since);
  }

  /**
   * The version that readers get now; null where there is none yet, and the office looks at one on its way.
   * @param {string | number | null} version
   */
  #compare(version) {
    if (version === null || String(version) === this.#version || !this.#isCurrent) return;
    this.#bus.say("paper-replaced");
    if (this.#told === String(version)) return;
    this.#told = String(version);
    this.#askChanges(this.#told);
  }

  /**
   * Where each page of this reader went. Without an answer pages keep their numbers.
   * @param {string} newer
   */
  async #askChanges(newer) {
    const asked = this.#line.json(contentsAddress(this.#material));
    const facts = /** @type {import("../reader.js").Facts | undefined} */ (await asked.catch(() => undefined));
    if (facts?.since && String(facts.version) === newer) this.#bus.say("replaced-known", facts.since);
  }
}
