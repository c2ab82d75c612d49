// Finds where a character of a document is drawn. Runs in the page.
import { characterAt, matchOffsets, tabSizeOf, visibleColumn } from "./columns.mjs";
import { linesOf, rectangleOf } from "./lines.mjs";

/**
 * A character's box in page pixels. At the end of a line the box is half a character wide and lies after the text, where
 * VS Code still counts the mouse as being on the line.
 * @typedef {object} Cell
 * @property {number} x
 * @property {number} y
 * @property {number} width
 * @property {number} height
 * @property {boolean} visible whether its middle is inside the editor's text area
 */

/**
 * @param {Element} editor
 * @param {number} number the line, from 1
 * @param {number} column the UTF-16 column, from 1; one past the text is the end of the line
 * @param {string | undefined} text the line as the document has it; without it, the page's text is used
 * @returns {Cell | undefined} undefined if the line, or its start, is not in the page
 */
export function cellAt(editor, number, column, text) {
  const line = linesOf(editor).find((candidate) => candidate.number === number);
  if (!line) return undefined;
  const source = text ?? line.rendered;
  const offsets = matchOffsets(source, line.rendered);
  // The document was edited since `text` was read, or its line is only partly in the page: use the page's text.
  if (!offsets) return cellAt(editor, number, column, undefined);
  if (column > source.length) return withVisibility(editor, endOfLine(editor, line));
  const [start, end] = characterAt(source, column - 1);
  const box = rectangleOf(line, offsets[start] ?? 0, offsets[end] ?? 0);
  return box && withVisibility(editor, box);
}

/**
 * @param {Element} editor
 * @param {import("./lines.mjs").Line} line
 */
function endOfLine(editor, line) {
  const length = line.rendered.length;
  const half = typicalWidth(editor) / 2;
  const last = rectangleOf(line, Math.max(0, length - 1), length);
  if (last) return new DOMRect(last.right, last.top, half, last.height);
  const row = line.rows[0]?.getBoundingClientRect() ?? new DOMRect();
  return new DOMRect(row.left, row.top, half, row.height);
}

/** @param {Element} editor */
function typicalWidth(editor) {
  for (const line of linesOf(editor)) {
    const at = line.rendered.search(/[a-z0-9]/);
    const box = at < 0 ? undefined : rectangleOf(line, at, at + 1);
    if (box) return box.width;
  }
  return 8;
}

/**
 * @param {Element} editor
 * @param {DOMRect} box
 * @returns {Cell}
 */
function withVisibility(editor, { x, y, width, height }) {
  const area = editor.querySelector(".editor-scrollable")?.getBoundingClientRect() ?? new DOMRect();
  const [middleX, middleY] = [x + width / 2, y + height / 2];
  const visible =
    middleX > area.left && middleX < area.right && middleY > area.top && middleY < area.bottom;
  return { x, y, width, height, visible };
}

/**
 * The argument of 'Go to Line' for a UTF-16 column; undefined if the line is not in the page.
 * @param {Element} editor
 * @param {number} number
 * @param {number} column
 * @param {string | undefined} text
 */
export function goToColumn(editor, number, column, text) {
  const line = linesOf(editor).find((candidate) => candidate.number === number);
  if (!line) return undefined;
  const tabSize = text === undefined ? undefined : tabSizeOf(text, line.rendered);
  return tabSize && text !== undefined
    ? visibleColumn(text, column, tabSize)
    : visibleColumn(line.rendered, column, 1);
}

/**
 * The upper left corner of the caret.
 * @param {Element} editor
 */
export function caretOf(editor) {
  const caret = editor.querySelector(".cursors-layer .cursor")?.getBoundingClientRect();
  return caret && { x: caret.x, y: caret.y };
}
