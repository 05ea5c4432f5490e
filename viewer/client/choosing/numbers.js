/** Page numbers as they are printed and typed, and which pages lie beside one. */

/**
 * What is printed on each page, as "ii" or "12", and "" on one without a number. Empty where pages have the numbers that they have
 * by counting.
 * @typedef {string[]} Numbers
 */

const DIGITS = /^\d+$/u;
const COUNTED = /^(\d+)(枚目?)?$/u;

/**
 * The page that was typed. Full-width letters are typed on Japanese keyboards: １２ is 12. A number that is printed on several pages
 * means the next of them after `current`; 「3枚目」 counts the pages.
 * @param {string} typed
 * @param {number} count
 * @param {Numbers} [numbers]
 * @param {number} [current]
 * @returns {number | null} null where there is no such page
 */
export function pageTyped(typed, count, numbers = [], current = 0) {
  const plain = typed.normalize("NFKC").trim();
  const printed = printedOn(plain, numbers, current);
  if (printed) return printed;
  const [, digits = "", unit] = COUNTED.exec(plain) ?? [];
  if (numbers.length > 0 && !unit && numbers.some((each) => DIGITS.test(each))) return null;
  const number = Number(digits);
  return number >= 1 && number <= count ? number : null;
}

/**
 * @param {string} typed
 * @param {Numbers} numbers
 * @param {number} current
 */
function printedOn(typed, numbers, current) {
  const isMeant = numbers.includes(typed)
    ? /** @param {string} number */ (number) => number === typed
    : /** @param {string} number */ (number) => number.toLowerCase() === typed.toLowerCase();
  const pages = typed ? numbers.flatMap((number, place) => (isMeant(number) ? [place + 1] : [])) : [];
  return pages.find((page) => page > current) ?? pages[0];
}

/**
 * A page's number as it is shown: the printed one; on a page without one, which it is by counting.
 * @param {number} page
 * @param {Numbers} numbers
 */
export function shownNumber(page, numbers) {
  return numbers.length === 0 ? String(page) : numbers[page - 1] || `${page}枚目`;
}

/**
 * The same in a sentence: 「12 ページ」.
 * @param {number} page
 * @param {Numbers} numbers
 */
export function spokenNumber(page, numbers) {
  return numbers.length > 0 && !numbers[page - 1] ? `${page} 枚目` : `${shownNumber(page, numbers)} ページ`;
}

/**
 * The pages that the two buttons lead to; null at an end of the paper.
 * @param {number[]} open the pages that are seen
 * @param {number} count
 */
export function beside(open, count) {
  const [first, last] = [Math.min(...open), Math.max(...open)];
  return { back: first > 1 ? first - 1 : null, on: last < count ? last + 1 : null };
}
