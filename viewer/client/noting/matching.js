/** Which notes a search keeps. What is looked for is folded, so that kana, widths and letters' case make no difference. */

/** @typedef {import("./marks.js").Mark} Mark */
/** @typedef {{page: number, marks: Mark[], lines: number, is_damaged?: boolean, version?: string}} Listed */

const FIRST_KATAKANA = 0x30_a1;
const LAST_KATAKANA = 0x30_f6;
const TO_HIRAGANA = 0x60;

/** @param {string} words */
function folded(words) {
  const letters = [...words.normalize("NFKC").toLowerCase()];
  return letters.map(hiragana).join("").replace(/\s+/gu, " ").trim();
}

/** @param {string} letter */
function hiragana(letter) {
  const code = letter.codePointAt(0) ?? 0;
  const isKatakana = code >= FIRST_KATAKANA && code <= LAST_KATAKANA;
  return isKatakana ? String.fromCodePoint(code - TO_HIRAGANA) : letter;
}

/**
 * The pages with notes that have every word; all pages when nothing is looked for.
 * @param {Listed[]} pages
 * @param {string} typed
 * @returns {Listed[]}
 */
export function matching(pages, typed) {
  const wanted = folded(typed)
    .split(" ")
    .filter((word) => word !== "");
  if (wanted.length === 0) return pages;
  const has = /** @param {Mark} mark */ ({ words = "" }) => wanted.every((word) => folded(words).includes(word));
  const kept = pages.map((page) => ({ ...page, marks: page.marks.filter(has), lines: 0 }));
  return kept.filter(({ marks }) => marks.length > 0);
}
