/** Which pages and finer cells are fetched, which are let go, and where they are asked for. */

import assert from "node:assert/strict";
import { test as it } from "node:test";
import {
  ahead,
  cellAddress,
  contentsAddress,
  pageAddress,
  paperAddress,
  positionAddress,
  textAddress,
  thumbAddress,
} from "../../viewer/client/addresses.js";
import { cellsOf, cellsToForget, scaleFor } from "../../viewer/client/sheet/cells.js";
import { neighbours, toForget } from "../../viewer/client/sheet/order.js";

it("the next page is fetched before the one before", () => {
  assert.deepEqual(neighbours([12], 40), [13, 11, 14, 10]);
});

it("of two pages that lie open, both that a turn shows are fetched first", () => {
  assert.deepEqual(neighbours([4, 5], 9), [6, 7, 3, 2]);
  assert.deepEqual(neighbours([2, 3], 4), [4, 1]);
});

it("there is nothing before the first page and nothing after the last", () => {
  assert.deepEqual(neighbours([1], 40), [2, 3]);
  assert.deepEqual(neighbours([40], 40), [39, 38]);
  assert.deepEqual(neighbours([1], 1), []);
});

it("the pages farthest from the one being read are let go, and never that one", () => {
  assert.deepEqual(toForget([1, 2, 30, 31, 32, 29, 28, 3], 6, 30), [1, 2]);
  assert.deepEqual(toForget([5, 6, 7], 6, 6), []);
  assert.deepEqual(toForget([9, 1], 1, 1), [9]);
});

it("while a page is on its way the oldest are let go", () => {
  assert.deepEqual(toForget([4, 9, 1, 7, 2, 3, 8], 6), [4]);
});

it("a page that looks sharp needs no finer picture", () => {
  assert.equal(scaleFor(1.2, [2, 4]), 0);
  assert.equal(scaleFor(3, []), 0);
});

it("the coarsest picture that is sharp enough is taken, else the finest there is", () => {
  assert.equal(scaleFor(1.3, [4, 2]), 2);
  assert.equal(scaleFor(2.4, [2, 4]), 2);
  assert.equal(scaleFor(2.5, [2, 4]), 4);
  assert.equal(scaleFor(9, [2, 4]), 4);
});

it("only the cells that are in sight are asked for", () => {
  const cells = cellsOf({ left: 0.3, top: 0, right: 0.6, bottom: 0.2 }, 4);

  assert.deepEqual(
    cells.map(({ name }) => name),
    ["4/1/0", "4/2/0"],
  );
  assert.equal(cellsOf({ left: 0, top: 0, right: 1, bottom: 1 }, 2).length, 4);
});

it("cells of another scale are let go before those of this one", () => {
  assert.deepEqual(cellsToForget(["4/0/0", "2/0/0", "4/1/0"], 4, 2), ["2/0/0"]);
  assert.deepEqual(cellsToForget(["4/0/0", "4/1/0", "4/2/0"], 4, 2), ["4/0/0"]);
  assert.deepEqual(cellsToForget(["4/0/0"], 4, 2), []);
});

it("addresses are those of the route table", () => {
  assert.equal(paperAddress("m1"), "/papers/m1");
  assert.equal(paperAddress("m1", 3), "/papers/m1?p=3");
  assert.equal(contentsAddress("m1"), "/papers/m1/contents");
  assert.equal(ahead(pageAddress("v1", 3)), "/papers/v1/pages/3?ahead=1");
  assert.equal(thumbAddress("v1", 3), "/papers/v1/thumbs/3");
  assert.equal(textAddress("v1", 3), "/papers/v1/pages/3/text");
  assert.equal(cellAddress("v1", 3, "2/0/1"), "/papers/v1/pages/3/zoom/2/0/1");
  assert.equal(positionAddress("v1"), "/papers/v1/position");
});
