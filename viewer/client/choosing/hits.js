/** What a search has found, put in order: which page comes next, and in what words it is told. Needs no browser. */

import { PARTLY_LOST } from "../ground/recognised.js";

/** @typedef {[left: number, top: number, right: number, bottom: number]} Box fractions of the page */
/** @typedef {{before: string, word: string, after: string}} Quote */
/** @typedef {{page: number, times: number, boxes: Box[], quote: Quote | null, recognised: boolean}} Hit
 *   `recognised`: a place rests on words that a machine recognised */
/** @typedef {{pages: number, places: number, found: Hit[], is_partly_lost: boolean}} Answer as `app/search/views.py` gives it */

/**
 * The page with hits that comes next from a page, in one direction; null when there is none among those that are known.
 * @param {Hit[]} hits in the order of their pages
 * @param {number} page
 * @param {number} step 1 or -1
 */
export function nextPage(hits, page, step) {
  const beyond = hits.map((hit) => hit.page).filter((each) => (step > 0 ? each > page : each < page));
  return beyond[step > 0 ? 0 : beyond.length - 1] ?? null;
}

/**
 * Where a page stands among the pages with hits: 「3 / 12 ページ」, or how many there are.
 * @param {Hit[]} hits
 * @param {number} page
 * @param {number} pages with hits, those included that are not known yet
 */
export function standing(hits, page, pages) {
  const at = hits.findIndex((hit) => hit.page === page);
  return at < 0 ? `${pages} ページにあります` : `${at + 1} / ${pages} ページ`;
}

/**
 * @param {Answer} answer
 * @param {string} typed
 */
export function summary({ pages, places, is_partly_lost: isPartlyLost }, typed) {
  const first =
    pages === 0 ? `「${typed}」は見つかりませんでした。` : `「${typed}」は ${pages} ページ、${places} か所にあります。`;
  return isPartlyLost ? `${first}${PARTLY_LOST}` : first;
}
