// Model files and settings of strangers: their names are never a link or an icon in what VS Code shows, and of a file
// with several nets one is asked for.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import type { Locator } from "playwright-core";
import { packTensors } from "../../server/nets/safetensors";
import { readNet } from "../tools/nets";
import { type OpenEditor, openEditor, pageTest } from "./page";
import { statusSays } from "./painted";

const LINK = "[click](command:workbench.action.toggleSidebarVisibility)";
const MODEL = `$(trash) ${LINK}.safetensors`;
const TEXT = "plain.txt";

const options = {
  files: {
    [TEXT]: "one text\n",
    "two-copies.safetensors": readNet("two-copies.safetensors"),
    [MODEL]: packTensors([[LINK, [1], new Float32Array(1)]], {}),
  },
  open: TEXT,
  workspaceSettings: { "sparseDiff.method": LINK },
};
let editor: OpenEditor;

// The setting is told of once, at the start.
before(async () => {
  editor = await openEditor(options);
});
after(() => editor?.close());

async function messageIn(toast: Locator): Promise<string> {
  const message = toast.locator(".notification-list-item-message");
  assert.equal(await message.locator("a").count(), 0, await message.innerHTML());
  return message.innerText();
}

/** What is told of a setting: in the list behind the bell, since a notification at the start goes away unseen. */
async function toldOfTheSetting(editor: OpenEditor): Promise<string> {
  await editor.runCommand("Notifications: Show Notifications");
  const told = editor.listed.filter({ hasText: /sparseDiff\.method/ }).first();
  await told.waitFor();
  const words = await messageIn(told);
  await editor.runCommand("Notifications: Clear All Notifications");
  return words;
}

pageTest("a setting that holds a link is quoted as text", async () => {
  const words = await toldOfTheSetting(editor);
  assert.match(words, /\[click\] \(command:/);
});

pageTest("a model's name and the reason why it is refused are text", async () => {
  await editor.runCommand("Sparse Diff: Trace at Cursor");
  await editor.runCommand("Sparse Diff: Select Model");
  await editor.input.waitFor();
  await editor.choose(MODEL);
  const words = await messageIn(await editor.notification(/\.safetensors/));
  assert.match(words, /\[click\] \(command:/);
});

pageTest("of a file with two nets the model picker asks which one", async () => {
  await editor.runCommand("Sparse Diff: Select Model");
  await editor.input.waitFor();
  await editor.choose("two-copies.safetensors");
  await editor.pick("ema");
  await statusSays(editor, /bits\/byte · two-copies\.safetensors#net=ema/);
});

pageTest("a setting of a workspace that is not trusted is not quoted at all", async () => {
  const untrusted = await openEditor({ ...options, trust: false });
  try {
    const words = await toldOfTheSetting(untrusted);
    assert.match(words, /sparseDiff\.method cannot be used, expected one of/);
    assert.doesNotMatch(words, /click|command:/);
  } finally {
    await untrusted.close();
  }
});
