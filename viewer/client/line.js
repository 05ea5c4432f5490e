/** One reader's requests to the server: tells its bus when nobody is signed in any more, when nothing answers, and when the server
 *  answers again. */

import { isLineLost, Refusal, UNREACHABLE } from "./ground/refusal.js";
import { ask, getJson, post, report } from "./ground/server.js";

export class Line {
  #bus;

  /** @param {import("./ground/bus.js").Bus} bus */
  constructor(bus) {
    this.#bus = bus;
  }

  /**
   * @param {string} address
   * @param {AbortSignal} [signal]
   * @returns {Promise<unknown>}
   */
  json(address, signal) {
    return this.#told(() => getJson(address, signal));
  }

  /**
   * Posts fields, and resolves to the JSON of the answer.
   * @param {string} address
   * @param {FormData | Record<string, string>} fields
   * @param {boolean} [isLast] sent while the page goes away
   * @returns {Promise<unknown>}
   */
  ask(address, fields, isLast = false) {
    return this.#told(() => post(address, fields, { isLast }));
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
   * Why an image did not come: asks for its address again and reads the answer. Null when the image would come now.
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

  /** @param {Refusal} refusal */
  #tell(refusal) {
    if (isLineLost(refusal)) {
      this.#bus.say("line-lost");
      return;
    }
    this.#bus.say("answered");
    if (refusal.status === 401) this.#bus.say("signin-needed", refusal);
  }

  /**
   * @template T
   * @param {() => Promise<T>} asking
   * @returns {Promise<T>}
   */
  async #told(asking) {
    try {
      const answer = await asking();
      this.#bus.say("answered");
      this.#bus.say("reached");
      return answer;
    } catch (refusal) {
      if (refusal instanceof Refusal) this.#tell(refusal);
      throw refusal;
    }
  }
}
