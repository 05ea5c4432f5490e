/** The pages of a bound paper that lie open together. */

import assert from "node:assert/strict";
import { test as it } from "node:test";
import { pairOf, sheetOf, turnedTo } from "../../viewer/client/opposite/pairs.js";

it("the cover lies alone, then two and two; a last page without another lies alone", () => {
  assert.deepEqual(
    [1, 2, 3, 4, 5, 6].map((number) => pairOf(number, 6)),
    [[1], [2, 3], [2, 3], [4, 5], [4, 5], [6]],
  );
  assert.deepEqual(pairOf(5, 5), [4, 5]);
});

it("a turn leads over both pages that lie open, to whichever is read", () => {
  assert.equal(turnedTo([1], 1), 2);
  assert.equal(turnedTo([2, 3], 1), 4);
  assert.equal(turnedTo([2, 3], -1), 1);
  assert.equal(turnedTo([4, 5], -1), 3);
  assert.equal(turnedTo([1], -1), 0);
  assert.equal(turnedTo([12], 1), 13);
});

it("two pages make one sheet, on which each has its part", () => {
  const [standing, lying] = [
    { width: 1600, height: 2264 },
    { width: 3200, height: 2264 },
  ];
  const even = sheetOf(standing, standing, true);
  assert.deepEqual(even, {
    width: 3200,
    height: 2264,
    side: { left: 0, top: 0, right: 0.5, bottom: 1 },
    opposite: { left: 0.5, top: 0, right: 1, bottom: 1 },
  });

  const mixed = sheetOf({ ...lying, height: 1132 }, standing, false);
  assert.deepEqual(mixed.opposite, { left: 0, top: 0, right: 1 / 3, bottom: 1 });
  assert.deepEqual(mixed.side, { left: 1 / 3, top: 0, right: 1, bottom: 0.5 });
});
