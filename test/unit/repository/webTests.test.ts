// The list of what runs in the web extension host names files and tests that exist, so that nothing is left out by an old name.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

interface Lists {
  readonly LEFT_OUT_FILES: Readonly<Record<string, string>>;
  readonly LEFT_OUT_TESTS: Readonly<Record<string, string>>;
  readonly FEW: readonly string[];
}

const file = (name: string) => `test/editor/${name}.page.test.ts`;

test("the files and tests that are left out in the web exist, each with its reason", async () => {
  const lists = pathToFileURL(path.resolve("test/tools/editor-host/web-tests.mjs")).href;
  const { LEFT_OUT_FILES, LEFT_OUT_TESTS, FEW } = (await import(lists)) as Lists;
  for (const name of [...Object.keys(LEFT_OUT_FILES), ...FEW])
    assert.ok(fs.existsSync(file(name)), name);
  assert.ok(FEW.every((name) => !(name in LEFT_OUT_FILES)));
  const all = fs
    .readdirSync("test/editor")
    .filter((name) => name.endsWith(".page.test.ts"))
    .map((name) => fs.readFileSync(`test/editor/${name}`, "utf8"))
    .join("\n");
  for (const name of Object.keys(LEFT_OUT_TESTS)) assert.ok(all.includes(`"${name}"`), name);
  const reasons = [...Object.values(LEFT_OUT_FILES), ...Object.values(LEFT_OUT_TESTS)];
  assert.ok(reasons.every((reason) => reason.length > 0));
});
