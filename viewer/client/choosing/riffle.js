/** Which small pictures are asked for, and which are seen, while a finger moves along the slider. */

const AT_ONCE = 4; // of those on their way: the server gives as many a second as it can, and what waited is passed by

/**
 * The page to ask for now: that under the finger, unless it is there, on its way, or others are waited for. 0 for none.
 * @param {number} wanted 0 for none
 * @param {ReadonlyMap<number, unknown>} held
 * @param {ReadonlyMap<number, unknown>} asked
 */
export function toAsk(wanted, held, asked) {
  return held.has(wanted) || asked.has(wanted) || asked.size >= AT_ONCE ? 0 : wanted;
}

/**
 * Whether a picture that has come takes the place of the one that is seen: it is no farther from the page under the finger.
 * @param {number} come
 * @param {number} shown 0 for none
 * @param {number} wanted 0 for none
 */
export function isNearer(come, shown, wanted) {
  return wanted > 0 && (shown === 0 || Math.abs(come - wanted) <= Math.abs(shown - wanted));
}
