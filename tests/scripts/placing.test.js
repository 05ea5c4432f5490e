/** The sheet in its leaf: how large, where, and what is in sight. */

import assert from "node:assert/strict";
import { test as it } from "node:test";
import {
  bounds,
  homeScale,
  inRange,
  isFree,
  keptInside,
  MARGIN,
  partInSight,
  partScale,
  scaledAbout,
} from "../../viewer/client/sheet/placing.js";

Object.assign(globalThis, { devicePixelRatio: 2 });
const PAGE = { width: 1600, height: 2264, finest: 4 };
const PORTRAIT = { width: 736, height: 900 };
const LANDSCAPE = { width: 1096, height: 620 };

/**
 * @param {import("../../viewer/client/sheet/placing.js").Size} leaf
 * @param {import("../../viewer/client/sheet/placing.js").PageSize} page
 */
const wholeScale = (leaf, page) => homeScale(leaf, page, "page");

/**
 * @param {number} found
 * @param {number} wanted
 */
const isNear = (found, wanted) => Math.abs(found - wanted) < 1e-9;

it("a whole page fits into the leaf with a margin all round", () => {
  for (const leaf of [PORTRAIT, LANDSCAPE]) {
    const scale = wholeScale(leaf, PAGE);
    assert.ok(PAGE.width * scale <= leaf.width - 2 * MARGIN + 1e-9);
    assert.ok(PAGE.height * scale <= leaf.height - 2 * MARGIN + 1e-9);
  }
});

it("a leaf that is not there yet gives a scale above nothing", () => {
  assert.ok(inRange(0, { width: 0, height: 0 }, PAGE) > 0);
});

it("a lying screen reads the width of a page, but never a line longer than the eye likes", () => {
  assert.ok(isNear(homeScale(LANDSCAPE, PAGE, "width") * PAGE.width, 896));
  assert.ok(isNear(homeScale({ width: 700, height: 500 }, PAGE, "width") * PAGE.width, 700 - 2 * MARGIN));
  assert.ok(isNear(homeScale(LANDSCAPE, PAGE, "page"), inRange(0, LANDSCAPE, PAGE)));
});

it("a page is enlarged a little beyond its sharpest picture, and four times at least", () => {
  assert.ok(isNear(inRange(Number.POSITIVE_INFINITY, PORTRAIT, PAGE), (4 * 1.25) / 2));
  assert.ok(isNear(inRange(99, PORTRAIT, { ...PAGE, finest: 0.1 }), 4 * wholeScale(PORTRAIT, PAGE)));
});

it("a small sheet lies in the middle, a large one reaches from edge to edge", () => {
  const { x, y } = bounds({ width: 500, height: 500 }, { width: 300, height: 900 }, 1);

  assert.deepEqual(x, [100, 100]);
  assert.deepEqual(y, [-400 - MARGIN, MARGIN]);
});

it("what is pulled too far comes back to the edge", () => {
  const scale = 1;
  const { x, y } = bounds(PORTRAIT, PAGE, scale);

  assert.deepEqual(keptInside({ x: 5000, y: 5000, scale }, PORTRAIT, PAGE), { x: x[1], y: y[1], scale });
  assert.deepEqual(keptInside({ x: -5000, y: -5000, scale }, PORTRAIT, PAGE), { x: x[0], y: y[0], scale });
  assert.deepEqual(keptInside({ x: -10, y: -20, scale }, PORTRAIT, PAGE), { x: -10, y: -20, scale });
});

it("a sheet that stays on a part of it shows no more than that part and its margin", () => {
  const part = { left: 0.5, top: 0.1, right: 0.9, bottom: 0.8 };
  const scale = partScale(PORTRAIT, PAGE, part);
  const left = keptInside({ x: 5000, y: 5000, scale }, PORTRAIT, PAGE, part);
  const right = keptInside({ x: -5000, y: -5000, scale }, PORTRAIT, PAGE, part);

  assert.ok(isNear(left.x, MARGIN - 0.5 * PAGE.width * scale));
  assert.ok(isNear(left.x, right.x));
  assert.ok(isNear(partInSight(right, PORTRAIT, PAGE).bottom, 0.8 + MARGIN / (PAGE.height * scale)));
});

it("a sheet is free towards where there is more of it", () => {
  const { y: middle } = bounds({ width: 500, height: 500 }, { width: 300, height: 900 }, 1);

  assert.equal(isFree(-100, middle, -1), true);
  assert.equal(isFree(-100, middle, 1), true);
  assert.equal(isFree(middle[0], middle, -1), false);
  assert.equal(isFree(middle[1], middle, 1), false);
  assert.equal(isFree(-100, middle, 0), false);
});

it("the point a page is enlarged about stays under the fingers", () => {
  const before = { x: 40, y: -120, scale: 0.5 };
  const about = { x: 300, y: 200 };
  const after = scaledAbout(before, 1.25, about);

  assert.ok(isNear((about.x - after.x) / after.scale, (about.x - before.x) / before.scale));
  assert.ok(isNear((about.y - after.y) / after.scale, (about.y - before.y) / before.scale));
  assert.equal(after.scale, 1.25);
});

it("of a page that fits, all is in sight; of an enlarged one, the part in the leaf", () => {
  const scale = wholeScale(PORTRAIT, PAGE);
  assert.deepEqual(partInSight({ x: MARGIN, y: MARGIN, scale }, PORTRAIT, PAGE), {
    left: 0,
    top: 0,
    right: 1,
    bottom: 1,
  });

  const part = partInSight({ x: -800, y: -1132, scale: 1 }, { width: 400, height: 566 }, PAGE);
  assert.deepEqual(part, { left: 0.5, top: 0.5, right: 0.75, bottom: 0.75 });
});
