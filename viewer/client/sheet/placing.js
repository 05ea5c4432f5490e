/** Computes the place and size of a sheet (the page) in its leaf (the part of the screen that shows it).
 *  Lengths are CSS pixels; a scale is CSS pixels per pixel of the page image. */

/** @typedef {{width: number, height: number}} Size */
/** @typedef {Size & {finest: number}} PageSize of the page image, and its sharpest zoom */
/** @typedef {{x: number, y: number}} Point */
/** @typedef {Point & {scale: number}} Placing where the sheet's upper left corner lies in the leaf, and how large it is */
/** @typedef {readonly [least: number, most: number]} Span */
/** @typedef {"page" | "width"} Fit the whole page, or its width, is what the screen shows */

export const MARGIN = 12;
const WIDEST_READING = 896; // beyond this a line of an A4 page is longer than the eye likes
const BEYOND_SHARPEST = 1.25;
const LEAST_ENLARGEMENT = 3;
const SMALLEST = 0.01;

/**
 * @param {number} value
 * @param {number} least
 * @param {number} most
 */
export const clamp = (value, least, most) => Math.min(Math.max(value, least), most);

/**
 * The scale at which the whole page is seen.
 * @param {Size} leaf
 * @param {Size} page
 */
export function wholeScale(leaf, page) {
  const width = (leaf.width - 2 * MARGIN) / page.width;
  const height = (leaf.height - 2 * MARGIN) / page.height;
  return Math.max(Math.min(width, height), SMALLEST);
}

/**
 * The scale in which this screen is read.
 * @param {Size} leaf
 * @param {Size} page
 * @param {Fit} fit
 */
export function homeScale(leaf, page, fit) {
  const whole = wholeScale(leaf, page);
  if (fit === "page") return whole;
  return Math.max(whole, Math.min(leaf.width - 2 * MARGIN, WIDEST_READING) / page.width);
}

/**
 * A little beyond the sharpest picture there is; at least three times the whole page.
 * @param {Size} leaf
 * @param {PageSize} page
 * @param {number} density device pixels per CSS pixel
 */
export function largestScale(leaf, page, density) {
  return Math.max((page.finest * BEYOND_SHARPEST) / density, wholeScale(leaf, page) * LEAST_ENLARGEMENT);
}

/**
 * Between which places a sheet may lie along one axis: in the middle where there is room, else edge to edge.
 * @param {number} room
 * @param {number} size
 * @returns {Span}
 */
function span(room, size) {
  const rest = room - size;
  return rest >= 2 * MARGIN ? [rest / 2, rest / 2] : [Math.min(rest - MARGIN, MARGIN), MARGIN];
}

/**
 * @param {Size} leaf
 * @param {Size} page
 * @param {number} scale
 * @returns {{x: Span, y: Span}}
 */
export function bounds(leaf, page, scale) {
  return { x: span(leaf.width, page.width * scale), y: span(leaf.height, page.height * scale) };
}

/**
 * Whether what lies at `at` may be moved in the direction of `step`.
 * @param {number} at
 * @param {Span} span
 * @param {number} step
 */
export function isFree(at, [least, most], step) {
  if (step < 0) return at > least + 1;
  return step > 0 && at < most - 1;
}

/**
 * The same sheet at another scale, with the point of the leaf that it was enlarged about where it was.
 * @param {Placing} placing
 * @param {number} scale
 * @param {Point} about
 * @returns {Placing}
 */
export function scaledAbout({ x, y, scale: before }, scale, about) {
  const share = scale / before;
  return { x: about.x - (about.x - x) * share, y: about.y - (about.y - y) * share, scale };
}

/**
 * The same sheet, back inside its bounds.
 * @param {Placing} placing
 * @param {Size} leaf
 * @param {Size} page
 * @returns {Placing}
 */
export function keptInside({ x, y, scale }, leaf, page) {
  const box = bounds(leaf, page, scale);
  return { x: clamp(x, ...box.x), y: clamp(y, ...box.y), scale };
}

/**
 * The part of the page that is on the screen.
 * @param {Placing} placing
 * @param {Size} leaf
 * @param {Size} page
 * @returns {import("../ground/bus.js").Part}
 */
export function partInSight({ x, y, scale }, leaf, page) {
  const width = page.width * scale;
  const height = page.height * scale;
  return {
    left: clamp(-x / width, 0, 1),
    top: clamp(-y / height, 0, 1),
    right: clamp((leaf.width - x) / width, 0, 1),
    bottom: clamp((leaf.height - y) / height, 0, 1),
  };
}
