/** Which pages of a bound paper lie open together: the cover alone, then two and two, and where each of them lies. */

/** @typedef {import("../sheet/placing.js").Size} Size */
/** @typedef {import("../sheet/placing.js").Part} Part */

/**
 * The page and the one that lies open with it, in reading order.
 * @param {number} number
 * @param {number} count
 * @returns {number[]} one or two pages
 */
export function pairOf(number, count) {
  if (number === 1) return [1];
  const first = number - (number % 2);
  return first < count ? [first, first + 1] : [first];
}

/**
 * The page that a turn leads to; 0 or less, or more than `count`, beyond an end of the paper.
 * @param {number[]} open the pages that lie open, in reading order
 * @param {number} step
 */
export const turnedTo = (open, step) => (step > 0 ? Math.max(...open) : Math.min(...open)) + step;

/**
 * Two pages as one sheet: its size, and the parts of it that each page takes.
 * @param {Size} own the page that is read
 * @param {Size} other the one beside it
 * @param {boolean} isOwnLeft
 * @returns {Size & {side: Part, opposite: Part}}
 */
export function sheetOf(own, other, isOwnLeft) {
  const [left, right] = isOwnLeft ? [own, other] : [other, own];
  const size = { width: left.width + right.width, height: Math.max(left.height, right.height) };
  const middle = left.width / size.width;
  const parts = [
    { left: 0, top: 0, right: middle, bottom: left.height / size.height },
    { left: middle, top: 0, right: 1, bottom: right.height / size.height },
  ];
  const [side, opposite] = isOwnLeft ? parts : parts.reverse();
  return { ...size, side: /** @type {Part} */ (side), opposite: /** @type {Part} */ (opposite) };
}
