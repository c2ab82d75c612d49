// Steps shared by the tests of training and models: run a command, wait for its question, take the first answer by
// keyboard once the picker has the focus.
import type { OpenEditor } from "./page";
import { eventually } from "./painted";

export async function command(editor: OpenEditor, title: string): Promise<void> {
  await editor.runCommand(`Sparse Diff: ${title}`);
}

/** Waits until the picker or prompt with this title has the focus; returns the title. */
export function asks(editor: OpenEditor, words: RegExp): Promise<string> {
  const title = editor.page.locator(
    ".quick-input-widget:visible:has(input:focus) .quick-input-title",
  );
  return eventually(
    async () => (await title.allInnerTexts())[0] ?? "",
    (said) => words.test(said),
    `nothing asks ${words}`,
  );
}

/** Presses Enter on the first row of the open picker. */
export async function takeFirst(editor: OpenEditor): Promise<void> {
  await editor.page.locator('.quick-input-list .monaco-list-row.focused[data-index="0"]').waitFor();
  await editor.page.keyboard.press("Enter");
}

export async function change(editor: OpenEditor, choice: string, value: string): Promise<void> {
  await editor.pick(choice);
  await asks(editor, new RegExp(`: ${choice}$`, "i"));
  await editor.answer(value);
  await asks(editor, /(?<!: (hidden size|seed|target|epochs|bptt length))$/);
}

/** The status bar's text about training; undefined if there is none. */
export async function trainingItem(editor: OpenEditor): Promise<string | undefined> {
  return (await trainingElement(editor).allInnerTexts())[0];
}

export function trainingElement(editor: OpenEditor) {
  return editor.page.locator('.statusbar-item[id$="sparseDiff.training"]:visible');
}

/** Starts a million epochs without a target; returns once the first are reported. */
export async function trainWithoutEnd(editor: OpenEditor, title: string): Promise<void> {
  await command(editor, title);
  await asks(editor, /^(Train|Continue)/);
  await change(editor, "Target", "");
  await change(editor, "Epochs", "1000000");
  await takeFirst(editor);
  await eventually(
    async () => (await trainingItem(editor)) ?? "",
    (text) => /[\d.]+ bits\/byte · epoch [\d,]+\/1,000,000/.test(text),
    "the status bar does not show the training",
  );
}
