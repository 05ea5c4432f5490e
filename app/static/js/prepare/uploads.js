/** Files on their way: at most three at once, each registered first, then sent as a raw body. Knows no table. */

import { Problem, post, putFile } from "./api.js";

const AT_ONCE = 3;
const MEGABYTE = 1024 * 1024;

/** 「31 / 48 MB」. */
export function amountWords(sentBytes, totalBytes) {
  const megabytes = (bytes) => (bytes < 10 * MEGABYTE ? (bytes / MEGABYTE).toFixed(1) : String(Math.round(bytes / MEGABYTE)));
  return `${megabytes(sentBytes)} / ${megabytes(totalBytes)} MB`;
}

/** Why a file cannot be sent, or "" when it can be tried. The service looks again, at the bytes. */
export function refusalOf(file, limitBytes) {
  if (!/\.pdf$/i.test(file.name) && file.type !== "application/pdf") {
    return `「${file.name}」は PDF ではありません。PDF として保存してから入れてください。`;
  }
  if (file.size === 0) return `「${file.name}」は空のファイルです。作り直して入れてください。`;
  if (limitBytes && file.size > limitBytes) {
    return `「${file.name}」は大きすぎます（上限 ${Math.round(limitBytes / MEGABYTE)} MB）。分けて入れてください。`;
  }
  return "";
}

/**
 * A queue of uploads. Events on itself: "registered" {material}, "progress" {material, sent, total},
 * "sent" {material}, "failed" {material or "", name, sentence}, "idle".
 */
export class Uploads extends EventTarget {
  #waiting = [];
  #running = 0;
  #limitBytes;

  constructor(limitBytes) {
    super();
    this.#limitBytes = limitBytes;
    window.addEventListener("beforeunload", (event) => {
      if (this.isBusy) event.preventDefault();
    });
  }

  get isBusy() {
    return this.#running + this.#waiting.length > 0;
  }

  /** New papers under an agenda item ("" for none). */
  add(files, address, agendaItem) {
    for (const file of files) {
      this.#enqueue(file, () => post(address, { file_name: file.name, title: "", agenda_item: agendaItem }));
    }
  }

  /** A further version of a paper that is there. */
  replace(file, material) {
    this.#enqueue(file, () => post(`/prepare/materials/${material}/replace`, { file_name: file.name }), material);
  }

  #enqueue(file, register, material = "") {
    const refusal = refusalOf(file, this.#limitBytes);
    if (refusal) {
      this.#tell("failed", { material, name: file.name, sentence: refusal });
      return;
    }
    this.#waiting.push({ file, register });
    this.#next();
  }

  #next() {
    while (this.#running < AT_ONCE && this.#waiting.length) {
      this.#running += 1;
      this.#send(this.#waiting.shift()).finally(() => {
        this.#running -= 1;
        if (this.isBusy) this.#next();
        else this.#tell("idle", {});
      });
    }
  }

  async #send({ file, register }) {
    let material = "";
    try {
      const place = await register();
      material = place.material;
      this.#tell("registered", { material });
      await putFile(place.upload, file, (sent, total) => this.#tell("progress", { material, sent, total }));
      this.#tell("sent", { material });
    } catch (error) {
      const sentence = error instanceof Problem ? error.message : "送信できませんでした。もう一度入れてください。";
      this.#tell("failed", { material, name: file.name, sentence });
    }
  }

  #tell(kind, detail) {
    this.dispatchEvent(new CustomEvent(kind, { detail }));
  }
}
