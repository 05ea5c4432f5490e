/** Finds the columns of a page by what is white on it, so that scanned pages have them too. Knows pixels, no screen.
 *
 *  A page is taken in bands from top to bottom: in a band the same gutters run from its first line to its last. What is not parted by a
 *  gutter is a band of one column. */

import { runs, withoutRules } from "./rules.js";

/** @typedef {import("../sheet/placing.js").Part} Part */
/** @typedef {import("./rules.js").Ink} Ink */
/** @typedef {import("./rules.js").Run} Run */

const GUTTER = 0.02; // of the page's width: the least white between two columns
const LEAST_HEIGHT = 0.05; // of the page's height: below it the white is that between words
const LEAST_WIDTH = 0.2; // of the page's width: narrower columns of a table are read together
const EDGE = 0.008; // of the page, left around a column

/**
 * The columns in the order in which they are read: down each, left to right, band after band.
 * @param {Ink} ink
 * @returns {Part[]} one for a page of one column, none for an empty page
 */
export function columnsOf(ink) {
  const { text, rules } = withoutRules(ink);
  const bands = joined(bandsOf(text, rules));
  return bands.flatMap(({ rows: [top, bottom], columns }) =>
    columns.map(([left, right]) => widened(ink, { left, top, right, bottom })),
  );
}

/**
 * The tiers of a page of upright lines, which are its columns when it is laid on its side: across each from right to left, top to bottom,
 * and what stands at the right first.
 * @param {Ink} ink
 * @returns {Part[]} as of `columnsOf`
 */
export function tiersOf({ width, height, dark }) {
  const laid = new Uint8Array(dark.length);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) laid[(width - 1 - x) * height + y] = dark[y * width + x] ?? 0;
  }
  const parts = columnsOf({ width: height, height: width, dark: laid });
  return parts.map(({ left, top, right, bottom }) => ({ left: 1 - bottom, top: left, right: 1 - top, bottom: right }));
}

/** @typedef {{rows: Run, columns: Run[]}} Band */

/**
 * @param {Ink} text
 * @param {Uint8Array} rules
 * @returns {Band[]}
 */
function bandsOf(text, rules) {
  const { width, height, dark } = text;
  const isInked = /** @param {number} y */ (y) => dark.subarray(y * width, (y + 1) * width).includes(1);
  const lines = runs(height, isInked);
  const bands = [];
  for (let at = 0; at < lines.length; ) {
    const { band, count } = bandFrom(text, rules, lines.slice(at));
    bands.push(band);
    at += count;
  }
  return bands;
}

/**
 * The band that begins with the first of some lines: as many as the same gutters part, or that line alone.
 * @param {Ink} text
 * @param {Uint8Array} rules
 * @param {Run[]} lines at least one
 * @returns {{band: Band, count: number}}
 */
function bandFrom(text, rules, lines) {
  const [top = 0, end = 0] = lines[0] ?? [];
  let counted = top;
  const fills = new Float64Array(text.width);
  const uprights = new Float64Array(text.width);
  let found = { band: /** @type {Band} */ ({ rows: [top, end], columns: [extent(text, top, end)] }), count: 1 };
  for (const [nth, [from, bottom]] of lines.entries()) {
    add(fills, text.dark, [from, bottom]);
    add(uprights, rules, [counted, bottom]);
    counted = bottom;
    const columns = partedBy(fills, uprights, bottom - top);
    if (columns.length < 2) break;
    if (bottom - top >= LEAST_HEIGHT * text.height) found = { band: { rows: [top, bottom], columns }, count: nth + 1 };
  }
  return found;
}

/**
 * Counts in each column of pixels how many of some rows are set.
 * @param {Float64Array} sums to which it is added; as many as the page is wide
 * @param {Uint8Array} pixels
 * @param {Run} rows
 */
function add(sums, pixels, [from, to]) {
  const { length: width } = sums;
  for (let y = from; y < to; y += 1) {
    for (let x = 0; x < width; x += 1) sums[x] = (sums[x] ?? 0) + (pixels[y * width + x] ?? 0);
  }
}

/**
 * The columns between gutters. White as narrow as between letters parts them too where an upright rule stands in it.
 * @param {Float64Array} fills
 * @param {Float64Array} uprights
 * @param {number} height
 * @returns {Run[]}
 */
function partedBy(fills, uprights, height) {
  const { length: width } = fills;
  const isRuled = /** @param {Run} run */ (run) => uprights.subarray(...run).some((rows) => rows > height / 2);
  const gutters = runs(width, (x) => fills[x] === 0).filter((run) => run[1] - run[0] >= GUTTER * width || isRuled(run));
  /** @type {Run[]} */
  const columns = [];
  let from = 0;
  for (const [white, next] of [...gutters, /** @type {Run} */ ([width, width])]) {
    if (white > from && fills.subarray(from, white).some((rows) => rows > 0)) columns.push([from, white]);
    from = next;
  }
  return wideEnough(columns, LEAST_WIDTH * width);
}

/**
 * Narrow columns joined to those after them, and the last one to that before it.
 * @param {Run[]} columns
 * @param {number} least
 */
function wideEnough(columns, least) {
  /** @type {Run[]} */
  const wide = [];
  for (const [from, to] of columns) {
    const last = wide[wide.length - 1];
    if (last && last[1] - last[0] < least) last[1] = to;
    else wide.push([from, to]);
  }
  const [before, last] = wide.slice(-2);
  if (before && last && last[1] - last[0] < least) {
    before[1] = last[1];
    wide.pop();
  }
  return wide;
}

/**
 * From the first to the last dark pixel of some rows.
 * @param {Ink} ink
 * @param {number} top
 * @param {number} bottom
 * @returns {Run}
 */
function extent({ width, dark }, top, bottom) {
  const fills = new Float64Array(width);
  add(fills, dark, [top, bottom]);
  const stretches = runs(width, (x) => fills[x] !== 0);
  return [stretches[0]?.[0] ?? 0, stretches[stretches.length - 1]?.[1] ?? 0];
}

/**
 * Bands of one column that follow each other are one.
 * @param {Band[]} bands
 * @returns {Band[]}
 */
function joined(bands) {
  /** @type {Band[]} */
  const made = [];
  for (const { rows, columns } of bands) {
    const before = made[made.length - 1];
    const [own, others] = [columns[0], before?.columns[0]];
    if (before && own && others && columns.length === 1 && before.columns.length === 1) {
      before.rows = [before.rows[0], rows[1]];
      before.columns = [[Math.min(own[0], others[0]), Math.max(own[1], others[1])]];
    } else made.push({ rows, columns });
  }
  return made;
}

/**
 * As fractions of the page, with a little white around.
 * @param {Ink} ink
 * @param {Part} part in pixels
 * @returns {Part}
 */
const widened = ({ width, height }, { left, top, right, bottom }) => ({
  left: Math.max(0, left / width - EDGE),
  top: Math.max(0, top / height - EDGE),
  right: Math.min(1, right / width + EDGE),
  bottom: Math.min(1, bottom / height + EDGE),
});

/**
 * Which column a place of the page belongs to; that which is nearest.
 * @param {Part[]} columns
 * @param {{x: number, y: number}} place as fractions of the page
 */
export function columnAt(columns, { x, y }) {
  const apart = columns.map(({ left, top, right, bottom }) =>
    Math.hypot(Math.max(left - x, x - right, 0), Math.max(top - y, y - bottom, 0)),
  );
  return apart.indexOf(Math.min(...apart));
}
