/** What somebody may mean who types a number, a label or words to go to: the pages, papers and chapters, the likeliest first. Pure. */

import { pageTyped, shownNumber, spokenNumber } from "../choosing/numbers.js";
import { chaptersAt, grains, sideTyped, standsIn, stepsTyped } from "./alike.js";
import { atRunning, itemWords, papersOf } from "./pack.js";

/** @typedef {import("../choosing/outline.js").Chapter} Chapter */
/** @typedef {import("../choosing/numbers.js").Numbers} Numbers */
/** @typedef {import("./pack.js").BookItem} BookItem */

/** @typedef {{title: string, outline: Chapter[], numbers: Numbers}} KnownContents of a paper: its chapters and printed numbers */

/**
 * What is known of the open paper and of those beside it. `contents`: of papers whose contents the person has had, by their ids.
 * @typedef {{material: string, count: number, numbers: Numbers, current: number, agenda: BookItem[],
 *   contents: ReadonlyMap<string, KnownContents>}} Known
 */

/** @typedef {{words: string, detail: string, material: string, page: number}} Choice */

const MOST = 8;
const PAGE_SIGNS = /^(?:p\.?|頁|ページ)\s*|\s*(?:p\.?|頁|ページ)$/giu;
const DIGITS = /^\d+$/u;
const PAGE_DIGITS = /^\d{1,5}$/u;
const RUNNING = /^(?:通し(?:番号|ページ)?)\s*[-.:]?\s*(\d{1,5})$/u;

/**
 * @param {string} typed
 * @param {Known} known
 * @returns {Choice[]}
 */
export function choicesFor(typed, known) {
  const plain = typed.normalize("NFKC").trim();
  if (!plain) return [];
  const number = plain.replace(PAGE_SIGNS, "");
  const running = RUNNING.exec(plain)?.[1];
  const found = running
    ? onRunning(Number(running), known)
    : [
        ...ownPage(plain, number, known),
        ...(PAGE_DIGITS.test(number) ? onRunning(Number(number), known) : []),
        ...byTitle(plain, known),
        ...byChapter(plain, known),
      ];
  return distinct(found).slice(0, MOST);
}

/**
 * @param {string} plain
 * @param {string} number
 * @param {Known} known
 * @returns {Choice[]}
 */
function ownPage(plain, number, { material, count, numbers, current }) {
  const page = pageTyped(plain, count, numbers, current) ?? pageTyped(number, count, numbers, current);
  return page === null ? [] : [{ words: spokenNumber(page, numbers), detail: "この資料", material, page }];
}

/**
 * @param {number} number
 * @param {Known} known
 * @returns {Choice[]}
 */
function onRunning(number, { agenda, material }) {
  const found = atRunning(agenda, number);
  if (!found) return [];
  const { paper, page } = found;
  const where = paper.material === material ? "この資料" : paper.title;
  return [{ words: `通し ${number}`, detail: `${where}　${page} 枚目`, material: paper.material, page }];
}

/**
 * @param {string} plain
 * @param {Known} known
 * @returns {Choice[]}
 */
function byTitle(plain, { agenda }) {
  const typed = grains(plain);
  if (isNumberAlone(typed)) return [];
  return agenda.flatMap((item) => {
    const isItem = standsIn(typed, itemWords(item));
    const papers = item.papers.filter(({ title }) => isItem || standsIn(typed, title));
    return papers.map(({ title, material }) => ({ words: title, detail: itemWords(item), material, page: 1 }));
  });
}

/**
 * @param {string} plain
 * @param {Known} known
 * @returns {Choice[]}
 */
function byChapter(plain, { material, agenda, contents }) {
  const steps = stepsTyped(plain);
  const typed = grains(plain);
  if (!steps && isNumberAlone(typed)) return [];
  const order = [material, ...papersOf(agenda).map((paper) => paper.material)];
  const papers = [...contents].sort(([one], [other]) => order.indexOf(one) - order.indexOf(other));
  return papers.flatMap(([each, { title, outline, numbers }]) => {
    const found = steps
      ? chaptersAt(steps, outline, sideTyped(plain))
      : outline.filter((chapter) => standsIn(typed, chapter.title));
    const where = each === material ? "この資料" : title;
    return found.map((chapter) => ({
      words: chapter.title,
      detail: `${where}　${shownNumber(chapter.page, numbers)} ページ`,
      material: each,
      page: chapter.page,
    }));
  });
}

/** @param {string[]} typed */
const isNumberAlone = (typed) => typed.every((grain) => DIGITS.test(grain));

/**
 * The same place once, as what was first found.
 * @param {Choice[]} choices
 */
function distinct(choices) {
  const places = choices.map(({ material, page }) => `${material} ${page}`);
  return choices.filter((_, at) => places.indexOf(places[at] ?? "") === at);
}
