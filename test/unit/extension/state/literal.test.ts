// Foreign text stays text wherever VS Code reads markup.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { tabName, withoutIcons, withoutLinks } from "../../../../extension/state/literal";

test("links and icons in foreign text stay text", () => {
  assert.equal(withoutLinks("a [x](command:y) b"), "a [x] (command:y) b");
  assert.equal(withoutIcons("$(trash) $5 (x)"), "\\$(trash) $5 (x)");
});

test("a tab has one name, whatever byte it is about", () => {
  const name = tabName("Attribution of h5 at t = 28 ('/')");
  assert.equal(name, "Attribution of h5 at t = 28 ('\u2215')");
  for (const title of ["'/'", "'\\'", "a/b/../c", "..", "'\u202e'"]) {
    const tab = `${tabName(title)}.txt`;
    assert.deepEqual([path.posix.basename(tab), path.win32.basename(tab)], [tab, tab]);
    assert.doesNotMatch(tab, /\u202e/);
  }
});

test("only notices.ts uses VS Code's message boxes", () => {
  const speaks =
    /window\s*\.\s*(show(Information|Warning|Error)Message|showQuickPick|showInputBox|createInputBox|withProgress|setStatusBarMessage)\b/;
  const folder = path.resolve("extension");
  const found = fs
    .readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .filter((name) => speaks.test(fs.readFileSync(path.join(folder, name), "utf8")));
  assert.deepEqual(found, [path.join("host", "notices.ts")]);
});
