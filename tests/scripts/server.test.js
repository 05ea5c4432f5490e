/** The one way to the server, against a server: what it sends, what it asks again, what it makes of refusals. */

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, beforeEach, test as it } from "node:test";
import { Refusal, UNREACHABLE } from "../../viewer/client/ground/refusal.js";
import { act, ask, getJson, once, post, remedy, report, token, useToken } from "../../viewer/client/ground/server.js";

/** @typedef {{method: string | undefined, url: string | undefined, headers: import("node:http").IncomingHttpHeaders, body: string}} Asked */
/** @typedef {{status: number, body?: unknown, type?: string}} Answer */

/** @type {Asked[]} */
const asked = [];
/** @type {Answer[]} what is answered, one after another; after them 200 */
let answers = [];
/** @type {string[]} */
const healed = [];
let canHeal = true;
let site = "";

const server = createServer(async (request, response) => {
  let body = "";
  for await (const part of request) body += part;
  asked.push({ method: request.method, url: request.url, headers: request.headers, body });
  const { status, body: said, type = "application/json" } = answers.shift() ?? { status: 200, body: { ok: true } };
  response.writeHead(status, said === undefined ? {} : { "content-type": type });
  response.end(typeof said === "object" ? JSON.stringify(said) : said);
});

/** The little of a page that the module looks at: where the token stands, and what the page's own address is. */
const place = { content: "first-token" };
Object.assign(globalThis, { document: { querySelector: () => place } });

remedy(["A410"], async ({ code }) => healed.push(code) > 0 && canHeal);
remedy(["P413"], async ({ code }) => healed.push(code) > 0 && canHeal, { isForActsOnly: true });

before(async () => {
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = server.address();
  assert.ok(address && typeof address === "object");
  site = `http://127.0.0.1:${address.port}`;
  Object.assign(globalThis, { location: new URL(`${site}/papers/m1`) });
});

beforeEach(() => {
  asked.length = 0;
  healed.length = 0;
  answers = [];
  canHeal = true;
  place.content = "first-token";
});

after(() => server.close());

/**
 * @param {Promise<unknown>} asking
 * @returns {Promise<Refusal>}
 */
async function refusalOf(asking) {
  const error = await asking.then(() => null).catch((refusal) => refusal);
  assert.ok(error instanceof Refusal, String(error));
  return error;
}

it("what changes something carries the token, what asks does not", async () => {
  await getJson(`${site}/alarms.json`);
  await post(`${site}/x`, { name: "値" });

  assert.equal(asked[0]?.headers["x-csrf-token"], undefined);
  assert.equal(asked[0]?.headers.accept, "application/json");
  assert.equal(asked[1]?.headers["x-csrf-token"], "first-token");
  assert.match(asked[1]?.headers["content-type"] ?? "", /^application\/x-www-form-urlencoded/u);
  assert.deepEqual(new URLSearchParams(asked[1]?.body).get("name"), "値");
});

it("a newer token is used from then on, and nothing else is taken for one", async () => {
  useToken("second-token");
  useToken("");
  useToken({});
  assert.equal(token(), "second-token");

  await report(`${site}/papers/v1/position`, { page: 12 }, true);

  assert.equal(asked[0]?.headers["x-csrf-token"], "second-token");
  assert.equal(asked[0]?.headers["content-type"], "application/json");
  assert.equal(asked[0]?.body, '{"page":12}');
});

it("an answer without JSON is null", async () => {
  answers = [{ status: 204 }, { status: 200, body: "<p>", type: "text/html" }];

  assert.equal(await post(`${site}/x`, {}), null);
  assert.equal(await post(`${site}/x`, {}), null);
});

it("a refusal is thrown with the server's words", async () => {
  answers = [
    { status: 409, body: { code: "V207", sentence: "作れませんでした。", action_href: "/help", action_label: "連絡" } },
  ];

  const { status, code, sentence, actionHref } = await refusalOf(getJson(`${site}/x`));

  assert.deepEqual([status, code, sentence, actionHref], [409, "V207", "作れませんでした。", "/help"]);
});

it("a proxy's own page is a refusal with its status alone", async () => {
  answers = [{ status: 502, body: "<h1>Bad gateway</h1>", type: "text/html" }];

  const { status, code, sentence } = await refusalOf(getJson(`${site}/x`));

  assert.deepEqual([status, code, sentence], [502, "", ""]);
});

it("where nobody answers the refusal says so", async () => {
  const { status, code } = await refusalOf(getJson("http://127.0.0.1:1/x"));

  assert.deepEqual([status, code], [0, UNREACHABLE]);
});

it("what was called off is no refusal", async () => {
  const calling = new AbortController();
  calling.abort();

  await assert.rejects(getJson(`${site}/x`, calling.signal), { name: "AbortError" });
});

it("a session that is due is renewed, and the same is asked again", async () => {
  answers = [{ status: 401, body: { code: "A410" } }];

  assert.deepEqual(await post(`${site}/x`, { a: "1" }), { ok: true });

  assert.deepEqual(healed, ["A410"]);
  assert.deepEqual(
    asked.map(({ method, body }) => `${method} ${body}`),
    ["POST a=1", "POST a=1"],
  );
});

it("a session that cannot be renewed is refused as the server said", async () => {
  canHeal = false;
  answers = [{ status: 401, body: { code: "A410", sentence: "端末の確認が必要です。" } }];

  const refusal = await refusalOf(getJson(`${site}/x`));

  assert.equal(refusal.sentence, "端末の確認が必要です。");
  assert.equal(asked.length, 1);
});

it("an act asks the person to prove who they are, and goes on", async () => {
  answers = [{ status: 403, body: { code: "P413" } }];

  assert.deepEqual(await act(`${site}/x`, {}), { ok: true });

  assert.deepEqual(healed, ["P413"]);
});

it("what a screen asks by itself opens nothing", async () => {
  answers = [
    { status: 403, body: { code: "P413" } },
    { status: 403, body: { code: "P413" } },
  ];

  assert.equal((await refusalOf(getJson(`${site}/x`))).code, "P413");
  assert.equal((await refusalOf(post(`${site}/x`, {}))).code, "P413");

  assert.deepEqual(healed, []);
});

it("an act may need both, one after the other", async () => {
  answers = [
    { status: 401, body: { code: "A410" } },
    { status: 403, body: { code: "P413" } },
    { status: 401, body: { code: "A410" } },
  ];

  assert.deepEqual(await act(`${site}/x`, {}), { ok: true });

  assert.deepEqual(healed, ["A410", "P413", "A410"]);
});

it("what did not help is not tried for ever", async () => {
  answers = Array.from({ length: 9 }, () => ({ status: 401, body: { code: "A410" } }));

  assert.equal((await refusalOf(ask(`${site}/x`))).code, "A410");

  assert.deepEqual(healed, ["A410"]);
  assert.equal(asked.length, 2);
});

it("the renewal itself is asked once, whatever is answered", async () => {
  answers = [{ status: 401, body: { code: "A410" } }];

  const answer = await once(`${site}/session/renew`, { method: "POST" });

  assert.equal(answer.status, 401);
  assert.deepEqual(healed, []);
});

it("what does not come in half a minute is let go, as if nothing had answered", async () => {
  const silent = createServer(() => undefined);
  await new Promise((resolve) => silent.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = silent.address();
  assert.ok(address && typeof address === "object");
  const later = globalThis.setTimeout;
  let waits = 0;
  /** Ours alone: Node's own fetch sets timers too, with arguments of its own.
   *  @type {(run: () => void, milliseconds: number, ...more: unknown[]) => unknown} */
  const atOnce = (run, milliseconds, ...more) => {
    if (milliseconds !== 30_000) return later(run, milliseconds, ...more);
    waits += 1;
    return later(run, 20);
  };
  Object.assign(globalThis, { setTimeout: atOnce });

  const told = refusalOf(getJson(`http://127.0.0.1:${address.port}/held.json`));

  assert.equal((await told).code, UNREACHABLE);
  assert.equal(waits, 1);
  Object.assign(globalThis, { setTimeout: later });
  silent.closeAllConnections();
  silent.close();
});
