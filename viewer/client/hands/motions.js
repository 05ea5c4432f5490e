/** What a finger means by how it moved. Lengths are CSS pixels, times milliseconds. */

/** @typedef {{x: number, y: number}} Point */

const SLOP = 8;
const TAP_MS = 350;
const DOUBLE_TAP_MS = 300;
const DOUBLE_TAP_APART = 40;
const SWIPE_LEAST = 56;
const FLICK_PER_MS = 0.45;
const OVER_THE_EDGE = 96;
const FINGER = 44;

/**
 * @param {Point} a
 * @param {Point} b
 */
export const distance = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);

/**
 * @param {Point} a
 * @param {Point} b
 * @returns {Point}
 */
export const midpoint = (a, b) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });

/**
 * What a pull is, once it is long enough to be one: sideways it turns the page, unless the page is wider than the screen in that
 * direction; else it moves the page.
 * @param {Point} pull how far the finger has come
 * @param {(dx: number) => boolean} canPanSideways
 * @returns {"" | "swipe" | "pan"}
 */
export function kindOfPull(pull, canPanSideways) {
  if (Math.hypot(pull.x, pull.y) < SLOP) return "";
  const isSideways = Math.abs(pull.x) > Math.abs(pull.y) * 1.2;
  return isSideways && !canPanSideways(pull.x) ? "swipe" : "pan";
}

/**
 * Pages on (1) or back (-1) that a swipe turns; 0 when it was too short and too slow.
 * @param {number} dx
 * @param {number} milliseconds
 */
export function turnOfSwipe(dx, milliseconds) {
  if (Math.abs(dx) < SWIPE_LEAST && Math.abs(dx) / milliseconds <= FLICK_PER_MS) return 0;
  return dx < 0 ? 1 : -1;
}

/**
 * How far a page that is enlarged has been pulled beyond its edge, after one more step: a pull the other way begins anew.
 * @param {number} before
 * @param {number} step
 */
export const pulledOver = (before, step) => (Math.sign(step) === Math.sign(before) ? before + step : step);

/**
 * Pages that a pull beyond the edge turns.
 * @param {number} over
 */
export function turnOfPull(over) {
  if (Math.abs(over) <= OVER_THE_EDGE) return 0;
  return over < 0 ? 1 : -1;
}

/** @param {number} milliseconds */
export const isTap = (milliseconds) => milliseconds < TAP_MS;

/**
 * Whether a tap is the second of a double tap.
 * @param {Point & {at: number}} tap
 * @param {Point & {at: number}} before
 */
export function isSecond(tap, before) {
  return tap.at - before.at < DOUBLE_TAP_MS && distance(tap, before) < DOUBLE_TAP_APART;
}

/**
 * Outer thirds turn at once; the middle third, and a page that is enlarged, wait for a second tap and zoom.
 * @param {{across: number, isHome: boolean, isAgain: boolean}} tap `across` as a fraction of the leaf
 * @returns {"left" | "right" | "zoom" | ""}
 */
export function meaningOfTap({ across, isHome, isAgain }) {
  if (isHome && across < 1 / 3) return "left";
  if (isHome && across > 2 / 3) return "right";
  return isAgain ? "zoom" : "";
}

/**
 * Which of several boxes a tap means: the nearest of those that it hits when each is at least as wide and high as a finger.
 * Links lie on a page where they are printed, often lower than that, and close below each other.
 * @param {Point} point
 * @param {readonly {left: number, top: number, right: number, bottom: number}[]} boxes in the coordinates of the point
 * @returns {number} its place in the list; -1 for none
 */
export function meantBox({ x, y }, boxes) {
  let [nearest, least] = [-1, Number.POSITIVE_INFINITY];
  for (const [at, { left, top, right, bottom }] of boxes.entries()) {
    const [across, down] = [Math.max(left - x, x - right, 0), Math.max(top - y, y - bottom, 0)];
    const isHit =
      across <= Math.max(0, FINGER - (right - left)) / 2 && down <= Math.max(0, FINGER - (bottom - top)) / 2;
    if (isHit && Math.hypot(across, down) < least) [nearest, least] = [at, Math.hypot(across, down)];
  }
  return nearest;
}
