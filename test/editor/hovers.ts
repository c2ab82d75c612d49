// The two answers of the hover on the page: the brief one, which must need no scrolling, and the whole one behind 'More'.
import assert from "node:assert/strict";
import { eventually, hoverSays, type TextEditor } from "./painted";

/** Pixels of the open hover that are below its lower edge. */
export function hiddenPixels({ hoverElement }: TextEditor): Promise<number> {
  return hoverElement.locator(".monaco-hover-content").evaluate((content: HTMLElement) => {
    const { scrollHeight, clientHeight } = content;
    if (clientHeight === 0) throw new Error("the hover has no height");
    return scrollHeight - clientHeight;
  });
}

/** Hovers until the brief answer says this; then all of it must be seen without scrolling. */
export async function briefSays(
  text: TextEditor,
  line: number,
  column: number,
  words: RegExp,
): Promise<string> {
  const said = await hoverSays(text, line, column, words);
  const left = await hiddenPixels(text);
  assert.ok(left <= 0, `${left} pixels of the hover at ${line}:${column} are hidden:\n${said}`);
  return said;
}

/** The whole answer, opened by the link in the brief one. The caret is at the character then. */
export async function wholeHoverAt(text: TextEditor, line: number, column: number) {
  const brief = await text.hoverAt(line, column);
  await brief.element.getByText("More", { exact: true }).click();
  const said = await eventually(
    async () => (await text.hoverText()) ?? "",
    (words) => words.includes("Copy as JSON"),
    `'More' at ${line}:${column} shows no whole answer`,
  );
  return { text: said, element: text.hoverElement };
}

/** Opens it again until it says this, because a setting takes a moment after it is written, and causes to be found. */
export function wholeHoverSays(text: TextEditor, line: number, column: number, words: RegExp) {
  return eventually(
    async () => (await wholeHoverAt(text, line, column)).text,
    (said) => words.test(said),
    `the whole answer does not say ${words}`,
  );
}
