// An untrusted workspace: its model is not loaded, a bundled one is used, and the screen says so.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { type OpenEditor, openEditor } from "./page";
import { eventually, hasIcon, statusItem, statusSays } from "./painted";
import { canRun, paperFiles, paperSettings, paperTest, TEXT } from "./paperFiles";
import { LINK, toldOfTheMethod } from "./told";

let editor: OpenEditor;

before(async () => {
  if (!canRun) return;
  editor = await openEditor({
    files: paperFiles(),
    open: TEXT,
    workspaceSettings: { ...paperSettings, "sparseDiff.method": LINK },
    trust: false,
  });
});
after(() => editor?.close());

paperTest(
  "untrusted: globs and models of the workspace are ignored, the bundled model is used",
  async () => {
    const text = editor.editor(TEXT);
    await text.placeCaret(1, 30);
    assert.equal(await statusItem(editor), undefined);
    await editor.runCommand("Sparse Diff: Trace at Cursor");
    await statusSays(editor, /general\.safetensors/);
    const item = await eventually(
      () => statusItem(editor),
      (found) => hasIcon(found, "lock"),
      "no lock",
    );
    assert.match(item?.text ?? "", /general\.safetensors/);
    await editor.runCommand("Sparse Diff: Load Model");
    await editor.notification("Models from this workspace load after you trust it.");
    await editor.screenshot("state-untrusted");
  },
);

paperTest("untrusted: an invalid setting is reported, but not quoted", async () => {
  const words = await toldOfTheMethod(editor);
  assert.match(words, /sparseDiff\.method cannot be used, expected one of/);
  assert.doesNotMatch(words, /click|command:/);
});

paperTest("untrusted: a bundled model can be chosen, and the lock disappears", async () => {
  await editor.runCommand("Sparse Diff: Select Model");
  await editor.pick("sample.bin");
  await statusSays(editor, /sample\.bin/);
  await eventually(
    () => statusItem(editor),
    (found) => !hasIcon(found, "lock"),
    "the lock stays",
  );
});
