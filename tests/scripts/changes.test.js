/** What a reader is told of a replaced paper: which pages are others, and where the page that they read has gone. */

import assert from "node:assert/strict";
import { test as it } from "node:test";
import { changesOf, formerPageOf, laterPage, stretchWords } from "../../viewer/client/telling/since.js";

/** @type {import("../../viewer/client/telling/since.js").Since} */
const SINCE = {
  former: 1,
  edition: "",
  is_news: true,
  pages: [1, 3, 3, 5],
  changed: [
    [3, 3],
    [7, 9],
  ],
  added: [[2, 2]],
  moved: [],
  removed: [[3, 3]],
};

it("pages that follow each other are one stretch", () => {
  assert.deepEqual(SINCE.changed.map(stretchWords), ["3", "7〜9"]);
});

it("only what happened is told, and of many stretches the first", () => {
  assert.deepEqual(
    changesOf(SINCE).map(({ before, isFormer }) => [before, isFormer]),
    [
      ["変わったのは", false],
      ["増えたのは", false],
      ["なくなったのは前の版の", true],
    ],
  );
  const many = Array.from({ length: 15 }, (_, nth) => /** @type {[number, number]} */ ([2 * nth + 1, 2 * nth + 1]));
  const [told] = changesOf({ ...SINCE, changed: many });
  assert.deepEqual([told?.stretches.length, told?.more], [12, 3]);
});

it("a page is gone on with where it stands now, or at its number where nothing is known", () => {
  assert.deepEqual(
    [1, 2, 3, 4, 9].map((number) => laterPage(SINCE, number)),
    [1, 3, 3, 5, 9],
  );
  assert.equal(laterPage(null, 4), 4);
});

it("a page's former one is that which became it, else the one before it", () => {
  assert.deepEqual(
    [1, 2, 3, 5, 9].map((number) => formerPageOf(SINCE, number)),
    [1, 1, 2, 4, 4],
  );
});
