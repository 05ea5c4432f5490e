/** A search through several papers: asked piece by piece, told in words, and followed from paper to paper. */

import assert from "node:assert/strict";
import { test as it } from "node:test";
import { PARTLY_LOST } from "../../viewer/client/ground/recognised.js";
import { firstPages, lookOn, outcome, Trail } from "../../viewer/client/ground/trail.js";

const empty = { papers: [], looked: 0, of: 30, next: "", unready: 0, partly_lost: 0, left_out: [] };

/** @param {string} material */
const paper = (material) => ({
  material,
  title: material,
  level: "2",
  is_released: false,
  meeting: "",
  item: "",
  pages: 1,
  places: 1,
  found: [{ page: 4, times: 1, quote: null, recognised: false }],
});

it("pieces are asked for until there is a screenful, or the end", async () => {
  const pieces = [
    { ...empty, looked: 9, next: "i", unready: 1 },
    { ...empty, looked: 20, next: "t", papers: [paper("t")], unready: 1, partly_lost: 1 },
    { ...empty, looked: 30 },
  ];
  /** @type {unknown[]} */
  const asked = [];
  const whole = await lookOn(
    (fields) => {
      asked.push(fields);
      return Promise.resolve(pieces[asked.length - 1]);
    },
    "基金",
    "",
  );

  assert.deepEqual(asked, [
    { q: "基金", after: "" },
    { q: "基金", after: "i" },
    { q: "基金", after: "t" },
  ]);
  assert.deepEqual([whole.papers.length, whole.looked, whole.next], [1, 30, ""]);
  assert.deepEqual([whole.unready, whole.partly_lost], [2, 1]);
  const full = { ...empty, next: "x", papers: "abcdefghij".split("").map(paper) };
  assert.equal((await lookOn(() => Promise.resolve(full), "基金", "")).next, "x");
});

it("what was not looked through is said with its reason", () => {
  assert.equal(outcome(empty, "基金", 0, { unready: 0, lost: 0 }), "「基金」は見つかりませんでした。");
  const piece = { ...empty, looked: 12, next: "x", left_out: [{ count: 2, why: "閲覧が止められています" }] };
  assert.equal(
    outcome(piece, "基金", 3, { unready: 1, lost: 1 }),
    "「基金」は 3 件の資料にあります（30 件のうち 12 件まで調べました）。" +
      "ほかに 1 件は、検索の準備ができていないので調べていません。" +
      "ほかに 2 件は調べていません（閲覧が止められています）。" +
      `1 件の資料では、${PARTLY_LOST}`,
  );
});

it("the way leads to the papers beside the open one, and asks for more after the last", async () => {
  const papers = firstPages([paper("a"), paper("b")]);
  const trail = new Trail({ typed: "基金", address: "/search", papers, next: "b" });

  assert.deepEqual(trail.beside("a", 1), ["b", 4]);
  assert.equal(trail.beside("a", -1), null);
  assert.deepEqual([trail.mayGoOn("a", -1), trail.mayGoOn("b", 1), trail.mayGoOn("z", 1)], [false, true, false]);
  assert.deepEqual([trail.standing("b"), trail.standing("z")], ["資料 2 / 2〜", ""]);
  await trail.further(() => Promise.resolve({ ...empty, papers: [paper("c")] }));
  assert.deepEqual(trail.beside("b", 1), ["c", 4]);
  assert.deepEqual([trail.mayGoOn("c", 1), trail.standing("b")], [false, "資料 2 / 3"]);
});
