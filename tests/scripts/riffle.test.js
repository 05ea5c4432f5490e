/** Pages that are riffled along the slider. */

import assert from "node:assert/strict";
import { test as it } from "node:test";
import { isNearer, toAsk } from "../../viewer/client/choosing/riffle.js";

/** @param {number[]} numbers */
const some = (...numbers) => new Map(numbers.map((number) => [number, {}]));

it("the page under the finger is asked for once, and no more than four are waited for", () => {
  assert.equal(toAsk(7, some(), some()), 7);
  assert.equal(toAsk(7, some(7), some()), 0);
  assert.equal(toAsk(7, some(), some(7)), 0);
  assert.equal(toAsk(7, some(), some(1, 2, 3)), 7);
  assert.equal(toAsk(7, some(), some(1, 2, 3, 4)), 0);
  assert.equal(toAsk(0, some(), some()), 0);
});

it("a picture that comes late does not lead away from the page under the finger", () => {
  assert.equal(isNearer(5, 0, 9), true);
  assert.equal(isNearer(8, 5, 9), true);
  assert.equal(isNearer(5, 8, 9), false);
  assert.equal(isNearer(9, 8, 9), true);
  assert.equal(isNearer(9, 8, 0), false);
});
