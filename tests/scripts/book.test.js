/** The papers of a meeting as one book: running numbers, and what somebody may mean who types where to go. */

import assert from "node:assert/strict";
import { test as it } from "node:test";
import { chaptersAt, grains, standsIn, stepsTyped } from "../../viewer/client/book/alike.js";
import { choicesFor } from "../../viewer/client/book/asked.js";
import { atRunning, runningNumber, spanWords } from "../../viewer/client/book/pack.js";

/**
 * @param {string} material
 * @param {string} title
 * @param {number} pages
 * @param {number} first
 */
const paper = (material, title, pages, first) => ({
  material,
  title,
  pages,
  page: 0,
  first,
  level: "2",
  released: false,
});

const AGENDA = [
  { label: "", title: "配付資料", depth: 0, papers: [paper("m1", "議事日程", 2, 1)] },
  { label: "日程第5", title: "議案第12号", depth: 0, papers: [paper("m2", "一般会計補正予算（第3号）", 40, 3)] },
  {
    label: "日程第6",
    title: "議案第十三号",
    depth: 0,
    papers: [paper("m3", "人事案件", 3, 0), paper("m4", "条例案", 5, 43)],
  },
];
const BUDGET = [
  { title: "第1表　歳入歳出予算補正", page: 4, depth: 1 },
  { title: "款1 議会費", page: 10, depth: 1 },
  { title: "項1 議会費", page: 10, depth: 2 },
  { title: "款2 総務費", page: 12, depth: 1 },
  { title: "項1 総務管理費", page: 13, depth: 2 },
  { title: "項2 徴税費", page: 15, depth: 2 },
];
const RULES = [{ title: "第２条第１項 関係", page: 2, depth: 1 }];

const KNOWN = {
  material: "m2",
  count: 40,
  numbers: /** @type {string[]} */ ([]),
  current: 1,
  agenda: AGENDA,
  contents: new Map([
    ["m4", { title: "条例案", outline: RULES, numbers: [] }],
    ["m2", { title: "一般会計補正予算（第3号）", outline: BUDGET, numbers: [] }],
  ]),
};

/** @param {string} typed */
const places = (typed, known = KNOWN) => choicesFor(typed, known).map(({ material, page }) => `${material} ${page}`);

it("a running number is the paper's first and counts on; a paper that is not counted has none", () => {
  assert.deepEqual([runningNumber(3, 1), runningNumber(3, 40), runningNumber(0, 7)], [3, 42, 0]);
  assert.deepEqual(
    [1, 2, 3, 42, 43, 47].map((number) => {
      const found = atRunning(AGENDA, number);
      return found && `${found.paper.material} ${found.page}`;
    }),
    ["m1 1", "m1 2", "m2 1", "m2 40", "m4 1", "m4 5"],
  );
  for (const number of [0, 48, -1]) assert.equal(atRunning(AGENDA, number), null);
  assert.deepEqual([paper("a", "", 40, 3), paper("b", "", 1, 9), paper("c", "", 6, 0)].map(spanWords), [
    "通し 3〜42",
    "通し 9",
    "6 ページ",
  ]);
});

it("a number is a page of this paper first, and a running number besides", () => {
  for (const typed of ["12", "１２", "p.12", "P12", "12ページ", "12 頁"])
    assert.deepEqual(places(typed), ["m2 12", "m2 10"]);
  assert.deepEqual(places("44"), ["m4 2"]);
  assert.deepEqual(places("通し12"), ["m2 10"]);
  assert.deepEqual(places("通し 1"), ["m1 1"]);
  assert.deepEqual(places("通し48"), []);
  const [own, running] = choicesFor("12", KNOWN);
  assert.deepEqual([own?.words, own?.detail], ["12 ページ", "この資料"]);
  assert.deepEqual([running?.words, running?.detail], ["通し 12", "この資料　10 枚目"]);
});

it("a label is a page where the paper prints it", () => {
  const numbers = ["", "i", "ii", "1", "2"];
  assert.deepEqual(places("ii", { ...KNOWN, count: 5, numbers }), ["m2 3"]);
  assert.deepEqual(places("p.2", { ...KNOWN, count: 5, numbers }), ["m2 5", "m1 2"]);
});

it("a paper is found by its item's number or its own title, whatever the figures are", () => {
  for (const typed of ["議案12", "議案第12号", "議案第十二号", "日程5", "補正予算"])
    assert.ok(places(typed).includes("m2 1"), typed);
  for (const typed of ["議案13", "日程第六"]) assert.deepEqual(places(typed), ["m3 1", "m4 1"], typed);
  for (const typed of ["議案1", "議案2", "日程56", "", "　"]) assert.deepEqual(places(typed), [], typed);
});

it("steps lead to the chapter that is under the others, in the open paper first", () => {
  for (const typed of ["款2項1", "第2款第1項", "２款１項", "款二の項一"])
    assert.deepEqual(places(typed), ["m2 13"], typed);
  assert.deepEqual(places("款1項1"), ["m2 10"]);
  assert.deepEqual(places("款2"), ["m2 12"]);
  assert.deepEqual(places("条2項1"), ["m4 2"]);
  for (const typed of ["款3", "款1項2", "項2款2"]) assert.deepEqual(places(typed), [], typed);
  assert.deepEqual(places("徴税費"), ["m2 15"]);
  assert.equal(stepsTyped("款2 総務費"), null);
  assert.deepEqual(
    chaptersAt([{ unit: "項", number: 1 }], BUDGET).map(({ page }) => page),
    [10, 13],
  );
});

it("figures are read as they are said", () => {
  assert.deepEqual(grains("十 十二 二十 百三 二百四十一 九"), ["10", "12", "20", "103", "241", "9"]);
  assert.deepEqual(grains("議案第12号 3年"), ["議", "案", "12", "3", "年"]);
  assert.equal(standsIn(grains("案1"), "議案第12号"), false);
  assert.equal(standsIn([], "議案"), false);
});

it("a budget's own numbers are its 款, 項 and 目 in the order of its chapters, on either side", () => {
  const outline = [
    { title: "事項別明細書", page: 9, depth: 0 },
    { title: "1 総括 （歳入）", page: 10, depth: 1 },
    { title: "歳入　2　地方譲与税", page: 12, depth: 1 },
    { title: "1　自動車重量譲与税", page: 12, depth: 2 },
    { title: "歳出　２　総務費", page: 36, depth: 1 },
    { title: "1　総務管理費", page: 36, depth: 2 },
    { title: "3　財産管理費", page: 37, depth: 3 },
    { title: "歳出", page: 60, depth: 0 },
    { title: "10　教育費", page: 70, depth: 1 },
    { title: "1　教育総務費", page: 72, depth: 2 },
    { title: "給与費明細書", page: 80, depth: 0 },
    { title: "1　特別職", page: 81, depth: 1 },
  ];
  const known = { ...KNOWN, count: 90, contents: new Map([["m2", { title: "補正予算", outline, numbers: [] }]]) };
  assert.deepEqual(places("款2項1", known), ["m2 12", "m2 36"]);
  assert.deepEqual(places("歳出2款1項", known), ["m2 36"]);
  assert.deepEqual(places("歳出　款2項1目3", known), ["m2 37"]);
  assert.deepEqual(places("第10款第1項", known), ["m2 72"]);
  assert.deepEqual(places("歳入 款10", known), []);
  assert.deepEqual(places("目1", known), []);
});
