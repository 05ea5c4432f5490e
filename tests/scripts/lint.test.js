/** The lint sees what it is for: a second way to the server, an import circle, a reader that knows the service. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, it } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SCRIPTS = "app/static/js";
const folder = mkdtempSync(join(tmpdir(), "gijo-lint-"));

after(() => rmSync(folder, { recursive: true }));

/**
 * The rules, without their groups, that complain of each file.
 * @param {Record<string, string>} files their text by their path
 */
function complaintsAbout(files) {
  for (const name of ["biome.jsonc", "tests/rules/one-way.grit"]) cpSync(join(ROOT, name), join(folder, name));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const biome = join(ROOT, "node_modules/.bin/biome");
  const { stdout } = spawnSync(biome, ["lint", "--reporter=json"], { cwd: folder, encoding: "utf8" });
  /** @type {{diagnostics: {category: string, location: {path: string}}[]}} */
  const { diagnostics } = JSON.parse(stdout);
  /** @type {Record<string, string[]>} */
  const found = {};
  for (const { category, location } of diagnostics) {
    found[location.path] = [...(found[location.path] ?? []), category.slice(category.lastIndexOf("/") + 1)];
  }
  return found;
}

it("complains of what it forbids, and of nothing else", () => {
  const complaints = complaintsAbout({
    [`${SCRIPTS}/fine.js`]: 'import { ask } from "/client/ground/server.js";\n\nask("/x");\n',
    [`${SCRIPTS}/fetches.js`]: 'fetch("/x");\n',
    [`${SCRIPTS}/sends.js`]: "new XMLHttpRequest().send();\n",
    [`${SCRIPTS}/listens.js`]: 'new WebSocket("/live");\n',
    [`${SCRIPTS}/session/live.js`]: 'new WebSocket("/live");\n',
    [`${SCRIPTS}/around.js`]: 'window.fetch("/x");\n',
    [`${SCRIPTS}/beacon.js`]: 'navigator.sendBeacon("/x");\n',
    [`${SCRIPTS}/first.js`]: 'import { second } from "./second.js";\n\nexport const first = () => second;\n',
    [`${SCRIPTS}/second.js`]: 'export const second = () => import("./third.js");\n',
    [`${SCRIPTS}/third.js`]: 'import { first } from "./first.js";\n\nexport const third = () => first;\n',
    [`${SCRIPTS}/deep.js`]: 'import "/client/reader.js";\n',
    "viewer/client/ground/server.js": 'fetch("/x");\nnew XMLHttpRequest().send();\n',
    "viewer/client/up.js": 'import "/static/js/session/live.js";\n',
  });

  assert.deepEqual(complaints, {
    [`${SCRIPTS}/fetches.js`]: ["noRestrictedGlobals"],
    [`${SCRIPTS}/sends.js`]: ["noRestrictedGlobals"],
    [`${SCRIPTS}/listens.js`]: ["noRestrictedGlobals"],
    [`${SCRIPTS}/around.js`]: ["plugin"],
    [`${SCRIPTS}/beacon.js`]: ["plugin"],
    [`${SCRIPTS}/first.js`]: ["noImportCycles"],
    [`${SCRIPTS}/second.js`]: ["noImportCycles"],
    [`${SCRIPTS}/third.js`]: ["noImportCycles"],
    [`${SCRIPTS}/deep.js`]: ["noRestrictedImports"],
    "viewer/client/up.js": ["noRestrictedImports"],
  });
});
