/** The chapters of a paper, in the order of its pages. */

/** @typedef {{title: string, page: number, depth: number}} Chapter */

const DEEPEST = 3;

/**
 * How far each chapter is indented: 0 for those of the highest level that is there, at most 3.
 * @param {Chapter[]} outline
 */
export function indents(outline) {
  const top = Math.min(...outline.map(({ depth }) => depth));
  return outline.map(({ depth }) => Math.min(depth - top, DEEPEST));
}

/**
 * Which chapter a page belongs to: the last that begins on it or before. -1 for a page before all of them.
 * @param {Pick<Chapter, "page">[]} outline
 * @param {number} number
 */
export function chapterOf(outline, number) {
  let found = -1;
  for (const [index, { page }] of outline.entries()) if (page <= number) found = index;
  return found;
}
