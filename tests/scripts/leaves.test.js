/** The papers before and after one: what is said of them, and of those that are gone. */

import assert from "node:assert/strict";
import { test as it } from "node:test";
import { afterwards, bookFrom, endWords, offerWords } from "../../viewer/client/choosing/leaves.js";

const known = { material: "m2", title: "議案第2号", href: "/papers/m2?p=1" };

it("a paper that is in the book no more is named, and one that only moved is not", () => {
  assert.equal(afterwards(known, { papers: ["m1", "m3"] }), "「議案第2号」は、いまは読めないので、とばします。");
  assert.equal(afterwards(known, { papers: ["m1", "m3", "m2"] }), "");
  assert.equal(afterwards(null, { papers: ["m1"] }), "");
});

it("an answer that is no book is taken for none", () => {
  assert.equal(bookFrom(null), null);
  assert.equal(bookFrom({ code: "A101" }), null);
  assert.equal(bookFrom({ former: null, next: known, papers: ["m1", "m2"] }), null);
  const whole = { former: null, next: known, papers: ["m1", "m2"], total: 0, agenda: [] };
  assert.deepEqual(bookFrom(whole)?.next, known);
});

it("an end says what comes there and what to do", () => {
  assert.deepEqual(offerWords(1, "議案第2号"), ["次の資料：議案第2号", "もう一度めくると、ひらきます。"]);
  assert.match(offerWords(-1, "議案第1号").join(""), /^前の資料：議案第1号.*最後のページ/u);
  assert.match(endWords(1, true).join(""), /ここまで.*一覧/u);
  assert.deepEqual(endWords(1, false), ["最後のページです。", ""]);
  assert.deepEqual(endWords(-1, false), ["最初のページです。", ""]);
});
