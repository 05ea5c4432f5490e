/** Which papers an address lays beside each other, and which halves stay when others are wanted. */

import assert from "node:assert/strict";
import { test as it } from "node:test";
import { addressOf, kept, placesOf } from "../../viewer/client/halves/places.js";

const of = (/** @type {string} */ address) => placesOf(new URL(address, "https://gijo.example"));

it("an address names one paper, or two with a page each", () => {
  assert.deepEqual(of("/papers/a"), [{ material: "a", page: 0, edition: "" }]);
  assert.deepEqual(of("/papers/a?p=3&beside=b&q=5"), [
    { material: "a", page: 3, edition: "" },
    { material: "b", page: 5, edition: "" },
  ]);
});

it("what is no paper, and what is no page, is not taken for one", () => {
  for (const address of ["/", "/papers/a/permit", "/papers/../signin", "/meetings/a?beside=b"])
    assert.deepEqual(of(address), []);
  assert.deepEqual(of("/papers/a?p=-1&beside=../signin&q=2"), [{ material: "a", page: 0, edition: "" }]);
  assert.deepEqual(of("/papers/a?p=1e9&beside=b&q=123456"), [
    { material: "a", page: 0, edition: "" },
    { material: "b", page: 0, edition: "" },
  ]);
});

it("places written as an address are read from it again", () => {
  for (const address of [
    "/papers/a",
    "/papers/a?p=3",
    "/papers/a?p=3&beside=b&q=5",
    "/papers/a?beside=a&q=2&edition=v1",
  ])
    assert.equal(addressOf(of(address)), address);
});

it("a half stays where it is, or moves with its paper, and never stands at two places", () => {
  assert.deepEqual(kept(["a"], ["a", "b"]), [0, -1]);
  assert.deepEqual(kept(["a"], ["a", "a"]), [0, -1]);
  assert.deepEqual(kept(["a", "b"], ["b", "a"]), [1, 0]);
  assert.deepEqual(kept(["a", "b"], ["b"]), [1]);
  assert.deepEqual(kept(["a", "a"], ["a"]), [0]);
  assert.deepEqual(kept(["b", "a"], ["a", "a"]), [-1, 1]);
});
