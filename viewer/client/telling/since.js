/** What became of a paper's pages since a person read them in another version, as it is told. */

/** @typedef {[number, number]} Stretch first and last page */

/**
 * What became of the pages since another version, as the contents tell it. `pages`: for each former page where to go on;
 * `removed`: former pages, which have no link. `edition`: the former version, "" where the person may not look at it.
 * @typedef {{former: number, edition: string, is_news: boolean, pages: number[], changed: Stretch[], added: Stretch[], moved: Stretch[],
 *   removed: Stretch[]}} Since
 */

const MOST = 12; // stretches of one kind that are named: more would fill the bar

/**
 * A stretch as words: 「3」, 「7〜9」.
 * @param {Stretch} stretch
 */
export const stretchWords = ([first, last]) => (first === last ? `${first}` : `${first}〜${last}`);

/**
 * What became of the pages, in the order in which it is told: the words before the pages, and the pages.
 * @param {Since} since
 * @returns {{before: string, stretches: Stretch[], more: number, isFormer: boolean}[]}
 */
export function changesOf({ changed, added, moved, removed }) {
  const all = [
    { before: "変わったのは", stretches: changed, isFormer: false },
    { before: "増えたのは", stretches: added, isFormer: false },
    { before: "順番が移ったのは", stretches: moved, isFormer: false },
    { before: "なくなったのは前の版の", stretches: removed, isFormer: true },
  ];
  return all
    .filter(({ stretches }) => stretches.length > 0)
    .map((part) => ({
      ...part,
      stretches: part.stretches.slice(0, MOST),
      more: Math.max(0, part.stretches.length - MOST),
    }));
}

/**
 * Where to go on in the newer version from a page of the former one; the same number where nothing is known.
 * @param {Since | null} since
 * @param {number} number
 */
export const laterPage = (since, number) => since?.pages[number - 1] ?? number;

/**
 * The page of the former version that a page of the newer one was; where it was none, the one before it.
 * @param {Since} since
 * @param {number} number
 */
export function formerPageOf({ pages }, number) {
  const here = pages.indexOf(number);
  const before = pages.filter((later) => later <= number).length;
  return here >= 0 ? here + 1 : Math.max(1, before);
}
