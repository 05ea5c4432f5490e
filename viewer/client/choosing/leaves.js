/** The papers before and after one in the agenda of its meeting, and what is said of them. */

/** @typedef {{material: string, title: string, href: string}} Leaf another paper, and the page to which turning leads */

/** @typedef {{former: Leaf | null, next: Leaf | null}} Book */

/**
 * The book as it is now. `papers`: the ids of all, in order. `total`: how many pages have a running number.
 * @typedef {Book & {papers: string[], total: number, agenda: import("../book/pack.js").BookItem[]}} WholeBook
 */

/**
 * What the server says of the book now: `app/reading/book.py`. Null for an answer of another kind.
 * @param {unknown} answer
 * @returns {WholeBook | null}
 */
export function bookFrom(answer) {
  const book = /** @type {Partial<WholeBook> | null} */ (answer);
  return Array.isArray(book?.papers) && Array.isArray(book?.agenda) ? /** @type {WholeBook} */ (book) : null;
}

/**
 * What to say of a paper that was known, when the book is asked for anew: "" while this person may still read it. Why not is not said
 * here: whoever may not read a paper may not learn what became of it either.
 * @param {Leaf | null} known
 * @param {{papers: string[]}} book
 */
export function afterwards(known, { papers }) {
  return known && !papers.includes(known.material) ? `「${known.title}」は、いまは読めないので、とばします。` : "";
}

/**
 * Which paper comes, and what to do.
 * @param {number} step
 * @param {string} title
 * @returns {[title: string, act: string]}
 */
export function offerWords(step, title) {
  return step > 0
    ? [`次の資料：${title}`, "もう一度めくると、ひらきます。"]
    : [`前の資料：${title}`, "もう一度めくると、最後のページをひらきます。"];
}

/**
 * That nothing comes.
 * @param {number} step
 * @param {boolean} isBook
 * @returns {[title: string, act: string]}
 */
export function endWords(step, isBook) {
  const page = step > 0 ? "最後のページです。" : "最初のページです。";
  if (!isBook) return [page, ""];
  const end = step > 0 ? "会議の資料は、ここまでです。" : "会議の資料は、ここからです。";
  return [end, "ほかの資料は、左上の「一覧」から選べます。"];
}
