/** Pages beneath each other, as one sheet: which of them are laid, where each lies, and which one is read. Needs no browser.
 *
 *  Only the pages around the one that is read are laid, so that a paper of any length takes the room of a few pages. */

/** @typedef {import("../sheet/placing.js").Size} Size */
/** @typedef {import("../sheet/placing.js").Part} Part */

export const REACH = 2; // pages on either side: low ones are seen three at a time
const GAP = 0.015; // of a page's width, between two pages
const LINE = 0.4; // of the screen's height: what is on it is read

/**
 * The pages that are laid where this one is read, in their order.
 * @param {number} number
 * @param {number} count
 */
export function pagesAround(number, count) {
  const [first, last] = [Math.max(1, number - REACH), Math.min(count, number + REACH)];
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}

/**
 * The sheet of some pages, each made as wide as the one that is read: its size, and the part of it that each page takes.
 * @param {number} number the page that is read
 * @param {number[]} numbers in their order, that one among them
 * @param {(number: number) => Size} sizeOf
 * @returns {Size & {side: Part, parts: Map<number, Part>}} `side`: the part of the page that is read
 */
export function stackOf(number, numbers, sizeOf) {
  const { width } = sizeOf(number);
  const gap = GAP * width;
  const heights = numbers.map((each) => (sizeOf(each).height * width) / sizeOf(each).width);
  const height = heights.reduce((sum, each) => sum + each + gap, -gap);
  /** @type {Map<number, Part>} */
  const parts = new Map();
  let top = 0;
  for (const [at, each] of numbers.entries()) {
    const bottom = top + (heights[at] ?? 0);
    parts.set(each, { left: 0, top: top / height, right: 1, bottom: bottom / height });
    top = bottom + gap;
  }
  return { width, height, side: /** @type {Part} */ (parts.get(number)), parts };
}

/**
 * The page that is read where a sheet lies so: that on the line; at an end of the sheet the one there, which may be too low to reach it.
 * @param {ReadonlyMap<number, Part>} parts at least one, from top to bottom
 * @param {{top: number, height: number, room: number, isAtTop: boolean, isAtBottom: boolean}} lying where the sheet begins on the screen,
 *   how high it and the screen are, and whether it can go no further
 */
export function pageRead(parts, { top, height, room, isAtTop, isAtBottom }) {
  const numbers = [...parts.keys()];
  const [first = 0, last = 0] = [numbers[0], numbers[numbers.length - 1]];
  if (isAtTop) return first;
  if (isAtBottom) return last;
  const line = (LINE * room - top) / height;
  return numbers.find((number) => line <= (parts.get(number)?.bottom ?? 0)) ?? last;
}
