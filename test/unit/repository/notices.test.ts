// Words for VS Code's notifications, prompts and progress go through one file, which makes them literal: any of them may hold a
// foreign name, and VS Code turns [x](command:y) in them into a link that runs.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";

const NOTICES = path.join("extension", "host", "notices.ts");
const SHOWING =
  /\.(show(Information|Warning|Error)Message|showInputBox|showQuickPick|withProgress|setStatusBarMessage)\b/;

test("nobody but notices.ts shows words in a notification, a prompt or a progress", () => {
  const files = fs
    .readdirSync("extension", { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => path.join("extension", name));
  const showing = files.filter((file) =>
    // Members of window, not functions of notices.ts.
    new RegExp(`window${SHOWING.source}`).test(fs.readFileSync(file, "utf8")),
  );
  assert.deepEqual(showing, [NOTICES]);
});

test("every message shown there is made literal first", () => {
  const calls = fs
    .readFileSync(NOTICES, "utf8")
    .matchAll(/window\.(?:show\w+Message|setStatusBarMessage)\(([^,)]*)/g);
  const words = [...calls].map(([, first]) => first);
  assert.ok(words.length >= 6);
  for (const first of words) assert.match(first!, /^without(Links|Icons)\(words/);
});
