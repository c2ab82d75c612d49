// What the server of an untrusted workspace opens of it: the text, and no model, alphabet or folder, whatever the settings of the
// workspace say and whatever the user is offered. The same workspace, trusted, shows that the watch sees such files.
import assert from "node:assert/strict";
import path from "node:path";
import { after, before } from "node:test";
import { readNet } from "../tools/nets";
import { openWatched, type Watched } from "./doors";
import { pageTest } from "./page";
import { eventually, statusItem, statusSays, targetAt } from "./painted";

const TEXT = "text.txt";
const MODEL = "models/alphabet.safetensors";
const ALPHABET = "alphabets/own.json";

const open = (trust: boolean) =>
  openWatched({
    files: {
      [TEXT]: "the quick brown fox jumps over the lazy dog\n",
      [MODEL]: readNet("gru.safetensors"),
      "models/other.safetensors": readNet("lstm.safetensors"),
      "models/alphabet.vocab.json": readNet("alphabet-short.vocab.json"),
      [ALPHABET]: readNet("alphabet-short.vocab.json"),
    },
    open: TEXT,
    workspaceSettings: {
      "sparseDiff.enabledFor": ["**/*.txt"],
      "sparseDiff.model": MODEL,
      "sparseDiff.models": { "**/*.txt": MODEL },
      "sparseDiff.alphabets": { "**/other.safetensors": ALPHABET },
    },
    trust,
    env: { SPARSE_DIFF_WATCH_FILES: "1" },
  });

/** Of the workspace, by their paths in it. */
const opened = ({ seen, editor }: Watched): string[] =>
  seen()
    .filter(({ kind, to }) => kind === "opened" && to?.startsWith(editor.folder))
    .map(({ to }) => path.relative(editor.folder, to ?? ""));

let window: Watched | undefined;

before(async () => {
  window = await open(false);
});
after(() => window?.close());

pageTest("of an untrusted workspace the server opens the text only", async () => {
  const { editor } = window!;
  const text = editor.editor(TEXT);
  await text.placeCaret(1, 12);
  assert.equal(await statusItem(editor), undefined);
  await editor.runCommand("Sparse Diff: Trace at Cursor");
  await statusSays(editor, /general\.safetensors/);
  await targetAt(text, 1, 12);
  await editor.runCommand("Sparse Diff: Select Model");
  await editor.input.waitFor();
  await eventually(
    () => editor.labels(),
    (labels) => labels.includes("sample.bin"),
    "the bundled models are not listed",
  );
  assert.ok(!(await editor.labels()).some((label) => label.includes("alphabet")));
  await editor.page.keyboard.press("Escape");
  await editor.runCommand("Sparse Diff: Load Model");
  await editor.notification("Models from this workspace load after you trust it.");
  await editor.runCommand("Sparse Diff: Restart Server");
  await statusSays(editor, /bits\/byte · general\.safetensors/);
  assert.deepEqual(
    [...new Set(opened(window!))].filter((file) => file !== TEXT),
    [],
  );
});

pageTest("of the same workspace, trusted, it opens the model", async () => {
  await window?.close();
  window = await open(true);
  await statusSays(window.editor, /alphabet\.safetensors/);
  await eventually(
    async () => opened(window!),
    (files) => files.includes(MODEL),
    "the watch does not see the model",
  );
});
