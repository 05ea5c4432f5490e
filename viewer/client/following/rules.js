/** The printed lines of tables on a page, which join what they part. Knows pixels, no screen. */

/** @typedef {{width: number, height: number, dark: Uint8Array}} Ink one byte a pixel, row by row, 1 where it is dark */
/** @typedef {[from: number, to: number]} Run of pixels; `to` is not in it any more */

const RULE = 0.06; // of the page's width or height: a line as long is no letter's
const THICK = 3; // pixels, at most

/**
 * A page whose lines of tables are white. `rules`: where the upright ones were.
 * @param {Ink} ink
 */
export function withoutRules({ width, height, dark }) {
  const rules = new Uint8Array(dark.length);
  const text = dark.slice();
  for (let y = 0; y < height; y += 1) {
    for (const run of longRuns(dark, { length: width, placeOf: (x) => y * width + x, across: width })) {
      text.fill(0, y * width + run[0], y * width + run[1]);
    }
  }
  for (let x = 0; x < width; x += 1) {
    for (const run of longRuns(dark, { length: height, placeOf: (y) => y * width + x, across: 1 })) {
      for (let y = run[0]; y < run[1]; y += 1) {
        text[y * width + x] = 0;
        rules[y * width + x] = 1;
      }
    }
  }
  return { text: { width, height, dark: text }, rules };
}

/**
 * The rules in one row or column of pixels. `placeOf`: where its pixels lie; `across`: from a pixel to the next one beside the rule.
 * @param {Uint8Array} dark
 * @param {{length: number, placeOf: (at: number) => number, across: number}} line
 * @returns {Run[]}
 */
function longRuns(dark, { length, placeOf, across }) {
  return runs(length, (at) => dark[placeOf(at)] === 1).filter(([from, to]) => {
    if (to - from < RULE * length) return false;
    let thin = 0;
    for (let at = from; at < to; at += 1) if (isThin(dark, placeOf(at), across)) thin += 1;
    return thin > (to - from) / 2; // where it crosses others it is thick
  });
}

/**
 * Whether what is dark at a place is no thicker than a rule.
 * @param {Uint8Array} dark
 * @param {number} at
 * @param {number} step to the next pixel across the rule
 */
function isThin(dark, at, step) {
  let thick = 1;
  for (let on = at + step; dark[on] === 1 && thick <= THICK; on += step) thick += 1;
  for (let back = at - step; dark[back] === 1 && thick <= THICK; back -= step) thick += 1;
  return thick <= THICK;
}

/**
 * @param {number} length
 * @param {(at: number) => boolean} isIn
 * @returns {Run[]} the unbroken stretches of what is in
 */
export function runs(length, isIn) {
  /** @type {Run[]} */
  const found = [];
  let from = -1;
  for (let at = 0; at <= length; at += 1) {
    const has = at < length && isIn(at);
    if (has && from < 0) from = at;
    if (has || from < 0) continue;
    found.push([from, at]);
    from = -1;
  }
  return found;
}
