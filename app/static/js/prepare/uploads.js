/** Files on their way: at most three at once, each registered first, then sent as a raw body. Knows no table. */

import { Refusal } from "/client/ground/refusal.js";
import { act, putFile } from "/client/ground/server.js";
import { objectionTo, sentenceOf } from "./words.js";

const AT_ONCE = 3;
const BROKEN = "送信できませんでした。もう一度入れてください。";

/** @typedef {{material: string, upload: string}} Registered a paper, and where its file goes */
/** @typedef {{file: File, register: () => Promise<unknown>}} Waiting */

/**
 * What becomes of files. `material` is "" for one that was not registered.
 * @typedef {object} Hearing
 * @property {(material: string) => void} [registered]
 * @property {(material: string, sentBytes: number, totalBytes: number) => void} progress
 * @property {(material: string) => void} sent
 * @property {(failed: {material: string, name: string, sentence: string}) => void} failed
 * @property {() => void} [idle] none is on its way any more
 */

export class Uploads {
  /** @type {Waiting[]} */
  #waiting = [];
  #running = 0;
  #limitBytes;
  #choice;
  #hearing;

  /**
   * @param {number} limitBytes
   * @param {string} choice what a file field offers, as its `accept`
   * @param {Hearing} hearing
   */
  constructor(limitBytes, choice, hearing) {
    this.#limitBytes = limitBytes;
    this.#choice = choice;
    this.#hearing = hearing;
    window.addEventListener("beforeunload", (event) => {
      if (this.#isBusy()) event.preventDefault();
    });
  }

  #isBusy() {
    return this.#running + this.#waiting.length > 0;
  }

  /**
   * New papers under an agenda item ("" for none).
   * @param {File[]} files
   * @param {string} address
   * @param {string} agendaItem
   */
  add(files, address, agendaItem) {
    for (const file of files) {
      this.#enqueue(file, () => act(address, { file_name: file.name, title: "", agenda_item: agendaItem }), "");
    }
  }

  /**
   * A further version of a paper that is there.
   * @param {File} file
   * @param {string} material
   */
  replace(file, material) {
    this.#enqueue(file, () => act(`/prepare/materials/${material}/replace`, { file_name: file.name }), material);
  }

  /**
   * @param {File} file
   * @param {() => Promise<unknown>} register
   * @param {string} material
   */
  #enqueue(file, register, material) {
    const objection = objectionTo(file, this.#limitBytes, this.#choice);
    if (objection) {
      this.#hearing.failed({ material, name: file.name, sentence: objection });
      return;
    }
    this.#waiting.push({ file, register });
    this.#next();
  }

  #next() {
    while (this.#running < AT_ONCE) {
      const next = this.#waiting.shift();
      if (!next) return;
      this.#running += 1;
      this.#send(next).finally(() => {
        this.#running -= 1;
        if (this.#isBusy()) this.#next();
        else this.#hearing.idle?.();
      });
    }
  }

  /** @param {Waiting} waiting */
  async #send({ file, register }) {
    let material = "";
    try {
      const place = /** @type {Registered} */ (await register());
      material = place.material;
      this.#hearing.registered?.(material);
      await putFile(place.upload, file, (sent, total) => this.#hearing.progress(material, sent, total));
      this.#hearing.sent(material);
    } catch (error) {
      const sentence = error instanceof Refusal ? sentenceOf(error) : BROKEN;
      this.#hearing.failed({ material, name: file.name, sentence });
    }
  }
}
