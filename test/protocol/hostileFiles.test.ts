// The short form of `npm run fuzz -- --only files`: hostile model files, settings and messages of one fixed seed against a real server,
// each answered or refused in one sentence; and its memory for what is large or made to become large, within the page's table.
import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { oneHeavyCase, someHostileFiles } from "../tools/fuzz/files";
import { HEAVY } from "../tools/fuzz/files/heavy";
import { canWatch } from "../tools/fuzz/watch";

const SEED = 17;
const CASES = 60;

test("hostile files, messages and settings are answered or refused in one sentence", async () => {
  await someHostileFiles(SEED, CASES);
});

for (const one of HEAVY.filter(({ isLong }) => !isLong))
  test(`memory stays within the table: ${one.name}`, { skip: !canWatch }, async () => {
    await oneHeavyCase(one, undefined, false);
  });

test("the table has a row for each case, and no other", () => {
  const page = fs.readFileSync("docs/reliability-memory.md", "utf8");
  const rows = [...page.matchAll(/^\| (.+?) \| [\d,]+ \|$/gm)].map(([, name]) => name);
  assert.deepEqual(
    rows,
    HEAVY.map(({ name }) => name),
  );
});
