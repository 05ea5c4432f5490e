/** Whose shared notes stand on which page, and how they say so. */

import assert from "node:assert/strict";
import { test as it } from "node:test";
import { lead, named, whoseOn } from "../../viewer/client/showing/whose.js";

/** @type {import("../../viewer/client/noting/marks.js").Mark} */
const TEXT = { id: "t", kind: "text", since: 1, words: "財源", x: 1, y: 2 };
/** @param {string} points @returns {import("../../viewer/client/noting/marks.js").Mark} */
const ink = (points) => ({ id: points, kind: "ink", since: 1, points });

it("a text says who wrote it, and a line is what it was", () => {
  assert.equal(named(TEXT, "佐藤 花子").words, "財源\n― 佐藤 花子");
  assert.deepEqual(named(ink("1 2 3"), "佐藤 花子"), ink("1 2 3"));
});

it("the name stands where the topmost line begins, and nowhere when nothing is drawn", () => {
  assert.deepEqual(lead([ink("10 900 1 20 5 1"), TEXT, ink("30 400 1")]), { x: 30, y: 400, pressure: 1 });
  assert.equal(lead([TEXT]), null);
});

it("the list goes by pages, and tells words and how much was drawn of each owner", () => {
  const owners = new Map([["a", { id: "a", name: "甲" }]]);
  const pages = new Map([
    [7, [{ owner: "a", marks: [ink("1 2 3")], was: 0 }]],
    [2, [{ owner: "a", marks: [TEXT, ink("1 2 3")], was: 0 }]],
  ]);
  assert.deepEqual(whoseOn(pages, owners), [
    { page: 2, name: "甲", words: ["財源"], lines: 1 },
    { page: 7, name: "甲", words: [], lines: 1 },
  ]);
});
