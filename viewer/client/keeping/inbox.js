/** What the server has of one's notes on a paper: all pages are asked for at once, and a page again when another tablet wrote on it. */

import { notedPagesAddress, notesAddress } from "../addresses.js";
import { Refusal } from "../ground/refusal.js";

/** @typedef {import("../noting/notebook.js").Told} Told */

export class Inbox {
  #bus;
  #line;
  #book;
  #version;
  /** @type {Set<number>} pages that the person has noted, as the server says, and that are not known here */
  #unread = new Set();
  #shown = 0;

  /**
   * @param {{bus: import("../ground/bus.js").Bus, line: import("../line.js").Line, book: import("../noting/notebook.js").Notebook,
   *   version: string}} parts
   */
  constructor({ bus, line, book, version }) {
    this.#bus = bus;
    this.#line = line;
    this.#book = book;
    this.#version = version;
  }

  /**
   * Whatever was noted, whichever page is shown: when it is asked for tells nobody which pages have notes.
   * @param {Record<string, number>} counters of the pages that the person has noted
   */
  async readAll(counters) {
    for (const [page, counter] of Object.entries(counters)) {
      if (this.#book.counter(Number(page)) !== counter) this.#unread.add(Number(page));
    }
    let after = 0;
    while (this.#unread.size > 0) {
      const told = await this.#line.json(notedPagesAddress(this.#version, after));
      const { pages, next } = /** @type {{pages: Record<string, Told>, next: number}} */ (told);
      for (const [page, notes] of Object.entries(pages)) {
        this.#unread.delete(Number(page));
        this.#book.learn(Number(page), notes);
      }
      if (next <= after) break; // what is left cannot be opened: it says so when its page is shown
      after = next;
    }
    await this.read(this.#shown);
  }

  /**
   * A page is shown: what was not given of it with the others is asked for, once.
   * @param {number} page
   */
  async read(page) {
    this.#shown = page;
    if (!this.#unread.delete(page)) return;
    try {
      await this.load(page);
    } catch (refusal) {
      this.#unread.add(page);
      if (!(refusal instanceof Refusal)) throw refusal;
      this.#bus.say("notes-refused", refusal);
    }
  }

  /**
   * Asks for what the server has of a page.
   * @param {number} page
   */
  async load(page) {
    const told = await this.#line.json(notesAddress(this.#version, page));
    this.#book.learn(page, /** @type {Told} */ (told));
  }

  forget() {
    this.#unread.clear();
    this.#shown = 0;
  }
}
