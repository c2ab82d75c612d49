// Names and settings of strangers in what VS Code shows as a notification or a row: never a link, never an icon.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { packTensors } from "../../server/rnn/safetensors";
import { type OpenEditor, openEditor, pageTest } from "./page";

const LINK = "[click](command:workbench.action.toggleSidebarVisibility)";
const MODEL = `$(trash) ${LINK}.safetensors`;
const TEXT = "plain.txt";

const options = {
  files: {
    [TEXT]: "one text\n",
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

async function messageIn({ notification }: OpenEditor, words: RegExp): Promise<string> {
  const toast = await notification(words);
  const message = toast.locator(".notification-list-item-message");
  assert.equal(await message.locator("a").count(), 0, await message.innerHTML());
  return message.innerText();
}

pageTest("a setting that holds a link is quoted as text", async () => {
  const words = await messageIn(editor, /sparseDiff\.method/);
  assert.match(words, /\[click\] \(command:/);
});

pageTest("a model's name and the reason why it is refused are text", async () => {
  await editor.runCommand("Sparse Diff: Trace at Cursor");
  await editor.runCommand("Sparse Diff: Select Model");
  await editor.input.waitFor();
  await editor.choose(MODEL);
  const words = await messageIn(editor, /\.safetensors/);
  assert.match(words, /\[click\] \(command:/);
});

pageTest("a setting of a workspace that is not trusted is not quoted at all", async () => {
  const untrusted = await openEditor({ ...options, trust: false });
  try {
    const words = await messageIn(untrusted, /sparseDiff\.method/);
    assert.match(words, /sparseDiff\.method cannot be used, expected one of/);
    assert.doesNotMatch(words, /click|command:/);
  } finally {
    await untrusted.close();
  }
});
