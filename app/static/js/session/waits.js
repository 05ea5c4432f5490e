/** How long to wait before a lost socket is opened again. */

const FIRST_MS = 1000;
const LONGEST_MS = 60_000;

/**
 * Twice as long each time, and never the same for all: a whole council must not come back in one second.
 * @param {number} tries that were in vain
 * @param {number} chance from 0 to 1
 */
export function waitMs(tries, chance) {
  const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** tries);
  return longest * (0.5 + chance / 2);
}

/**
 * After the cookie was changed: at once, but not all tabs in the same moment.
 * @param {number} chance from 0 to 1
 */
export const shortWaitMs = (chance) => FIRST_MS * chance;
