/** Pages beneath each other on one sheet. */

import assert from "node:assert/strict";
import { test as it } from "node:test";
import { isAtHome, stayed } from "../../viewer/client/sheet/placing.js";
import { pageRead, pagesAround, stackOf } from "../../viewer/client/unrolled/stack.js";

const STANDING = { width: 1600, height: 2264 };
const LYING = { width: 2264, height: 1600 };
const sizeOf = (/** @type {number} */ number) => (number === 4 ? LYING : STANDING);

it("two pages lie on either side of the one that is read, as far as there are any", () => {
  assert.deepEqual(pagesAround(5, 9), [3, 4, 5, 6, 7]);
  assert.deepEqual(pagesAround(1, 9), [1, 2, 3]);
  assert.deepEqual(pagesAround(2, 2), [1, 2]);
});

it("a page that lies is as wide as the others, and lower", () => {
  const { width, height, parts, side } = stackOf(3, [2, 3, 4], sizeOf);
  const heights = [...parts.values()].map(({ top, bottom }) => Math.round((bottom - top) * height));
  assert.equal(width, 1600);
  assert.deepEqual(heights, [2264, 2264, 1131]);
  assert.equal(side, parts.get(3));
  assert.equal(parts.get(2)?.top, 0);
  assert.equal(parts.get(4)?.bottom, 1);
});

it("the page on the line is read, and at an end the one there, however low it is", () => {
  const { height, parts } = stackOf(2, [1, 2, 3], () => LYING);
  const lying = { height: height / 4, room: 1000, isAtTop: false, isAtBottom: false };
  assert.equal(pageRead(parts, { ...lying, top: 12 }), 1);
  assert.equal(pageRead(parts, { ...lying, top: -100 }), 2);
  assert.equal(pageRead(parts, { ...lying, top: -220, isAtBottom: true }), 3);
  assert.equal(pageRead(parts, { ...lying, top: 12, isAtTop: true }), 1);
  assert.equal(pageRead(parts, { ...lying, top: -9000 }), 3);
});

it("a page stays where it is when another one is read, and as large, though that one has other pixels", () => {
  const pageOf = (/** @type {number} */ number) => ({
    ...stackOf(number, pagesAround(number, 9), sizeOf),
    finest: 1,
    number,
    own: sizeOf(number),
  });
  const [before, after] = [pageOf(3), pageOf(4)];
  const placing = { x: 12, y: -900, scale: 0.5 };
  const moved = stayed(placing, before, after);
  const topOf = (/** @type {typeof before} */ { parts, height }, /** @type {typeof placing} */ { y, scale }) =>
    Math.round(y + (parts.get(4)?.top ?? 0) * height * scale);
  assert.equal(topOf(after, moved), topOf(before, placing));
  assert.equal(Math.round(moved.scale * after.width), placing.scale * before.width);
  assert.deepEqual(stayed(placing, { ...STANDING, finest: 1 }, { ...LYING, finest: 1 }), placing);
});

it("pages beneath each other are at home where they are no wider than the screen", () => {
  const page = { ...stackOf(4, [3, 4, 5], sizeOf), finest: 1, number: 4, own: LYING };
  const leaf = { width: 824, height: 500 };
  assert.equal(isAtHome(800 / 2264, leaf, page, "page"), true);
  assert.equal(isAtHome(900 / 2264, leaf, page, "page"), false);
});
