/** What fingers and keys mean. */

import assert from "node:assert/strict";
import { test as it } from "node:test";
import { wishOf } from "../../viewer/client/hands/keys.js";
import {
  isSecond,
  isTap,
  kindOfPull,
  meaningOfTap,
  meantBox,
  pulledOver,
  turnOfPull,
  turnOfSwipe,
} from "../../viewer/client/hands/motions.js";
import { Pointers } from "../../viewer/client/hands/pointers.js";

const CAN = () => true;
const CANNOT = () => false;

it("a finger that trembles pulls nothing", () => {
  assert.equal(kindOfPull({ x: 5, y: 5 }, CANNOT), "");
});

it("sideways turns the page unless there is more of it to see there", () => {
  assert.equal(kindOfPull({ x: -40, y: 10 }, CANNOT), "swipe");
  assert.equal(kindOfPull({ x: -40, y: 10 }, CAN), "pan");
});

it("downwards never turns", () => {
  assert.equal(kindOfPull({ x: 20, y: 40 }, CANNOT), "pan");
  assert.equal(kindOfPull({ x: 40, y: 39 }, CANNOT), "pan");
});

it("a long pull turns, and a short one that is quick", () => {
  assert.equal(turnOfSwipe(-60, 900), 1);
  assert.equal(turnOfSwipe(60, 900), -1);
  assert.equal(turnOfSwipe(-30, 40), 1);
  assert.equal(turnOfSwipe(-30, 400), 0);
});

it("an enlarged page turns when it is pulled far over its edge", () => {
  assert.equal(turnOfPull(-97), 1);
  assert.equal(turnOfPull(97), -1);
  assert.equal(turnOfPull(96), 0);
  assert.equal(pulledOver(-50, -60), -110);
  assert.equal(pulledOver(-50, 8), 8);
});

it("outer thirds turn at once, the middle waits for a second tap", () => {
  assert.equal(meaningOfTap({ across: 0.1, isHome: true, isAgain: false }), "left");
  assert.equal(meaningOfTap({ across: 0.9, isHome: true, isAgain: true }), "right");
  assert.equal(meaningOfTap({ across: 0.5, isHome: true, isAgain: false }), "");
  assert.equal(meaningOfTap({ across: 0.5, isHome: true, isAgain: true }), "zoom");
});

it("a tap on an enlarged page never turns", () => {
  assert.equal(meaningOfTap({ across: 0.1, isHome: false, isAgain: false }), "");
  assert.equal(meaningOfTap({ across: 0.9, isHome: false, isAgain: true }), "zoom");
});

it("two taps are one double tap only when they are near in place and time", () => {
  const first = { at: 1000, x: 100, y: 100 };

  assert.equal(isSecond({ at: 1250, x: 110, y: 100 }, first), true);
  assert.equal(isSecond({ at: 1400, x: 110, y: 100 }, first), false);
  assert.equal(isSecond({ at: 1250, x: 160, y: 100 }, first), false);
  assert.equal(isTap(349), true);
  assert.equal(isTap(350), false);
});

it("keys turn, go to both ends, and open what the tools open", () => {
  assert.deepEqual(wishOf({ key: "PageDown", shiftKey: false }), { kind: "turn", step: 1 });
  assert.deepEqual(wishOf({ key: " ", shiftKey: true }), { kind: "turn", step: -1 });
  assert.deepEqual(wishOf({ key: "End", shiftKey: false }), { kind: "go", page: Number.POSITIVE_INFINITY });
  assert.deepEqual(wishOf({ key: "0", shiftKey: false }), { kind: "home" });
  for (const [key, kind] of Object.entries({ g: "ask", t: "strip", c: "contents", x: "words" })) {
    assert.deepEqual(wishOf({ key, shiftKey: false }), { kind });
  }
});

it("arrows move the page against the finger's way, or turn towards where they point", () => {
  assert.deepEqual(wishOf({ key: "ArrowRight", shiftKey: false }), { kind: "move", dx: -80, dy: 0, step: 1 });
  assert.deepEqual(wishOf({ key: "ArrowUp", shiftKey: false }), { kind: "move", dx: 0, dy: 80, step: -1 });
});

it("other keys are the browser's", () => {
  for (const key of ["a", "Enter", "Tab", "constructor", "toString"]) {
    assert.equal(wishOf({ key, shiftKey: false }), null);
  }
});

/** @type {(pointerId: number, pointerType: string, timeStamp: number, isPrimary?: boolean) => import("../../viewer/client/hands/pointers.js").Told} */
const told = (pointerId, pointerType, timeStamp, isPrimary = true) => ({
  pointerId,
  pointerType,
  timeStamp,
  isPrimary,
  buttons: 1,
});
const HERE = { x: 1, y: 1 };
const THERE = { x: 2, y: 2 };

it("two fingers are two, and a finger that comes first again is the only one", () => {
  const pointers = new Pointers();
  pointers.press(told(1, "touch", 0), HERE);
  pointers.press(told(2, "touch", 0, false), THERE);
  assert.deepEqual(pointers.places(), [HERE, THERE]);
  pointers.press(told(3, "touch", 9), THERE);
  assert.deepEqual(pointers.places(), [THERE]);
});

it("a palm is nothing while the pen is near, and a finger is one again soon after", () => {
  const pointers = new Pointers();
  pointers.press(told(1, "touch", 0), HERE);
  pointers.press(told(2, "pen", 10), THERE);
  assert.deepEqual(pointers.places(), [THERE]);
  assert.equal(pointers.press(told(3, "touch", 500, false), HERE), false);
  assert.equal(pointers.lift(told(2, "pen", 600)), true);
  assert.equal(pointers.press(told(4, "touch", 1500), HERE), false);
  assert.equal(pointers.press(told(5, "touch", 1700), HERE), true);
});

it("a pen whose end was lost keeps fingers away for no longer than a second", () => {
  const pointers = new Pointers();
  pointers.press(told(1, "pen", 0), HERE);
  assert.equal(pointers.press(told(2, "touch", 1001), THERE), true);
  assert.deepEqual(pointers.places(), [THERE]);
});

it("a finger means the nearest box that it hits when each is as large as a finger", () => {
  const [line, next] = [
    { left: 100, right: 300, top: 100, bottom: 112 },
    { left: 100, right: 300, top: 120, bottom: 132 },
  ];
  assert.equal(meantBox({ x: 200, y: 115 }, [line, next]), 0);
  assert.equal(meantBox({ x: 200, y: 118 }, [line, next]), 1);
  assert.equal(meantBox({ x: 200, y: 85 }, [line, next]), 0);
  assert.equal(meantBox({ x: 200, y: 83 }, [line, next]), -1);
  assert.equal(meantBox({ x: 99, y: 106 }, [line, next]), -1); // wide enough as it is
});
