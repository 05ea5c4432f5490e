/** One reader's line to the server: says on its bus when nobody is signed in any more, and when the server answers again. */

import { Refusal, UNREACHABLE } from "./ground/refusal.js";
import { ask, getJson, report } from "./ground/server.js";

export class Line {
  #bus;

  /** @param {import("./ground/bus.js").Bus} bus */
  constructor(bus) {
    this.#bus = bus;
  }

  /**
   * @param {string} address
   * @returns {Promise<unknown>}
   */
  json(address) {
    return this.#told(() => getJson(address));
  }

  /**
   * @param {string} address
   * @param {unknown} value
   * @param {boolean} isLast sent while the page goes away
   */
  report(address, value, isLast) {
    return this.#told(() => report(address, value, isLast));
  }

  /**
   * Why an image did not come: asks for the same address again and reads the answer. Null when it would come now.
   * @param {string} address
   * @returns {Promise<Refusal | null>}
   */
  async reason(address) {
    try {
      const answer = await this.#told(() => ask(address));
      await answer.body?.cancel();
      return null;
    } catch (refusal) {
      return refusal instanceof Refusal ? refusal : new Refusal({ code: UNREACHABLE });
    }
  }

  /**
   * @template T
   * @param {() => Promise<T>} asking
   * @returns {Promise<T>}
   */
  async #told(asking) {
    try {
      const answer = await asking();
      this.#bus.say("reached");
      return answer;
    } catch (refusal) {
      if (refusal instanceof Refusal && refusal.status === 401) this.#bus.say("signin-needed", refusal);
      throw refusal;
    }
  }
}
