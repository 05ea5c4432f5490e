/** The columns of a page, found by what is white on it. */

import assert from "node:assert/strict";
import { test as it } from "node:test";
import { columnAt, columnsOf, tiersOf } from "../../viewer/client/following/columns.js";

const [WIDTH, HEIGHT] = [480, 679];

/** A page on which boxes are dark, in pixels. @param {[left: number, top: number, right: number, bottom: number][]} boxes */
function page(boxes) {
  const dark = new Uint8Array(WIDTH * HEIGHT);
  for (const [left, top, right, bottom] of boxes) {
    for (let y = top; y < bottom; y += 1) dark.fill(1, y * WIDTH + left, y * WIDTH + right);
  }
  return { width: WIDTH, height: HEIGHT, dark };
}

/**
 * Lines of letters, each apart from the next.
 * @param {[left: number, right: number]} across
 * @param {[top: number, bottom: number]} down
 * @returns {[number, number, number, number][]}
 */
function lines([left, right], [top, bottom]) {
  /** @type {[number, number, number, number][]} */
  const boxes = [];
  for (let y = top; y + 8 <= bottom; y += 14) {
    for (let x = left; x + 7 <= right; x += 9) boxes.push([x, y, x + 7, y + 8]);
  }
  return boxes;
}

/** @param {import("../../viewer/client/sheet/placing.js").Part} part */
const inPixels = ({ left, top, right, bottom }) =>
  [left * WIDTH, top * HEIGHT, right * WIDTH, bottom * HEIGHT].map(Math.round);

/**
 * @param {import("../../viewer/client/sheet/placing.js").Part | undefined} part
 * @param {number[]} wanted
 */
function isAbout(part, wanted) {
  assert.ok(part);
  const found = inPixels(part);
  assert.ok(
    found.every((each, at) => Math.abs(each - (wanted[at] ?? 0)) <= 16),
    `${found} for ${wanted}`,
  );
}

it("a page of one column is one part, and an empty page none", () => {
  const found = columnsOf(page(lines([60, 420], [60, 600])));

  assert.equal(found.length, 1);
  isAbout(found[0], [60, 60, 420, 600]);
  assert.deepEqual(columnsOf(page([])), []);
});

it("two columns below a heading are read after it, the left one first", () => {
  const heading = lines([60, 420], [40, 60]);
  const found = columnsOf(page([...heading, ...lines([60, 230], [80, 600]), ...lines([255, 425], [86, 500])]));

  assert.equal(found.length, 3);
  isAbout(found[0], [60, 40, 420, 52]);
  isAbout(found[1], [60, 80, 230, 600]);
  isAbout(found[2], [255, 80, 425, 600]);
});

it("columns whose lines do not stand side by side are parted all the same", () => {
  const found = columnsOf(page([...lines([60, 230], [80, 600]), ...lines([255, 425], [87, 600])]));

  assert.equal(found.length, 2);
});

it("words far apart in a line or two are no columns", () => {
  const title = [...lines([60, 120], [80, 92]), ...lines([300, 420], [80, 92])];

  assert.equal(columnsOf(page([...title, ...lines([60, 420], [100, 600])])).length, 1);
});

it("the rules of a table part its columns and join nothing", () => {
  /** @type {[number, number, number, number][]} */
  const ruled = [];
  for (let y = 60; y <= 620; y += 28) ruled.push([50, y, 430, y + 1]);
  for (const x of [50, 182, 312, 429]) ruled.push([x, 60, x + 1, 620]);
  for (let y = 66; y < 600; y += 28) {
    ruled.push(...lines([55, 180], [y, y + 10]), ...lines([186, 310], [y, y + 10]), ...lines([316, 427], [y, y + 10]));
  }
  const found = columnsOf(page(ruled));

  assert.equal(found.length, 3);
  isAbout(found[1], [186, 66, 310, 606]);
});

it("narrow columns of a table are read together", () => {
  const narrow = [60, 110, 160, 210, 260, 310, 360].flatMap((left) => lines([left, left + 30], [60, 600]));
  const found = columnsOf(page(narrow));

  assert.ok(found.length > 1);
  assert.ok(found.every(({ left, right }) => right - left >= 0.2));
});

it("a finger means the column that is nearest to it", () => {
  const found = columnsOf(page([...lines([60, 230], [80, 600]), ...lines([255, 425], [80, 600])]));

  assert.equal(columnAt(found, { x: 0.2, y: 0.5 }), 0);
  assert.equal(columnAt(found, { x: 0.51, y: 0.5 }), 1);
  assert.equal(columnAt(found, { x: 0.9, y: 0.99 }), 1);
  assert.equal(columnAt([], { x: 0.5, y: 0.5 }), -1);
});

it("tiers of upright lines are read from the top, and what stands at the right of all before them", () => {
  const heading = lines([440, 460], [60, 600]);
  const found = tiersOf(page([...heading, ...lines([60, 400], [60, 300]), ...lines([60, 400], [340, 600])]));

  assert.equal(found.length, 3);
  isAbout(found[0], [440, 60, 460, 600]);
  isAbout(found[1], [60, 60, 400, 300]);
  isAbout(found[2], [60, 340, 400, 600]);
});
