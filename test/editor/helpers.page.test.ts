// Tests the page helpers on a text with awkward characters. The other page tests depend on these helpers, so they are
// checked against VS Code itself: a click and the caret show where a character is.
import assert from "node:assert/strict";
import { before } from "node:test";
import { generalWindow, ODD, PLAIN } from "./generalWindow";
import { type OpenEditor, pageTest } from "./page";
import { eventually } from "./painted";

const file = ODD;
let editor: OpenEditor;

before(async () => {
  editor = await generalWindow();
  await editor.open(file);
});

async function caretIs(shown: string): Promise<void> {
  await eventually(
    async () => {
      const items = await editor.statusBar();
      return items.find(({ id }) => id === "status.editor.selection")?.text;
    },
    (text) => text === shown,
    `the caret is not at ${shown}`,
  );
}

// Columns here are UTF-16 units; the status bar counts characters and expands a tab to the next stop.
const places: [line: number, column: number, shown: string][] = [
  [1, 1, "Ln 1, Col 1"],
  [1, 7, "Ln 1, Col 7"],
  [1, 11, "Ln 1, Col 11"],
  [2, 2, "Ln 2, Col 5"],
  [2, 9, "Ln 2, Col 13"],
  [2, 15, "Ln 2, Col 19"],
  [3, 7, "Ln 3, Col 7"],
  [3, 12, "Ln 3, Col 11"],
  [4, 100, "Ln 4, Col 100"],
  [4, 470, "Ln 4, Col 470"],
  [5, 1, "Ln 5, Col 1"],
  [6, 10, "Ln 6, Col 10"],
  [150, 6, "Ln 150, Col 6"],
];

for (const [line, column, shown] of places) {
  pageTest(`a click and the caret reach ${line}:${column}`, async () => {
    const text = editor.editor(file);
    await text.clickAt(line, column);
    await caretIs(shown);
    await text.placeCaret(line === 1 ? 2 : 1, 1);
    await text.placeCaret(line, column);
    await caretIs(shown);
  });
}

pageTest("a place outside the file is an error, not a guess", async () => {
  await assert.rejects(editor.editor(PLAIN).element.waitFor({ timeout: 500 }));
  await assert.rejects(
    editor.editor(file).cell(5000, 1),
    /line 5000 is not in the editor, the last is \d+/,
  );
});

pageTest("files open by name and commands run by title", async () => {
  const other = await editor.open(PLAIN);
  await other.placeCaret(1, 3);
  await caretIs("Ln 1, Col 3");
  await editor.runCommand("View: Close All Editors");
  await other.element.waitFor({ state: "hidden" });
});
