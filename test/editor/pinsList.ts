// The list of pins below the sidebar: its rows in the order of the text, and how to show one more of them.
import type { OpenEditor } from "./page";
import { eventually } from "./painted";

/** A list below the sidebar's page, such as Pins or Models. */
export const listOf = (editor: OpenEditor, name: string) =>
  editor.page.locator(".part.sidebar .pane", {
    has: editor.page.locator(".pane-header", { hasText: name }),
  });

export const pinRows = (editor: OpenEditor) => listOf(editor, "Pins").locator(".monaco-list-row");

/** Waits until the list says of exactly one row, counted from 0, that its pin is shown. */
export async function onlyShown(editor: OpenEditor, row: number): Promise<void> {
  await eventually(
    () => pinRows(editor).evaluateAll((rows) => rows.map((each) => each.ariaLabel ?? "")),
    (labels) =>
      labels.length > row && labels.every((words, i) => words.endsWith(", shown") === (i === row)),
    `the list does not say that only row ${row} is shown`,
  );
}

/** Ticks the row's box. `shown` is the only row shown before. */
export async function alsoShow(editor: OpenEditor, row: number, shown: number): Promise<void> {
  // VS Code ignores a click that presses on a row and releases on the row redrawn in its place.
  await onlyShown(editor, shown);
  await pinRows(editor).nth(row).locator(".monaco-custom-toggle, [role=checkbox]").first().click();
}
