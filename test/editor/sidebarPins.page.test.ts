// The lists of the sidebar: pins by their character and place, shown and unpinned from the list, moved by edits;
// models with the one in use; a neuron named in the hover opens its layer.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { type OpenEditor, openEditor } from "./page";
import { eventually, painted, statusSays, targetAt } from "./painted";
import { canRun, MODEL, paperFiles, paperSettings, paperTest, TEXT } from "./paperFiles";
import { openSidebar, type Sidebar } from "./sidebar";

let editor: OpenEditor;
let sidebar: Sidebar;

before(async () => {
  if (!canRun) return;
  editor = await openEditor({
    files: paperFiles(),
    open: TEXT,
    workspaceSettings: paperSettings,
    viewport: { width: 1280, height: 1000 },
  });
  await statusSays(editor, /0\.0792 bits\/byte/);
  sidebar = await openSidebar(editor);
});
after(() => editor?.close());

const list = (name: string) =>
  editor.page.locator(".part.sidebar .pane", {
    has: editor.page.locator(".pane-header", { hasText: name }),
  });
const pins = () => list("Pins").locator(".monaco-list-row");

async function pin(line: number, column: number): Promise<void> {
  await editor.editor(TEXT).placeCaret(line, column);
  await editor.runCommand("Sparse Diff: Pin");
}

paperTest("pins are listed by character and place, in the order of the text", async () => {
  await pin(3, 8);
  await pin(1, 30);
  await eventually(
    () => pins().allInnerTexts(),
    (rows) =>
      rows.length === 2 &&
      /'m'\s*line 1, column 30/.test(rows[0] ?? "") &&
      /line 3, column 8/.test(rows[1] ?? ""),
    "the pins are not listed",
  );
  await sidebar.headline(/'m' at byte 29.*pinned/);
  await editor.screenshot("sidebar-pins");
});

paperTest("choosing a pin shows its trace, by mouse and by keyboard", async () => {
  await pins().nth(1).click();
  await targetAt(editor.editor(TEXT), 3, 8);
  await sidebar.headline(/pinned/);
  await editor.page.keyboard.press("ArrowUp");
  await editor.page.keyboard.press("Enter");
  await targetAt(editor.editor(TEXT), 1, 30);
});

paperTest("an edit moves the pins in the list, the cross unpins", async () => {
  await editor.editor(TEXT).placeCaret(1, 1);
  await editor.page.keyboard.type("ab");
  await eventually(
    () => pins().allInnerTexts(),
    (rows) => /line 1, column 32/.test(rows[0] ?? ""),
    "the pin has not moved",
  );
  await editor.page.keyboard.press("Control+z");
  await pins().first().hover();
  await pins().first().locator("[aria-label^='Unpin']").click();
  await eventually(
    () => painted(editor.editor(TEXT)),
    (now) => now.pins.length === 1,
    "the pin is still there",
  );
  await editor.runCommand("Sparse Diff: Clear Pins");
  await list("Pins").getByText("A pin keeps a trace on the screen").waitFor();
});

paperTest("models are listed, the one in use marked", async () => {
  await list("Models").locator(".pane-header").click();
  const row = list("Models").locator(".monaco-list-row", { hasText: MODEL });
  assert.match(await row.innerText(), /workspace, in use/);
});

paperTest("a neuron named in the hover opens its layer", async () => {
  const hover = await editor.editor(TEXT).hoverAt(1, 30);
  await hover.element.getByText("h113", { exact: true }).click();
  await sidebar.legendSays(/Full colour at 1\.00, the most an activation can be/);
  assert.equal(await sidebar.control("Neuron h").inputValue(), "113");
});
