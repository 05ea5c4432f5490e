/** The words people are told, and what is reckoned for them. */

import assert from "node:assert/strict";
import { test as it } from "node:test";
import { codeIn } from "../../app/static/js/enrolment/letter.js";
import { highest } from "../../app/static/js/prepare/labels.js";
import {
  doneWords,
  objectionTo,
  progressWords,
  sentenceOf as sentenceAtDesk,
} from "../../app/static/js/prepare/words.js";
import { shortWaitMs, waitMs } from "../../app/static/js/session/waits.js";
import { base64, base64url, bytesOf } from "../../app/static/js/text/base64.js";
import { ownAddress, Refusal, refusalFrom, UNREACHABLE } from "../../viewer/client/ground/refusal.js";
import { numberWords, sentenceOf } from "../../viewer/client/telling/sentences.js";

const HERE = "https://gikai.example.jp/papers/m1?p=3";
const MEGABYTE = 1024 * 1024;
const CHOICE = "application/pdf,.pdf";

it("only an address of this site is an address", () => {
  assert.equal(ownAddress("/signin/again?next=%2F#x", HERE), "/signin/again?next=%2F#x");
  assert.equal(ownAddress("https://gikai.example.jp/help", HERE), "/help");
  for (const foreign of [
    "https://example.org/",
    "//example.org/",
    "javascript:alert(1)",
    "http://[",
    "",
    null,
    3,
    undefined,
  ]) {
    assert.equal(ownAddress(foreign, HERE), "", String(foreign));
  }
});

it("a refusal takes from a body only what it trusts", () => {
  const body = {
    code: "P413",
    sentence: "もう一度の本人確認が必要です。",
    action_href: "https://example.org/",
    action_label: "本人確認をする",
    fields: { title: "名前を入れてください。", number: 3 },
  };
  const refusal = refusalFrom(403, body, HERE);

  assert.ok(refusal instanceof Refusal);
  assert.equal(refusal.status, 403);
  assert.equal(refusal.code, "P413");
  assert.equal(refusal.sentence, "もう一度の本人確認が必要です。");
  assert.equal(refusal.actionHref, "");
  assert.deepEqual(refusal.fields, ["名前を入れてください。"]);
});

it("a body that is no refusal of ours leaves the status", () => {
  for (const body of [null, undefined, "<html>", 3, [], { code: 3, sentence: {}, fields: "x" }]) {
    const { status, code, sentence, fields } = refusalFrom(502, body, HERE);
    assert.deepEqual({ status, code, sentence, fields }, { status: 502, code: "", sentence: "", fields: [] });
  }
});

it("the reader says the server's sentence, else one of its own", () => {
  assert.equal(sentenceOf(new Refusal({ status: 409, sentence: "読めません。" })), "読めません。");
  assert.match(sentenceOf(new Refusal({ code: UNREACHABLE })), /^サーバーにつながりません。/u);
  assert.match(sentenceOf(new Refusal({ status: 401 })), /^サインインの期限が切れました。/u);
  assert.match(sentenceOf(new Refusal({ status: 500 })), /^このページは表示できません。/u);
  assert.equal(numberWords("V207"), "　番号 V207");
  assert.equal(numberWords("zoom_not_ready"), "");
});

it("the preparation screens name the fields before the sentence", () => {
  const refusal = new Refusal({ status: 422, sentence: "直してください。", fields: ["名前。", "番号。"] });

  assert.equal(sentenceAtDesk(refusal), "名前。 番号。");
  assert.equal(sentenceAtDesk(new Refusal({ status: 403, sentence: "できません。" })), "できません。");
  assert.match(sentenceAtDesk(new Refusal({ status: 401, sentence: "x" })), /^サインインの時間が切れました。/u);
  assert.match(sentenceAtDesk(new Refusal({ status: 500 })), /番号 500/u);
  assert.match(sentenceAtDesk(new Refusal({ code: UNREACHABLE })), /つながりません。/u);
});

it("what a changed label came to names who has to be waited for", () => {
  assert.equal(doneWords(null, "変えました。"), "変えました。");
  assert.equal(doneWords({}, "変えました。"), "変えました。");
  assert.match(doneWords({ label_change: "1", level: "3A" }, ""), /事務局長の確認/u);
  assert.match(doneWords({ label_change: "1", level: "2" }, ""), /もう 1\u00a0人の確認/u);
});

it("an upload tells how far it is", () => {
  assert.equal(progressWords(31 * MEGABYTE, 48 * MEGABYTE), "送信しています 64%（31 / 48 MB）");
  assert.equal(progressWords(0.5 * MEGABYTE, 2 * MEGABYTE), "送信しています 25%（0.5 / 2.0 MB）");
  assert.equal(progressWords(0, 0), "送信しています 0%（0.0 / 0.0 MB）");
});

it("what is no PDF, empty or too large is not sent", () => {
  const pdf = { name: "議案.PDF", type: "", size: 5 * MEGABYTE };

  assert.equal(objectionTo(pdf, 10 * MEGABYTE, CHOICE), "");
  assert.equal(objectionTo({ ...pdf, name: "議案.PDF", type: "" }, 0, CHOICE), "");
  assert.equal(objectionTo({ ...pdf, name: "議案", type: "application/pdf" }, 0, CHOICE), "");
  assert.match(objectionTo({ ...pdf, name: "議案.docx", type: "" }, 0, CHOICE), /PDF ではありません/u);
  assert.equal(objectionTo({ ...pdf, name: "議案.docx", type: "" }, 0, `${CHOICE},.docx`), "");
  assert.match(objectionTo({ ...pdf, size: 0 }, 0, CHOICE), /空のファイル/u);
  assert.match(objectionTo(pdf, 4 * MEGABYTE, CHOICE), /上限 4 MB/u);
});

it("of several labels the highest counts, and none counts as 3C", () => {
  assert.equal(highest(["1", "3B", "2"]), "3B");
  assert.equal(highest(["", "2"]), "3C");
  assert.equal(highest(["3A", ""]), "3A");
  assert.equal(highest([]), "3C");
});

it("a letter's code is shown in groups, and anything else behind the # is left alone", () => {
  assert.equal(codeIn("#abcd-efgh-ijkl-mnop-qrst"), "ABCD-EFGH-IJKL-MNOP-QRST");
  assert.equal(codeIn("#abcdefghijklmnopqrst"), "ABCD-EFGH-IJKL-MNOP-QRST");
  for (const other of ["", "#", "#main", "#%E0%A4%A", "#<script>alert(1)</script>ab"]) assert.equal(codeIn(other), "");
});

it("bytes come back as they went, in both writings", () => {
  const bytes = Uint8Array.from({ length: 70_000 }, (_, at) => (at * 7) % 256);

  assert.equal(base64(bytes), Buffer.from(bytes).toString("base64"));
  assert.equal(base64url(bytes), Buffer.from(bytes).toString("base64url"));
  assert.deepEqual(bytesOf(base64url(bytes)), bytes);
  for (const length of [0, 1, 2, 3]) {
    assert.deepEqual(bytesOf(base64url(bytes.subarray(0, length))), bytes.subarray(0, length));
  }
});

it("a lost line is tried less and less often, and never by all at once", () => {
  assert.deepEqual(
    [0, 1, 2].map((tries) => waitMs(tries, 1)),
    [1000, 2000, 4000],
  );
  assert.equal(waitMs(20, 1), 60_000);
  assert.equal(waitMs(20, 0), 30_000);
  assert.ok(shortWaitMs(1) <= 1000);
});

it("answers of what stands before the server are told in words", () => {
  for (const [status, part] of /** @type {const} */ ([
    [408, "途中で切れました"],
    [413, "大きすぎて"],
    [429, "少し待って"],
    [502, "応答していません"],
    [503, "応答していません"],
    [504, "応答していません"],
    [507, "空きが足りません"],
  ])) {
    assert.match(sentenceAtDesk({ status, sentence: "", fields: [] }), new RegExp(part, "u"));
    assert.equal(sentenceAtDesk({ status, sentence: "サーバーの言葉", fields: [] }), "サーバーの言葉");
  }
});
