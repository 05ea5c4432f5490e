/** Files on their way: at most three at once, each registered first, then sent as a raw body. Knows no table. */

import { Refusal } from "/client/ground/refusal.js";
import { act, putFile } from "/client/ground/server.js";
import { objectionTo, sentenceOf } from "./words.js";

const AT_ONCE = 3;
const TOO_LARGE = 413;
const BROKEN = "送信できませんでした。もう一度入れてください。";
const CHANGED =
  "選んだあとで、ファイルが保存し直されたか、移されたため、送信できませんでした。もう一度入れてください。";

/** @typedef {{material: string, upload: string, stopped: string}} Registered a paper, where its file goes, and where to
 *  tell that a proxy did not let it pass */
/** @typedef {{file: File, register: () => Promise<unknown>}} Waiting */

/**
 * What becomes of files. `material` is "" for one that was not registered.
 * @typedef {object} Hearing
 * @property {(material: string) => void} [registered]
 * @property {(material: string, sentBytes: number, totalBytes: number) => void} progress
 * @property {(material: string) => void} sent
 * @property {(failed: {material: string, name: string, sentence: string}) => void} failed
 * @property {(failed: number) => void} [idle] none is on its way any more; how many could not be sent
 */

/**
 * True for an answer that is not the server's: a proxy before it takes no file of this size.
 * @param {unknown} error
 */
const isStoppedOnTheWay = (error) => error instanceof Refusal && error.status === TOO_LARGE && error.code === "";

/**
 * False once the file was saved again, moved or deleted: a browser keeps the choice of it, and reads nothing of it any more.
 * @param {File} file
 */
async function isReadable(file) {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

/**
 * Takes away the place of a file that will not come, so that nobody waits for it. Where the server has the file after all, or
 * cannot be reached, it stays as it is.
 * @param {string} material
 */
async function giveUp(material) {
  try {
    await act(`/prepare/materials/${material}/remove`, {});
  } catch {
    // The row tells what became of it.
  }
}

/**
 * Tells the server, which cannot see it; resolves to its sentence for the person, "" where it says none.
 * @param {string} address
 * @param {File} file
 * @returns {Promise<string>}
 */
async function tellOfStop(address, file) {
  try {
    const told = await act(address, { size: String(file.size) });
    const sentence = /** @type {{sentence?: unknown} | null} */ (told)?.sentence;
    return typeof sentence === "string" ? sentence : "";
  } catch {
    return "";
  }
}

/**
 * @param {unknown} error
 * @param {File} file
 * @param {string} stopped where to tell that something before the server has refused the file
 */
async function sentenceFor(error, file, stopped) {
  if (!(await isReadable(file))) return CHANGED;
  const told = isStoppedOnTheWay(error) ? await tellOfStop(stopped, file) : "";
  return told || (error instanceof Refusal ? sentenceOf(error) : BROKEN);
}

export class Uploads {
  /** @type {Waiting[]} */
  #waiting = [];
  #running = 0;
  #failed = 0;
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
   * @param {Record<string, string>} marks whose information they are, their 完全性 and 可用性
   */
  add(files, address, agendaItem, marks) {
    for (const file of files) {
      this.#enqueue(
        file,
        () => act(address, { file_name: file.name, title: "", agenda_item: agendaItem, ...marks }),
        "",
      );
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
        else this.#settle();
      });
    }
  }

  #settle() {
    const failed = this.#failed;
    this.#failed = 0;
    this.#hearing.idle?.(failed);
  }

  /** @param {Waiting} waiting */
  async #send({ file, register }) {
    let material = "";
    let stopped = "";
    try {
      if (!(await isReadable(file))) throw new Error("changed");
      const place = /** @type {Registered} */ (await register());
      ({ material, stopped } = place);
      this.#hearing.registered?.(material);
      await putFile(place.upload, file, (sent, total) => this.#hearing.progress(material, sent, total));
      this.#hearing.sent(material);
    } catch (error) {
      const sentence = await sentenceFor(error, file, stopped);
      const isTheServers = error instanceof Refusal && error.status > 0 && error.code !== "";
      if (!isTheServers) this.#failed += 1;
      if (material && !isTheServers) await giveUp(material);
      this.#hearing.failed({ material, name: file.name, sentence });
    }
  }
}
