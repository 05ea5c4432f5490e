/** Brings what was written to the server: soon after it was written, again when the line is back, and when the page goes away. */

import { carriedAddress, notedAddress, notesAddress } from "../addresses.js";
import { isLineLost, Refusal } from "../ground/refusal.js";
import { Inbox } from "../keeping/inbox.js";
import { sendLate } from "../keeping/late.js";
import { Sealed } from "../keeping/sealed.js";
import { fieldsOf } from "./outbox.js";

/** @typedef {{pages: Record<string, number>, former: number, key: string, waiting: Record<string, string>, sharing: number[] | null,
 *   shown: string}} Noted */

const CALM_MS = 1200;
const PAUSES_MS = [2000, 4000, 8000, 15_000];

export class Post {
  #bus;
  #line;
  #book;
  #version;
  #person;
  #timer = 0;
  #tries = 0; // in a row, to which nothing answered
  #isHeldUp = false; // refused: until the person does something, or is signed in again
  #isSending = false;
  #sealed;
  #inbox;
  #isCarried = false;
  #isIndexed = false;

  /**
   * @param {{bus: import("../ground/bus.js").Bus, line: import("../line.js").Line, book: import("./notebook.js").Notebook,
   *   version: string, person: string, signal: AbortSignal}} parts
   */
  constructor({ bus, line, book, version, person, signal }) {
    this.#bus = bus;
    this.#line = line;
    this.#book = book;
    this.#version = version;
    this.#person = person;
    this.#inbox = new Inbox({ bus, line, book, version });
    this.#sealed = new Sealed({ person, version, signal });
    const leave = () => {
      if (document.visibilityState === "hidden") this.#sendLast();
    };
    document.addEventListener("visibilitychange", leave, { signal });
    window.addEventListener("pagehide", () => this.#sendLast(), { signal });
    bus.on("reached", () => this.#takeUp(this.#tries > 0));
    bus.on("signin-renewed", () => this.#takeUp(this.#tries > 0 || this.#isHeldUp));
    window.addEventListener("beforeunload", (event) => this.#doubt(event), { signal });
    signal.addEventListener("abort", () => {
      clearTimeout(this.#timer);
      this.#sendLast();
    });
  }

  /** Which pages have notes, with those that are taken along from a former version; then those of all pages at once. */
  async index() {
    if (this.#isIndexed) return;
    this.#isIndexed = true;
    try {
      const told = await this.#line.json(notedAddress(this.#version));
      const { pages, former, key, waiting, ...shares } = /** @type {Noted} */ (told);
      const hasCome = await sendLate({ line: this.#line, person: this.#person, version: this.#version, keys: waiting });
      if (hasCome || (former > 0 && !this.#isCarried)) {
        await this.#line.ask(carriedAddress(this.#version), {});
        this.#isCarried = true; // what is left has no page here: the list tells of it
        this.#isIndexed = false;
        await this.index();
        return;
      }
      this.#bus.say("notes-indexed", shares);
      await this.#inbox.readAll(pages);
      await this.#takeOver(key);
    } catch (refusal) {
      this.#isIndexed = false;
      if (!(refusal instanceof Refusal)) throw refusal; // asked for again when the line is back
    }
  }

  /** @param {number} page that is shown */
  read(page) {
    return this.#inbox.read(page);
  }

  /** Nothing that was read stays known: it is asked for again when the person may read again. */
  forgetRead() {
    this.#inbox.forget();
    this.#isIndexed = false;
  }

  /**
   * The person has looked at a page that was replaced.
   * @param {number} page
   */
  async settle(page) {
    try {
      await this.#line.ask(notesAddress(this.#version, page), { writer: this.#person, seen: "0", is_seen: "1" });
      await this.#inbox.load(page);
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      this.#bus.say("notes-refused", refusal);
    }
  }

  /** Something was written: it is sent when the hand rests. */
  soon() {
    this.#bus.say("notes-kept", "keeping");
    this.#sealed.keep(this.#book.outbox.everything);
    this.#later(CALM_MS);
  }

  /** @param {number} pause */
  #later(pause) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#sendAll(), pause);
  }

  /**
   * The server answers again: what has waited is sent, without another pause.
   * @param {boolean} hasWaited
   */
  #takeUp(hasWaited) {
    if (hasWaited && !this.#isSending && !this.#book.outbox.isEmpty) this.#later(0);
  }

  async #sendAll() {
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      for (const page of this.#book.outbox.pages) await this.#sendPage(page);
      this.#tries = 0;
      this.#isHeldUp = false;
      this.#sealed.keep(this.#book.outbox.everything);
      if (this.#book.outbox.isEmpty) this.#bus.say("notes-kept", "kept");
      else this.#later(CALM_MS);
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      this.#wait(refusal);
    } finally {
      this.#isSending = false;
    }
  }

  /**
   * Only what nothing answered to is tried again by the clock: each refusal is recorded.
   * @param {Refusal} refusal
   */
  #wait(refusal) {
    this.#isHeldUp = !isLineLost(refusal);
    this.#bus.say("notes-kept", "waiting");
    if (this.#isHeldUp) {
      if (refusal.status !== 401) this.#bus.say("notes-refused", refusal);
      return;
    }
    this.#later(PAUSES_MS[Math.min(this.#tries, PAUSES_MS.length - 1)] ?? 0);
    this.#tries += 1;
  }

  /** @param {number} page */
  async #sendPage(page) {
    const sending = this.#book.outbox.take(page);
    if (!sending) return;
    const address = notesAddress(this.#version, page);
    try {
      const told = await this.#line.ask(address, this.#fields(sending));
      const { counter, is_joined: isJoined } = /** @type {{counter: number, is_joined: boolean}} */ (told);
      if (isJoined) {
        await this.#inbox.load(page); // before it is let go here, so that it does not leave the screen meanwhile
        this.#book.outbox.arrived(sending, counter);
      } else {
        this.#book.arrived(sending, counter);
      }
    } catch (refusal) {
      if (refusal instanceof Refusal && refusal.status === 422) this.#book.outbox.giveUp(sending);
      throw refusal;
    }
  }

  /**
   * Takes up what was kept when the page was closed, and keeps from now on what waits, under the key that the server gave.
   * @param {string} key
   */
  async #takeOver(key) {
    const kept = await this.#sealed.open(key);
    for (const { page, unsent } of kept) {
      for (const each of unsent) this.#book.takeOver(page, each);
    }
    if (kept.length > 0) this.soon();
  }

  /** The page goes away: what waits is sent so that it outlives it. Should it not arrive, it is still here if the page stays. */
  #sendLast() {
    if (this.#isSending) return;
    for (const page of this.#book.outbox.pages) {
      const sending = this.#book.outbox.take(page);
      if (!sending) continue;
      const address = notesAddress(this.#version, page);
      this.#line.ask(address, this.#fields(sending), true).then(
        () => this.#later(CALM_MS),
        () => this.#later(CALM_MS),
      );
    }
  }

  /**
   * What could not be sent would go with the page: the browser asks in its own words.
   * @param {BeforeUnloadEvent} event
   */
  #doubt(event) {
    if (!this.#book.outbox.isEmpty && (this.#tries > 0 || this.#isHeldUp)) event.preventDefault();
  }

  /** @param {import("./outbox.js").Sending} sending */
  #fields({ page, unsent }) {
    return fieldsOf(unsent, { writer: this.#person, seen: this.#book.counter(page) });
  }
}
