/** A person's notes without a browser: strokes, steps back and forth, what waits to be sent, and the palm beside the pen. */

import assert from "node:assert/strict";
import { test as it } from "node:test";
import { Palm } from "../../viewer/client/hands/palm.js";
import { matching } from "../../viewer/client/noting/matching.js";
import { Notebook } from "../../viewer/client/noting/notebook.js";
import { Outbox } from "../../viewer/client/noting/outbox.js";
import { Steps } from "../../viewer/client/noting/steps.js";
import { dotsOf, isMet, middle, outline, pointsOf, simplified } from "../../viewer/client/noting/strokes.js";

/** @typedef {import("../../viewer/client/noting/marks.js").Mark} Mark */

const dot = /** @param {number} x @param {number} y */ (x, y) => ({ x, y, pressure: 128 });
/** @param {string} id @param {Partial<Mark>} [more] @returns {Mark} */
const mark = (id, more = {}) => ({ id, kind: "ink", since: 0, points: "1 2 128 3 4 128", ...more });
const silent = /** @type {any} */ ({ say: () => undefined });
const ids = /** @param {Mark[]} marks */ (marks) => marks.map(({ id }) => id);

it("a straight line keeps its ends alone, a corner stays, and no point lies farther away than allowed", () => {
  const straight = Array.from({ length: 50 }, (_, at) => dot(at * 10, at * 10 + (at % 2)));
  const corner = [...straight, ...Array.from({ length: 50 }, (_, at) => dot(490 - at * 10, 491 + at * 10))];

  assert.deepEqual(simplified(straight, 4), [straight[0], straight[49]]);
  assert.deepEqual(simplified(corner, 4).length, 3);
  assert.deepEqual(simplified([dot(1, 1)], 4), [dot(1, 1)]);
  assert.equal(
    simplified(
      Array.from({ length: 50_000 }, (_, at) => dot(at % 100, (at * 7) % 100)),
      4,
    ).length > 2,
    true,
  );
});

it("points are written and read again as they were", () => {
  const dots = [dot(0, 10_000), { x: 5, y: 6, pressure: 255 }];

  assert.equal(pointsOf(dots), "0 10000 128 5 6 255");
  assert.deepEqual(dotsOf(pointsOf(dots)), dots);
});

it("ink is drawn as an outline that is wider where the pen presses, and a touch as a dot", () => {
  const light = outline(
    [
      { ...dot(0, 0), pressure: 0 },
      { ...dot(1000, 0), pressure: 0 },
    ],
    100,
    1,
  );
  const heavy = outline(
    [
      { ...dot(0, 0), pressure: 255 },
      { ...dot(1000, 0), pressure: 255 },
    ],
    100,
    1,
  );

  assert.match(light, /^M0 17.5.*A17.5 17.5.*Z$/u);
  assert.match(heavy, /^M0 50.*A50 50.*Z$/u);
  assert.match(outline([dot(10, 10), dot(10, 10)], 20, 1.4), /^M.*A.*A.*Z$/u);
  assert.equal(outline([], 20, 1), "");
  assert.match(middle([dot(0, 0), dot(10, 10), dot(20, 0)], 2), /^M0 0Q10 20 15 10L20 0$/u);
  assert.equal(/NaN|undefined/u.test(light + heavy + middle([dot(1, 1)], 1)), false);
});

it("the eraser meets a line that it crosses quickly, and none that it passes by", () => {
  const line = [dot(0, 500), dot(1000, 500)];
  const eraser = /** @param {number} y */ (y) => ({ from: dot(500, 0), to: dot(500, y), radius: 20 });

  assert.equal(isMet(line, 10, 1, eraser(1000)), true);
  assert.equal(isMet(line, 10, 1, eraser(480)), true);
  assert.equal(isMet(line, 10, 1, eraser(400)), false);
  assert.equal(isMet([dot(500, 300)], 10, 1, eraser(1000)), true);
});

it("what is undone and done again comes back under new ids that all earlier steps know", () => {
  const steps = new Steps();
  steps.add({ page: 3, changes: [{ before: null, after: mark("a") }] });
  steps.add({ page: 3, changes: [{ before: mark("a", { since: 4 }), after: null }] });

  const back = steps.undo();
  const renewed = back?.changes[0]?.after;
  assert.equal(renewed?.since, 0);
  assert.notEqual(renewed?.id, "a");
  assert.deepEqual(steps.undo()?.changes[0], { before: { ...mark("a"), id: renewed?.id }, after: null });
  assert.equal(steps.undo(), null);
  const again = steps.redo()?.changes[0]?.after;
  assert.equal(steps.redo()?.changes[0]?.before?.id, again?.id);
  assert.deepEqual([steps.canUndo, steps.canRedo], [true, false]);
});

it("a changed text comes back under its own id", () => {
  const steps = new Steps();
  const [former, later] = [mark("t", { kind: "text", words: "甲" }), mark("t", { kind: "text", words: "乙" })];
  steps.add({ page: 1, changes: [{ before: former, after: later }] });

  assert.deepEqual(steps.undo()?.changes, [{ before: later, after: former }]);
  assert.deepEqual(steps.redo()?.changes, [{ before: former, after: later }]);
});

it("what was changed again while it was on its way waits on, as a change of what has arrived", () => {
  const box = new Outbox();
  box.add(2, { id: "a", mark: mark("a"), since: 0 });
  box.add(2, { id: "b", mark: mark("b"), since: 0 });
  const sending = box.take(2);
  assert.ok(sending);
  box.add(2, { id: "b", mark: null, since: 0 });

  box.arrived(sending, 7);

  assert.deepEqual(box.take(2)?.unsent, [{ id: "b", mark: null, since: 7 }]);
  assert.deepEqual(box.pages, [2]);
});

it("what two readers left waiting waits together, and a text that was changed in both stays twice", () => {
  const box = new Outbox();
  const text = /** @param {string} words */ (words) => mark("t", { kind: "text", words });
  for (const left of [
    { id: "a", mark: mark("a"), since: 0 },
    { id: "a", mark: mark("a"), since: 0 },
    { id: "t", mark: text("甲"), since: 3 },
    { id: "t", mark: text("乙"), since: 3 },
    { id: "t", mark: null, since: 3 },
  ])
    box.join(1, left);

  assert.deepEqual(
    box.of(1).map(({ mark: each, since }) => [each?.words, since]),
    [
      [undefined, 0],
      ["甲", 3],
      ["乙", 0],
    ],
  );
});

it("one request carries no more than a page that goes away may send", () => {
  const box = new Outbox();
  for (let at = 0; at < 40; at += 1)
    box.add(1, { id: `${at}`, mark: mark(`${at}`, { points: "1 2 3 ".repeat(800) }), since: 0 });

  const first = box.take(1);
  assert.ok(first);
  assert.equal(JSON.stringify(first.unsent).length < 64_000, true);
  box.arrived(first, 1);
  assert.equal(box.of(1).length, 40 - first.unsent.length);
});

it("what another tablet wrote is learned without losing what waits here", () => {
  const book = new Notebook({ bus: silent });
  book.learn(1, { counter: 3, marks: [mark("old", { since: 3 })], was: 0, was_of: "" });
  book.change(1, [{ before: null, after: mark("new") }]);
  book.change(1, [{ before: mark("old", { since: 3 }), after: null }]);

  book.learn(1, { counter: 5, marks: [mark("old", { since: 3 }), mark("other", { since: 5 })], was: 0, was_of: "" });
  assert.deepEqual(ids(book.marks(1)), ["other", "new"]);
  const sending = book.outbox.take(1);
  assert.ok(sending);
  assert.deepEqual(
    sending.unsent.map(({ id, since }) => [id, since]),
    [
      ["new", 0],
      ["old", 3],
    ],
  );

  book.arrived(sending, 6);
  assert.deepEqual(ids(book.marks(1)), ["other", "new"]);
  assert.equal(book.counter(1), 6);
  book.forgetRead();
  assert.deepEqual(book.marks(1), []);
});

it("a touch beside the pen is the palm, and a second later it is a finger again", () => {
  const palm = new Palm();
  const touch = /** @param {number} timeStamp */ (timeStamp) => palm.isPalm({ pointerType: "touch", timeStamp });

  assert.equal(touch(0), false);
  palm.hover({ pointerType: "pen", timeStamp: 100 });
  assert.equal(touch(1099), true);
  assert.equal(touch(1101), false);
  assert.equal(palm.isPalm({ pointerType: "pen", timeStamp: 1200 }), false);
  assert.equal(touch(1300), true);
});

it("a search keeps the notes with every word, however kana and widths were typed", () => {
  const words = /** @param {string} text */ (text) => mark("w".repeat(22), { kind: "text", words: text });
  const pages = [
    { page: 1, marks: [words("財源は ＡＢＣ"), words("ほかのこと")], lines: 3 },
    { page: 4, marks: [words("サイクル道路の財源")], lines: 0 },
  ];

  assert.deepEqual(matching(pages, " "), pages);
  assert.deepEqual(
    matching(pages, "財源").map(({ page, marks, lines }) => [page, marks.length, lines]),
    [
      [1, 1, 0],
      [4, 1, 0],
    ],
  );
  assert.deepEqual(
    matching(pages, "さいくる 財源").map(({ page }) => page),
    [4],
  );
  assert.deepEqual(
    matching(pages, "abc").map(({ page }) => page),
    [1],
  );
  assert.deepEqual(matching(pages, "歳出"), []);
});

it("a line of few points is as wide in its turns as elsewhere", () => {
  const path = outline([dot(2000, 3000), dot(3000, 3500), dot(4000, 3000)], 26, 1.4);
  const points = [...path.matchAll(/Q([\d.]+) ([\d.]+) /gu)].map(([, x, y]) => ({ x: Number(x), y: Number(y) }));
  const half = points.length / 2;
  const [there, back] = [points.slice(0, Math.ceil(half)), points.slice(Math.floor(half)).reverse()];

  const apart = there.map(({ x, y }) => Math.min(...back.map((other) => Math.hypot(other.x - x, other.y - y))));
  assert.equal(points.length > 20, true);
  assert.equal(Math.min(...apart) > 14, true);
});
