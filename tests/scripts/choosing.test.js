/** Choosing a page: by number, by the buttons, by chapter; and remembering the last one. */

import assert from "node:assert/strict";
import { test as it } from "node:test";
import { beside, pageTyped, shownNumber, spokenNumber } from "../../viewer/client/choosing/numbers.js";
import { chapterOf, indents } from "../../viewer/client/choosing/outline.js";
import { Unsent } from "../../viewer/client/keeping/unsent.js";

const OUTLINE = [
  { title: "議案第12号", page: 1, depth: 1 },
  { title: "第1表", page: 10, depth: 2 },
  { title: "説明書", page: 20, depth: 1 },
];

it("full-width digits are a number", () => {
  assert.equal(pageTyped("３５", 40), 35);
  assert.equal(pageTyped(" 7 ", 40), 7);
});

it("what is no page of the paper is none", () => {
  for (const typed of ["", "0", "41", "-1", "1.5", "1e1", "七", "0x10"])
    assert.equal(pageTyped(typed, 40), null, typed);
});

// A cover, contents in Roman numbers, the body, and an appendix that begins at 1 again.
const PRINTED = ["", "i", "ii", "1", "2", "3", "1"];

it("what is typed is the number that is printed, else which page it is by counting", () => {
  for (const [typed, page] of /** @type {const} */ ([
    ["ii", 3],
    ["ＩＩ", 3],
    ["2", 5],
    ["２", 5],
    ["2枚目", 2],
    ["７枚", 7],
  ]))
    assert.equal(pageTyped(typed, 7, PRINTED, 2), page, typed);
  for (const typed of ["", "7", "iv", "0枚目", "8枚目"]) assert.equal(pageTyped(typed, 7, PRINTED, 2), null, typed);
  assert.equal(pageTyped("3", 4, ["i", "ii", "iii", "iv"], 1), 3);
});

it("a number that is printed twice leads to the next of both", () => {
  assert.deepEqual(
    [1, 4, 7].map((current) => pageTyped("1", 7, PRINTED, current)),
    [4, 7, 4],
  );
});

it("a page is called by its printed number, and one without by counting", () => {
  assert.deepEqual(
    [1, 3, 4].map((page) => [shownNumber(page, PRINTED), spokenNumber(page, PRINTED)]),
    [
      ["1枚目", "1 枚目"],
      ["ii", "ii ページ"],
      ["1", "1 ページ"],
    ],
  );
  assert.deepEqual([shownNumber(3, []), spokenNumber(3, [])], ["3", "3 ページ"]);
});

it("the buttons lead to the neighbours, and nowhere at an end", () => {
  assert.deepEqual(beside([12], 40), { back: 11, on: 13 });
  assert.deepEqual(beside([1], 40), { back: null, on: 2 });
  assert.deepEqual(beside([40], 40), { back: 39, on: null });
  assert.deepEqual(beside([1], 1), { back: null, on: null });
});

it("a page belongs to the last chapter that has begun", () => {
  assert.equal(chapterOf(OUTLINE, 1), 0);
  assert.equal(chapterOf(OUTLINE, 9), 0);
  assert.equal(chapterOf(OUTLINE, 10), 1);
  assert.equal(chapterOf(OUTLINE, 40), 2);
});

it("a page before all chapters belongs to none", () => {
  assert.equal(chapterOf([{ page: 3 }], 2), -1);
  assert.equal(chapterOf([], 1), -1);
});

it("chapters are indented from the highest level that is there, not deeper than three", () => {
  assert.deepEqual(indents(OUTLINE), [0, 1, 0]);
  const deep = [3, 4, 9].map((depth) => ({ title: "", page: 1, depth }));
  assert.deepEqual(indents(deep), [0, 1, 3]);
});

it("a page is told once, and again when it did not arrive", () => {
  const unsent = new Unsent();
  assert.equal(unsent.take(), 0);
  unsent.note(12);
  assert.equal(unsent.take(), 12);
  assert.equal(unsent.take(), 0);
  unsent.giveBack(12);
  assert.equal(unsent.take(), 12);
});

it("a page that did not arrive is forgotten when a later one was told meanwhile", () => {
  const unsent = new Unsent();
  unsent.note(12);
  unsent.take();
  unsent.note(13);
  assert.equal(unsent.take(), 13);
  unsent.giveBack(12);
  assert.equal(unsent.take(), 0);
});
