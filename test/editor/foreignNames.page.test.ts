// Names from untrusted model files and settings never become a link or an icon in what VS Code shows. If a file holds
// several nets, the user is asked for one.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { packTensors } from "../../server/nets/safetensors";
import { readNet } from "../tools/nets";
import { type OpenEditor, openEditor, pageTest } from "./page";
import { statusSays } from "./painted";
import { LINK, messageIn, toldOfTheMethod } from "./told";

const MODEL = `$(trash) ${LINK}.safetensors`;
const TEXT = "plain.txt";

let editor: OpenEditor;

// The setting is reported only once, at the start.
before(async () => {
  editor = await openEditor({
    files: {
      [TEXT]: "one text\n",
      "two-copies.safetensors": readNet("two-copies.safetensors"),
      [MODEL]: packTensors([[LINK, [1], new Float32Array(1)]], {}),
    },
    open: TEXT,
    workspaceSettings: { "sparseDiff.method": LINK },
  });
});
after(() => editor?.close());

pageTest("a setting that holds a link is quoted as text", async () => {
  const words = await toldOfTheMethod(editor);
  assert.match(words, /\[click\] \(command:/);
});

pageTest("a model's name and the reason for its refusal are text", async () => {
  await editor.runCommand("Sparse Diff: Trace at Cursor");
  await editor.runCommand("Sparse Diff: Select Model");
  await editor.input.waitFor();
  await editor.choose(MODEL);
  const words = await messageIn(await editor.notification(/\.safetensors/));
  assert.match(words, /\[click\] \(command:/);
});

pageTest("for a file with two nets the model picker asks which one", async () => {
  await editor.runCommand("Sparse Diff: Select Model");
  await editor.input.waitFor();
  await editor.choose("two-copies.safetensors");
  await editor.pick("ema");
  await statusSays(editor, /bits\/byte · two-copies\.safetensors#net=ema/);
});
