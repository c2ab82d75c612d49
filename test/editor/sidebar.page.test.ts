// The sidebar in a real VS Code: what it says of the trace on the screen, and what its controls do to it.
import { after, before } from "node:test";
import { type OpenEditor, openEditor } from "./page";
import { statusSays } from "./painted";
import { canRun, paperFiles, paperSettings, paperTest, TEXT } from "./paperFiles";
import { openSidebar, type Sidebar } from "./sidebar";

let editor: OpenEditor;
let sidebar: Sidebar;

before(async () => {
  if (!canRun) return;
  editor = await openEditor({
    files: paperFiles(),
    open: TEXT,
    workspaceSettings: paperSettings,
    deviceScaleFactor: 2,
  });
  await statusSays(editor, /0\.0792 bits\/byte/);
  sidebar = await openSidebar(editor);
});
after(() => editor?.close());

paperTest("sidebar: it says what is explained at the caret", async () => {
  await editor.editor(TEXT).placeCaret(1, 30);
  await sidebar.headline(/'m' at byte 29/);
  await editor.screenshot("sidebar-dark");
});
