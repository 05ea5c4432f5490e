/** The person's notes on one paper: what is known of each page, joined with what the server does not have yet. Says "noted" when
 *  the marks of a page have changed. */

import { Outbox } from "./outbox.js";

/** @typedef {import("./marks.js").Change} Change */
/** @typedef {import("./marks.js").Mark} Mark */
/** `was`: the page's number before a replacement changed it, 0 for none; `was_of`: in which version, "" where it may not be seen.
 *  @typedef {{was: number, was_of: string}} Was */
/** @typedef {Was & {counter: number, marks: Map<string, Mark>}} Known */
/** @typedef {Was & {counter: number, marks: Mark[]}} Told */

const NOTHING = { was: 0, was_of: "" };

export class Notebook {
  #bus;
  /** @type {Map<number, Known>} as the server has them */
  #known = new Map();
  outbox = new Outbox();

  /** @param {{bus: import("../ground/bus.js").Bus}} parts */
  constructor({ bus }) {
    this.#bus = bus;
  }

  /**
   * The marks of a page as the person sees them, in the order in which they were made.
   * @param {number} page
   * @returns {Mark[]}
   */
  marks(page) {
    const marks = new Map(this.#known.get(page)?.marks);
    for (const { id, mark } of this.outbox.of(page)) {
      if (mark) marks.set(id, mark);
      else marks.delete(id);
    }
    return [...marks.values()];
  }

  /**
   * How often the server has changed the page, as far as it is known here.
   * @param {number} page
   */
  counter(page) {
    return this.#known.get(page)?.counter ?? 0;
  }

  /**
   * What the page was before a replacement changed it, until the person has looked.
   * @param {number} page
   * @returns {Was}
   */
  was(page) {
    return this.#known.get(page) ?? NOTHING;
  }

  /**
   * What the server has of a page; what waits to be sent stays on top of it.
   * @param {number} page
   * @param {Told} told
   */
  learn(page, { marks, ...told }) {
    this.#known.set(page, { ...told, marks: new Map(marks.map((mark) => [mark.id, mark])) });
    this.#bus.say("noted", page);
  }

  /**
   * The person changes marks of a page; they wait to be sent.
   * @param {number} page
   * @param {Change[]} changes
   */
  change(page, changes) {
    for (const { before, after } of changes) {
      const id = after?.id ?? before?.id;
      if (!id) continue;
      const since = this.#known.get(page)?.marks.get(id)?.since ?? 0;
      this.outbox.add(page, { id, mark: after, since });
    }
    this.#bus.say("noted", page);
  }

  /**
   * What waited when a reader was closed waits again, beside what was changed here since.
   * @param {number} page
   * @param {import("./outbox.js").Unsent} unsent
   */
  takeOver(page, unsent) {
    this.outbox.join(page, unsent);
    this.#bus.say("noted", page);
  }

  /**
   * The server has what was sent, and nobody else wrote on the page meanwhile.
   * @param {import("./outbox.js").Sending} sending
   * @param {number} counter
   */
  arrived(sending, counter) {
    const known = this.#known.get(sending.page) ?? { ...NOTHING, counter: 0, marks: new Map() };
    for (const { id, mark } of sending.unsent) {
      if (mark) known.marks.set(id, { ...mark, since: counter });
      else known.marks.delete(id);
    }
    known.counter = counter;
    this.#known.set(sending.page, known);
    this.outbox.arrived(sending, counter);
  }

  /** What was read goes; what the server does not have yet stays, to be sent by whoever wrote it. */
  forgetRead() {
    this.#known.clear();
  }
}
