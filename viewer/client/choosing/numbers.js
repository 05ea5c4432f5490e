/** Page numbers as they are typed, and which pages lie beside one. */

const DIGITS = /^\d+$/u;

/**
 * The page that was typed; null where there is no such page. Full-width digits are typed on Japanese keyboards: １２ is 12.
 * @param {string} typed
 * @param {number} count
 */
export function pageTyped(typed, count) {
  const digits = typed.normalize("NFKC").trim();
  const number = DIGITS.test(digits) ? Number(digits) : 0;
  return number >= 1 && number <= count ? number : null;
}

/**
 * The pages that the two buttons lead to; null at an end of the paper.
 * @param {number} number
 * @param {number} count
 */
export function beside(number, count) {
  return { back: number > 1 ? number - 1 : null, on: number < count ? number + 1 : null };
}
