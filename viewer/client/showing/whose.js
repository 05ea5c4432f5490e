/** Whose shared notes stand on which page, and how they say so. Needs no browser. */

import { dotsOf } from "../noting/strokes.js";

/** @typedef {import("../noting/marks.js").Mark} Mark */
/** @typedef {{id: string, name: string}} Owner */
/** What one owner shows on a page; `was`: the number of the page on which it was written, where that has changed since; else 0.
 *  @typedef {{owner: string, marks: Mark[], was: number}} ShownPage */
/** A line of the list. @typedef {{page: number, name: string, words: string[], lines: number}} ShownLine */

/**
 * A text says who has written it; ink has its owner's name beside it (`lead`).
 * @param {Mark} mark
 * @param {string} name
 * @returns {Mark}
 */
export const named = (mark, name) => (mark.kind === "text" ? { ...mark, words: `${mark.words}\n― ${name}` } : mark);

/**
 * Where the name of somebody stands who has drawn on a page: where the topmost line begins. Null where nothing is drawn.
 * @param {Mark[]} marks
 */
export function lead(marks) {
  const begins = marks.flatMap(({ points }) => (points ? dotsOf(points).slice(0, 1) : []));
  return begins.sort((one, other) => one.y - other.y)[0] ?? null;
}

/**
 * What a list has of each page and owner, in the order of the pages.
 * @param {Map<number, ShownPage[]>} pages
 * @param {Map<string, Owner>} owners
 * @returns {ShownLine[]}
 */
export function whoseOn(pages, owners) {
  return [...pages]
    .sort(([one], [other]) => one - other)
    .flatMap(([page, shown]) =>
      shown.map(({ owner, marks }) => {
        const words = marks.flatMap(({ kind, words: said }) => (kind === "text" && said ? [said] : []));
        return { page, name: owners.get(owner)?.name ?? "", words, lines: marks.length - words.length };
      }),
    );
}
