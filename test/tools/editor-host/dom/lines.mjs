// Reads the lines of one editor from the page: which rows belong to which line of the document, and where a piece of
// a line is on the screen. Runs in the page; finds lines but does not scroll to them.

/**
 * A line that is on the screen from its start, with the text nodes of all its rows in order.
 * @typedef {object} Line
 * @property {number} number
 * @property {string} rendered the text in the page, rows joined
 * @property {{ node: Text, start: number }[]} pieces
 * @property {HTMLElement[]} rows the elements of its rows; more than one if the line is wrapped
 */

/**
 * @param {Element} editor a .monaco-editor element
 * @returns {Line[]}
 */
export function linesOf(editor) {
  const numbers = new Map(
    [...editor.querySelectorAll(".margin-view-overlays > div")].map((row) => [
      topOf(row),
      Number(row.querySelector(".line-numbers")?.textContent ?? Number.NaN),
    ]),
  );
  const rows = [...editor.querySelectorAll(".lines-content > .view-lines > .view-line")];
  /** @type {Line[]} */
  const lines = [];
  for (const row of rows.sort((a, b) => topOf(a) - topOf(b))) {
    const number = numbers.get(topOf(row));
    // A row without a number continues the line above; if there is none, that line starts off the screen.
    if (number) lines.push({ number, rendered: "", pieces: [], rows: [] });
    const line = lines.at(-1);
    if (line) addRow(line, /** @type {HTMLElement} */ (row));
  }
  return lines;
}

/**
 * The first and the last line whose start is in the page; undefined if there is none.
 * @param {Element} editor
 * @returns {[first: number, last: number] | undefined}
 */
export function drawnLines(editor) {
  const lines = linesOf(editor);
  const [first, last] = [lines.at(0), lines.at(-1)];
  return first && last && [first.number, last.number];
}

/** @param {Element} row */
export function topOf(row) {
  return Number.parseFloat(/** @type {HTMLElement} */ (row).style.top);
}

/**
 * @param {Line} line
 * @param {HTMLElement} row
 */
function addRow(line, row) {
  line.rows.push(row);
  const texts = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const text = /** @type {Text} */ (node);
    line.pieces.push({ node: text, start: line.rendered.length });
    line.rendered += text.data;
  }
}

/**
 * The rectangle of the rendered units [from, to) of a line; only in their first row, if they span two. Undefined if they
 * have no width (only a combining mark, or nothing).
 * @param {Line} line
 * @param {number} from
 * @param {number} to
 */
export function rectangleOf(line, from, to) {
  const range = document.createRange();
  const first = line.pieces.find(({ node, start }) => from < start + node.length);
  const last = line.pieces.find(({ node, start }) => to <= start + node.length);
  if (!first || !last || from >= to) return undefined;
  range.setStart(first.node, from - first.start);
  range.setEnd(last.node, to - last.start);
  const rectangles = [...range.getClientRects()].filter((r) => r.width > 0);
  const [head, ...rest] = rectangles;
  if (!head) return undefined;
  const right = Math.max(head.right, ...rest.filter((r) => r.top === head.top).map((r) => r.right));
  return new DOMRect(head.left, head.top, right - head.left, head.height);
}
