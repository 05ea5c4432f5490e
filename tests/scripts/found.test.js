/** What a search has found: which page comes next, and in what words it is told. */

import assert from "node:assert/strict";
import { test as it } from "node:test";
import { nextPage, standing, summary } from "../../viewer/client/choosing/hits.js";
import { PARTLY_LOST } from "../../viewer/client/ground/recognised.js";

const none = { pages: 0, places: 0, found: [] };
const hits = [3, 7, 12].map((page) => ({ page, times: 1, boxes: [], quote: null, recognised: false }));

it("the next page with hits is the nearest one that way", () => {
  assert.equal(nextPage(hits, 1, 1), 3);
  assert.equal(nextPage(hits, 3, 1), 7);
  assert.equal(nextPage(hits, 8, -1), 7);
  assert.equal(nextPage(hits, 3, -1), null);
  assert.equal(nextPage(hits, 12, 1), null);
  assert.equal(nextPage([], 1, 1), null);
});

it("a page is told its place among the pages with hits, those included that are not known yet", () => {
  assert.equal(standing(hits, 7, 40), "2 / 40 ページ");
  assert.equal(standing(hits, 8, 40), "40 ページにあります");
});

it("nothing found is said as such, and that words are lacking beside it", () => {
  assert.equal(summary({ ...none, is_partly_lost: false }, "基金"), "「基金」は見つかりませんでした。");
  assert.equal(
    summary({ ...none, pages: 2, places: 5, is_partly_lost: false }, "基金"),
    "「基金」は 2 ページ、5 か所にあります。",
  );
  assert.equal(summary({ ...none, is_partly_lost: true }, "基金"), `「基金」は見つかりませんでした。${PARTLY_LOST}`);
});
