/** What was written and the server does not have yet, page by page. What is on its way stays here until the server has it. */

import { newId, written } from "./marks.js";

/** @typedef {import("./marks.js").Mark} Mark */
/** @typedef {{id: string, mark: Mark | null, since: number}} Unsent `mark` null: taken away; `since`: what it was changed from */
/** @typedef {{page: number, unsent: Unsent[]}} Sending */

const MOST_AT_ONCE = 100;
const MOST_CHARACTERS = 60_000; // a page that goes away may send no more than 64 KB

/**
 * What is sent of a page.
 * @param {Unsent[]} unsent
 * @param {{writer: string, seen: number, former?: string}} how `former`: the version it was written on, if that was replaced
 */
export function fieldsOf(unsent, { writer, seen, former = "" }) {
  const fields = new FormData();
  fields.set("writer", writer);
  fields.set("seen", String(seen));
  if (former) fields.set("former", former);
  for (const { id, mark, since } of unsent) {
    if (mark) fields.append("put", written({ ...mark, since }));
    else fields.append("gone", `${id}:${since}`);
  }
  return fields;
}

export class Outbox {
  /** @type {Map<number, Map<string, Unsent>>} */
  #pages = new Map();

  get isEmpty() {
    return this.#pages.size === 0;
  }

  /** The pages with something to be sent. */
  get pages() {
    return [...this.#pages.keys()];
  }

  /**
   * A mark was put on a page, changed or taken away. The server knows it as it was after the page's change `since`; 0: not at all.
   * @param {number} page
   * @param {Unsent} unsent
   */
  add(page, unsent) {
    const waiting = this.#pages.get(page) ?? new Map();
    const former = waiting.get(unsent.id);
    waiting.set(unsent.id, former ? { ...unsent, since: former.since } : unsent);
    this.#pages.set(page, waiting);
  }

  /**
   * What another reader of this person left waiting waits here too. Of a text that was changed in both, both stay.
   * @param {number} page
   * @param {Unsent} unsent
   */
  join(page, unsent) {
    const found = this.#pages.get(page)?.get(unsent.id);
    const { mark } = unsent;
    if (!found || (mark?.words && !found.mark)) this.add(page, unsent);
    else if (mark?.words && mark.words !== found.mark?.words) {
      const id = newId();
      this.add(page, { id, mark: { ...mark, id, since: 0 }, since: 0 });
    }
  }

  /** All that waits, to be kept while the page is closed. @returns {Sending[]} */
  get everything() {
    return this.pages.map((page) => ({ page, unsent: this.of(page) }));
  }

  /**
   * What waits of a page, as it is now.
   * @param {number} page
   * @returns {Unsent[]}
   */
  of(page) {
    return [...(this.#pages.get(page)?.values() ?? [])];
  }

  /**
   * As much of a page as one request may carry; null when nothing of it waits.
   * @param {number} page
   * @returns {Sending | null}
   */
  take(page) {
    const unsent = [];
    let characters = 0;
    for (const each of this.of(page)) {
      characters += JSON.stringify(each).length;
      if (unsent.length > 0 && (unsent.length === MOST_AT_ONCE || characters > MOST_CHARACTERS)) break;
      unsent.push(each);
    }
    return unsent.length > 0 ? { page, unsent } : null;
  }

  /**
   * The server has it. What was changed again meanwhile stays, as a change of what the server has now.
   * @param {Sending} sending
   * @param {number} counter the page's, after it
   */
  arrived({ page, unsent }, counter) {
    const waiting = this.#pages.get(page);
    for (const each of unsent) {
      const now = waiting?.get(each.id);
      if (now === each) waiting?.delete(each.id);
      else if (now) waiting?.set(each.id, { ...now, since: counter });
    }
    if (waiting?.size === 0) this.#pages.delete(page);
  }

  /**
   * The server will never take it: it does not wait any more.
   * @param {Sending} sending
   */
  giveUp(sending) {
    this.arrived(sending, 0);
  }
}
