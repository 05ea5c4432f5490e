/** Which pages are fetched ahead, in which order, and which are let go again. */

const AHEAD = [1, -1, 2, -2];
const AHEAD_OF_TWO = [1, 2, -1, -2]; // both that a turn shows

/**
 * The neighbours of the pages that are seen, the next page first.
 * @param {number[]} open
 * @param {number} count
 */
export function neighbours(open, count) {
  const steps = open.length > 1 ? AHEAD_OF_TWO : AHEAD;
  const [first, last] = [Math.min(...open), Math.max(...open)];
  return steps.map((step) => (step > 0 ? last : first) + step).filter((each) => each >= 1 && each <= count);
}

/**
 * The pages to let go, so that no more than `kept` stay. The one being read stays, and those far from it go first; where none is
 * being read, the oldest.
 * @param {number[]} numbers the pages there are, the oldest first
 * @param {number} kept
 * @param {number} [current] the page being read
 */
export function toForget(numbers, kept, current) {
  const others = numbers.filter((number) => number !== current);
  if (current !== undefined) others.sort((a, b) => Math.abs(b - current) - Math.abs(a - current));
  return others.slice(0, Math.max(0, numbers.length - kept));
}
