// A layer is on the screen when the text is switched off, or its model gives way to one that cannot be loaded: nothing stays
// painted, and the legend says so instead of promising the layer.
import fs from "node:fs";
import path from "node:path";
import { after, before } from "node:test";
import { readNet } from "../tools/nets";
import { type OpenEditor, openEditor, pageTest } from "./page";
import { eventually, hasIcon, painted, statusItem } from "./painted";
import { openSidebar, type Sidebar } from "./sidebar";

const TEXT = "text.xml";
let editor: OpenEditor;
let sidebar: Sidebar;

before(async () => {
  editor = await openEditor({
    files: {
      [TEXT]: "<page><title>Talk</title></page>\n".repeat(3),
      "good.safetensors": readNet("gru.safetensors"),
      "bad.safetensors": readNet("not-finite.safetensors"),
    },
    open: TEXT,
    workspaceSettings: settings("good.safetensors"),
  });
  sidebar = await openSidebar(editor);
});
after(() => editor?.close());

const settings = (model: string) => ({
  "sparseDiff.enabledFor": ["**/*.xml"],
  "sparseDiff.layer": "surprise",
  "sparseDiff.model": model,
});

pageTest("of a text that is switched off no layer is promised", async () => {
  const text = editor.editor(TEXT);
  await sidebar.legendSays(/bits/);
  await editor.runCommand("Sparse Diff: Toggle Attribution");
  await sidebar.headline(/Attribution is off for this file/);
  await sidebar.legendSays(/Nothing is tinted now/);
  await text.focus();
  await editor.runCommand("Sparse Diff: Toggle Attribution");
  await sidebar.legendSays(/bits/);
});

pageTest("a layer goes when its model is replaced by one that cannot be loaded", async () => {
  const text = editor.editor(TEXT);
  await sidebar.legendSays(/bits/);
  await eventually(
    async () => (await painted(text)).tints.length,
    (tints) => tints > 0,
    "the layer is not painted",
  );
  fs.writeFileSync(
    path.join(editor.folder, ".vscode/settings.json"),
    JSON.stringify(settings("bad.safetensors")),
  );
  await eventually(
    () => statusItem(editor),
    (item) => hasIcon(item, "error"),
    "the status bar names no error",
  );
  await sidebar.legendSays(/bad\.safetensors: .*expected finite numbers only/);
  await eventually(
    () => painted(text),
    ({ tints, lineEnds }) => tints.length + lineEnds.length === 0,
    "the layer stays",
  );
});
