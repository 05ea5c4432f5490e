/** The papers of a meeting with their running numbers, as the server tells them (`app/reading/book.py`). Pure. */

/**
 * A paper in the agenda. `page`: where the person left off, 0 for nowhere. `first`: the running number of its first page, 0 where its
 * pages have none.
 * @typedef {{material: string, title: string, pages: number, page: number, first: number, level: string, released: boolean}} BookPaper
 */

/** @typedef {{label: string, title: string, depth: number, papers: BookPaper[]}} BookItem an item of the agenda */

/**
 * The running number of a page; 0 where it has none.
 * @param {number} first that of the paper's first page, or 0
 * @param {number} page
 */
export const runningNumber = (first, page) => (first > 0 ? first + page - 1 : 0);

/**
 * The page that has a running number, and its paper; null where none has.
 * @param {BookItem[]} agenda
 * @param {number} number
 */
export function atRunning(agenda, number) {
  for (const paper of papersOf(agenda)) {
    if (paper.first > 0 && number >= paper.first && number < paper.first + paper.pages)
      return { paper, page: number - paper.first + 1 };
  }
  return null;
}

/** @param {BookItem[]} agenda */
export const papersOf = (agenda) => agenda.flatMap(({ papers }) => papers);

/**
 * 「通し 37〜76」, or how many pages it has where they have no running number.
 * @param {BookPaper} paper
 */
export function spanWords({ first, pages }) {
  if (first === 0) return `${pages} ページ`;
  return pages > 1 ? `通し ${first}〜${first + pages - 1}` : `通し ${first}`;
}

/** @param {BookItem} item */
export const itemWords = ({ label, title }) => [label, title].filter(Boolean).join("　");
