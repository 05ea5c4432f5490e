/** Computes the place and size of a sheet (the page) in its leaf (the part of the screen that shows it).
 *  Lengths are CSS pixels; a scale is CSS pixels per pixel of the page image. */

/** @typedef {{width: number, height: number}} Size */
/**
 * The size of the sheet and the sharpest zoom. Of several pages as one sheet: `number`, the one that is read; `side`, the part of the
 * sheet that is its; `parts`, those of all. `shape`: pages are laid two and two, though this one may lie alone, or beneath each other; of
 * these `own` is the size of the one that is read, to which the screen is fitted.
 * @typedef {Size & {finest: number, shape?: "spread" | "unrolled", number?: number, side?: Part, opposite?: Part,
 *   parts?: ReadonlyMap<number, Part>, own?: Size}} PageSize
 */
/** @typedef {{x: number, y: number}} Point */
/** @typedef {Point & {scale: number}} Placing where the sheet's upper left corner lies in the leaf, and how large it is */
/** @typedef {readonly [least: number, most: number]} Span */
/** @typedef {import("../ground/bus.js").Part} Part of a page, as fractions of it */
/** @typedef {"page" | "width"} Fit the whole page, or its width, is what the screen shows */

export const MARGIN = 12;
/** @type {Readonly<Part>} */
export const WHOLE_PAGE = { left: 0, top: 0, right: 1, bottom: 1 };
const WIDEST_READING = 896; // beyond this a line of an A4 page is longer than the eye likes
const BEYOND_SHARPEST = 1.25;
const LEAST_ENLARGEMENT = 4;
const SMALLEST = 0.01;
export const NEARLY = 1.02;

/**
 * @param {number} value
 * @param {number} least
 * @param {number} most
 */
const clamp = (value, least, most) => Math.min(Math.max(value, least), most);

/**
 * The scale at which the whole page is seen.
 * @param {Size} leaf
 * @param {PageSize} page
 */
function wholeScale(leaf, page) {
  const own = page.own ?? page;
  const width = (leaf.width - 2 * MARGIN) / own.width;
  const height = (leaf.height - 2 * MARGIN) / own.height;
  return Math.max(Math.min(width, height), SMALLEST);
}

/**
 * The scale in which this screen is read.
 * @param {Size} leaf
 * @param {PageSize} page
 * @param {Fit} fit
 */
export function homeScale(leaf, page, fit) {
  const whole = wholeScale(leaf, page);
  if (fit === "page") return whole;
  const widest = page.opposite ? 2 * WIDEST_READING : WIDEST_READING;
  return Math.max(whole, Math.min(leaf.width - 2 * MARGIN, widest) / page.width);
}

/**
 * Whether a sheet lies in the size in which this screen is read, or smaller. Of pages beneath each other, which are equally wide and not
 * equally high, that is one that is no wider than the screen.
 * @param {number} scale
 * @param {Size} leaf
 * @param {PageSize} page
 * @param {Fit} fit
 */
export function isAtHome(scale, leaf, page, fit) {
  const widest = page.own ? (leaf.width - 2 * MARGIN) / page.width : 0;
  return scale <= Math.max(homeScale(leaf, page, fit), widest) * NEARLY;
}

/**
 * A little beyond the sharpest picture there is; at least four times the whole page.
 * @param {Size} leaf
 * @param {PageSize} page
 * @param {number} density device pixels per CSS pixel
 */
function largestScale(leaf, page, density) {
  return Math.max((page.finest * BEYOND_SHARPEST) / density, wholeScale(leaf, page) * LEAST_ENLARGEMENT);
}

/**
 * From the whole page to the largest scale.
 * @param {number} scale
 * @param {Size} leaf
 * @param {PageSize} page
 */
export const inRange = (scale, leaf, page) =>
  clamp(scale, wholeScale(leaf, page), largestScale(leaf, page, globalThis.devicePixelRatio || 1));

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
 * Between which places a sheet may lie, so that the screen stays on one part of it.
 * @param {Size} leaf
 * @param {Size} page
 * @param {number} scale
 * @param {Part} [part]
 * @returns {{x: Span, y: Span}}
 */
export function bounds(leaf, page, scale, { left, top, right, bottom } = WHOLE_PAGE) {
  const [width, height] = [page.width * scale, page.height * scale];
  const across = span(leaf.width, (right - left) * width);
  const down = span(leaf.height, (bottom - top) * height);
  return {
    x: [across[0] - left * width, across[1] - left * width],
    y: [down[0] - top * height, down[1] - top * height],
  };
}

/**
 * The scale at which a part of the page is as wide as the screen.
 * @param {Size} leaf
 * @param {Size} page
 * @param {Part} part
 */
export const partScale = (leaf, page, { left, right }) =>
  (leaf.width - 2 * MARGIN) / (Math.max(right - left, SMALLEST) * page.width);

/**
 * The scale at which a part of the page is as high as the screen.
 * @param {Size} leaf
 * @param {Size} page
 * @param {Part} part
 */
export const partScaleUpright = (leaf, page, { top, bottom }) =>
  (leaf.height - 2 * MARGIN) / (Math.max(bottom - top, SMALLEST) * page.height);

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
 * Where another sheet of pages beneath each other lies, so that a page that is on both stays where it is.
 * @param {Placing} placing
 * @param {PageSize} before
 * @param {PageSize} after
 * @returns {Placing}
 */
export function stayed(placing, before, after) {
  const number = after.number ?? 0;
  const [from, to] = [before.parts?.get(number), after.parts?.get(number)];
  if (!after.own || !from || !to) return placing;
  const scale = (placing.scale * before.width) / after.width; // pages are as wide as their sheet
  const top = placing.y + from.top * before.height * placing.scale;
  return { x: placing.x, y: top - to.top * after.height * scale, scale };
}

/**
 * The same sheet, back inside its bounds.
 * @param {Placing} placing
 * @param {Size} leaf
 * @param {Size} page
 * @param {Part} [part]
 * @returns {Placing}
 */
export function keptInside({ x, y, scale }, leaf, page, part) {
  const box = bounds(leaf, page, scale, part);
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

/**
 * A part of the sheet as a part of the page that lies on one side of it.
 * @param {Part} part
 * @param {Part} [side]
 * @returns {Part}
 */
export function inSide(part, side = WHOLE_PAGE) {
  const [width, height] = [side.right - side.left, side.bottom - side.top];
  return {
    left: clamp((part.left - side.left) / width, 0, 1),
    top: clamp((part.top - side.top) / height, 0, 1),
    right: clamp((part.right - side.left) / width, 0, 1),
    bottom: clamp((part.bottom - side.top) / height, 0, 1),
  };
}

/**
 * A part of the page as a part of the sheet.
 * @param {Part} part
 * @param {Part} [side]
 * @returns {Part}
 */
export function onSheet(part, side = WHOLE_PAGE) {
  const [width, height] = [side.right - side.left, side.bottom - side.top];
  return {
    left: side.left + part.left * width,
    top: side.top + part.top * height,
    right: side.left + part.right * width,
    bottom: side.top + part.bottom * height,
  };
}
