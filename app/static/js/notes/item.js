/** One paper in the list of one's own notes: its name, and a line that leads to the page for each note. */

import { element, icon } from "/client/ground/dom.js";

/**
 * @typedef {{page: number, marks: {kind: string, words?: string}[], lines: number, is_damaged?: boolean}} NotedPage
 * @typedef {{material: string, title: string, level: string, is_released: boolean, meeting: string, item: string,
 *   pages: NotedPage[], placeless: NotedPage[], is_more_elsewhere: boolean}} NotedPaper
 */

const DAMAGED = "このページのメモを開けません。データが壊れています。議会事務局に連絡してください。";
const ELSEWHERE =
  "ほかに、前の版に書いたメモがあります。その版は機密性が高いので、支給端末でサインインし直すと表示します。";
const FORMER = "前の版に書いたメモ。資料をひらくと、同じ内容のページがあれば、そこに移ります。";

/** @param {NotedPaper} paper */
export function paperItem({ material, title, level, is_released: isReleased, meeting, item, ...noted }) {
  const made = element("li", "found-paper");
  const name = element("p", "found-paper-name");
  const badge = element("span", `level level-${level.toLowerCase()}`, `機密性${level}${isReleased ? " 公開" : ""}`);
  name.append(element("b", "grow", title), badge);
  const where = [meeting, item].filter(Boolean).join("　");
  made.append(name, element("p", "small sub", where));
  const list = element("ul", "found-pages");
  list.append(
    ...noted.pages.flatMap((page) => lines(`/papers/${material}?p=${page.page}`, page, `${page.page} ページ`)),
  );
  made.append(list);
  if (noted.placeless.length > 0) {
    const former = element("ul", "found-pages");
    former.append(
      ...noted.placeless.flatMap((page) => lines(`/papers/${material}`, page, `前の版の ${page.page} ページ`)),
    );
    made.append(element("p", "small sub", FORMER), former);
  }
  if (noted.is_more_elsewhere) made.append(element("p", "small sub", ELSEWHERE));
  return made;
}

/**
 * @param {string} address
 * @param {NotedPage} page
 * @param {string} at
 */
function lines(address, { marks, lines: strokes, is_damaged: isDamaged }, at) {
  if (isDamaged) return [line(address, "stop", DAMAGED, at)];
  const all = marks.map(({ kind, words = "" }) => line(address, kind === "bookmark" ? "bookmark" : "text", words, at));
  return strokes > 0 ? [...all, line(address, "pen", `手書き ${strokes} 本`, at)] : all;
}

/**
 * @param {string} address
 * @param {string} sign
 * @param {string} words
 * @param {string} at
 */
function line(address, sign, words, at) {
  const link = element("a");
  link.href = address;
  link.append(icon(sign), element("span", "words", words), element("span", "at num", at));
  const made = element("li");
  made.append(link);
  return made;
}
