// Compare With git HEAD in a real VS Code with its own git extension: the layer and the hover on a changed text, and why a text
// cannot be compared. The shared window has no extensions of VS Code's own, so this one is of its own.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import path from "node:path";
import { after, before } from "node:test";
import { writeRawWeights } from "../../server/nets/rawWeights";
import { initialWeights } from "../../server/training/initialise";
import { createRandom } from "../../server/training/random";
import { type OpenEditor, openEditor } from "../tools/editor-host/page/open.mjs";
import { closeEverything, pageTest } from "./page";
import { eventually, hoverSays, painted } from "./painted";

const TEXT = "repo/committed.txt";
const NEW = "repo/new.txt";
const EMPTY = "empty/waiting.txt";
const NONE = "none/alone.txt";
const LINES = "the cat sat on the mat, and the dog sat beside it.\n".repeat(16);
const HEAD = "Sparse Diff: Compare With git HEAD";

let editor: OpenEditor;

before(async () => {
  const weights = initialWeights(16, createRandom(3), { recurrent: 0.9, input: 0.7, output: 1.5 });
  editor = await openEditor({
    files: {
      [TEXT]: LINES,
      [NEW]: "never committed, but long enough to be read.\n",
      [EMPTY]: "in a repository without any commit.\n",
      [NONE]: "in no repository at all.\n",
      "one.bin": new Uint8Array(writeRawWeights(weights)),
    },
    open: NONE,
    settings: { "git.enabled": true },
    workspaceSettings: {
      "sparseDiff.enabledFor": ["**/*.txt"],
      "sparseDiff.model": "one.bin",
      "git.openRepositoryInParentFolders": "never",
    },
  });
  const git = (folder: string, ...args: string[]) =>
    execFileSync("git", ["-c", "user.name=T", "-c", "user.email=t@example.com", ...args], {
      cwd: path.join(editor.folder, folder),
    });
  git("repo", "init", "-q");
  git("repo", "add", "committed.txt");
  git("repo", "commit", "-q", "-m", "first");
  git("empty", "init", "-q");
});
after(() => editor?.close());

pageTest("git HEAD: changed bytes have no difference, those after them do", async () => {
  const text = await editor.open(TEXT);
  await text.placeCaret(2, 5);
  await editor.page.keyboard.type("big ");
  await editor.runCommand(HEAD);
  const told = await editor.notification(
    /Over 815 bytes the text pays [\d.]+ bits per byte, git HEAD [\d.]+/,
  );
  assert.match(await told.innerText(), /git HEAD/);
  await hoverSays(text, 2, 6, /This byte has no counterpart in git HEAD\./);
  await hoverSays(text, 2, 12, /bits here, [\d.]+ in git HEAD: /);
  const { tints } = await eventually(
    () => painted(text),
    (now) => now.tints.length > 0 && now.tints.every(({ line }) => line >= 2),
    "bytes before the change have a difference",
  );
  assert.ok(tints.some(({ line }) => line === 2));
  await editor.screenshot("compare-head");
  await editor.runCommand("Sparse Diff: Stop Comparing");
  await closeEverything(editor);
});

pageTest("why a text cannot be compared with git HEAD", async () => {
  for (const [file, sentence] of [
    [NONE, "alone.txt is in no git repository."],
    [EMPTY, "The git repository of waiting.txt has no commit yet."],
    [NEW, "new.txt is not in git HEAD: it has not been committed yet."],
  ] as const) {
    await editor.open(file);
    await editor.runCommand(HEAD);
    await editor.notification(sentence);
    await closeEverything(editor);
  }
});
