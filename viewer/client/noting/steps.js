/** What was done on the pages, to be undone and done again. What comes back is a new mark: the server never takes up an id again
 *  that was taken away. */

import { newId } from "./marks.js";

/** @typedef {import("./marks.js").Change} Change */
/** @typedef {import("./marks.js").Mark} Mark */
/** @typedef {{page: number, changes: Change[]}} Step */

const MOST_STEPS = 200;

export class Steps {
  /** @type {Step[]} */
  #done = [];
  /** @type {Step[]} */
  #undone = [];

  get canUndo() {
    return this.#done.length > 0;
  }

  get canRedo() {
    return this.#undone.length > 0;
  }

  /** @param {Step} step */
  add(step) {
    this.#done.push(step);
    this.#undone = [];
    if (this.#done.length > MOST_STEPS) this.#done.shift();
  }

  /** What has to be done to undo the last step; null when there is none. */
  undo() {
    return this.#turn(this.#done, this.#undone);
  }

  /** What has to be done to do the last undone step again; null when there is none. */
  redo() {
    return this.#turn(this.#undone, this.#done);
  }

  forget() {
    this.#done = [];
    this.#undone = [];
  }

  /**
   * The other way round: what was put is taken away, what was taken away is put again under a new id.
   * @param {Step[]} from
   * @param {Step[]} to
   * @returns {Step | null}
   */
  #turn(from, to) {
    const step = from.pop();
    if (!step) return null;
    const changes = step.changes.map(({ before, after }) => {
      if (before && !after) return { before: null, after: this.#renewed(before) };
      return { before: after, after: before };
    });
    const turned = { page: step.page, changes };
    to.push(turned);
    return turned;
  }

  /**
   * The mark under a new id, by which all other steps know it from now on.
   * @param {Mark} mark
   */
  #renewed(mark) {
    const renewed = { ...mark, id: newId(), since: 0 };
    for (const { changes } of [...this.#done, ...this.#undone]) {
      for (const change of changes) {
        if (change.before?.id === mark.id) change.before = { ...change.before, id: renewed.id, since: 0 };
        if (change.after?.id === mark.id) change.after = { ...change.after, id: renewed.id, since: 0 };
      }
    }
    return renewed;
  }
}
