// Reads from the page what extensions have painted in an editor, as document ranges with computed styles. Runs in the
// page; reads only the rows in the page (the visible ones and a few more).
import { matchOffsets } from "./columns.mjs";
import { linesOf, rectangleOf, topOf } from "./lines.mjs";

/**
 * `box` is painted behind the text, `text` changes the text itself, `before` and `after` add words to it.
 * @typedef {object} Decoration
 * @property {"box" | "text" | "before" | "after"} kind
 * @property {string} type the editor's name of the decoration type: equal for equal types, otherwise arbitrary
 * @property {number} line
 * @property {number} startColumn UTF-16, from 1
 * @property {number} endColumn exclusive; equal to startColumn for a mark without width, as after the end of a line
 * @property {string} text the text of the range; the added words for `before` and `after`
 * @property {Record<string, string>} style computed
 */
/** @typedef {import("./lines.mjs").Line} Line */

const TYPE = /TextEditorDecorationType\d+/;
const BOX = [
  "backgroundColor",
  "backgroundImage",
  "borderStyle",
  "borderWidth",
  "borderColor",
  "outlineStyle",
];
const TEXT = [
  "color",
  "textDecorationLine",
  "textDecorationStyle",
  "textDecorationColor",
  "outlineStyle",
  "outlineWidth",
  "borderRadius",
];
const BOTH = ["opacity", "outlineColor"];

/**
 * @param {Element} editor
 * @param {Record<number, string>} text lines of the document by number; for others, the page's text is used
 * @returns {Decoration[]}
 */
export function decorationsOf(editor, text) {
  const overlays = new Map(
    [...editor.querySelectorAll(".lines-content > .view-overlays > div")].map((overlay) => [
      topOf(overlay),
      overlay,
    ]),
  );
  const styles = stylesOf(BOX);
  return linesOf(editor).flatMap((line) => {
    const source = text[line.number] ?? line.rendered;
    const known = matchOffsets(source, line.rendered);
    const offsets = known ?? Array.from({ length: line.rendered.length + 1 }, (_, i) => i);
    const range = (/** @type {number} */ from, /** @type {number} */ to) => {
      // Converts from the page's units to the document's: the character that a unit was rendered for.
      const start = from >= line.rendered.length ? offsets.length - 1 : before(offsets, from);
      const end = to <= from ? start : before(offsets, to - 1) + 1;
      const words = (known ? source : line.rendered).slice(start, end);
      return { line: line.number, startColumn: start + 1, endColumn: end + 1, text: words };
    };
    return [...boxesOf(overlays, styles, line, range), ...textsOf(line, range)];
  });
}

/**
 * The last index whose offset is at or before `offset`.
 * @param {number[]} offsets
 * @param {number} offset
 */
function before(offsets, offset) {
  return Math.max(
    0,
    offsets.findLastIndex((value) => value <= offset),
  );
}

/**
 * @param {Map<number, Element>} overlays by where their row begins
 * @param {ReturnType<typeof stylesOf>} styles
 * @param {Line} line
 * @param {(from: number, to: number) => object} range
 */
function boxesOf(overlays, styles, line, range) {
  return line.rows.flatMap((row) => {
    const overlay = overlays.get(topOf(row));
    const boxes = [...(overlay?.querySelectorAll('.cdr[class*="TextEditorDecorationType"]') ?? [])];
    if (boxes.length === 0) return [];
    const units = unitsOf(line, row);
    return boxes.map((box) => {
      const { left, right } = box.getBoundingClientRect();
      const inside = units.filter(({ middle }) => middle > left && middle < right);
      const from = inside[0]?.index ?? units.find(({ middle }) => middle > left)?.index;
      const start = from ?? (units.at(-1)?.index ?? -1) + 1;
      const end = (inside.at(-1)?.index ?? start - 1) + 1;
      return decoration("box", box, range(start, end), styles(box));
    });
  });
}

/**
 * The styles of elements that differ only in their classes, computed once per class, because a layer has thousands of
 * boxes.
 * @param {string[]} names
 * @returns {(element: Element) => Record<string, string>}
 */
function stylesOf(names) {
  /** @type {Map<string, Record<string, string>>} */
  const known = new Map();
  return (element) => {
    const style = known.get(element.className) ?? pick(getComputedStyle(element), names);
    known.set(element.className, style);
    return style;
  };
}

/**
 * The rendered units of one row with the middle of each, from left to right.
 * @param {Line} line
 * @param {HTMLElement} row
 */
function unitsOf(line, row) {
  return line.pieces
    .filter(({ node }) => row.contains(node))
    .flatMap(({ node, start }) => Array.from({ length: node.length }, (_, i) => start + i))
    .flatMap((index) => {
      const box = rectangleOf(line, index, index + 1);
      return box ? [{ index, middle: box.x + box.width / 2 }] : [];
    });
}

/**
 * @param {Line} line
 * @param {(from: number, to: number) => object} range
 */
function textsOf(line, range) {
  const spans = line.rows.flatMap((row) => [
    ...row.querySelectorAll('span[class*="TextEditorDecorationType"]'),
  ]);
  return spans.flatMap((span) => {
    const inside = line.pieces.filter(({ node }) => span.contains(node));
    const length = inside.reduce((sum, { node }) => sum + node.length, 0);
    const found = [];
    const start = inside[0]?.start ?? startBehind(line, span);
    const style = getComputedStyle(span);
    if (length > 0)
      found.push(decoration("text", span, range(start, start + length), pick(style, TEXT)));
    for (const kind of /** @type {const} */ (["before", "after"])) {
      const added = getComputedStyle(span, `::${kind}`);
      if (!/^["']/.test(added.content)) continue;
      const at = kind === "before" ? range(start, start) : range(start + length, start + length);
      const words = { ...at, text: added.content.slice(1, -1) };
      found.push(decoration(kind, span, words, pick(added, TEXT)));
    }
    return found;
  });
}

/**
 * The offset of a span without text: after everything that comes before it.
 * @param {Line} line
 * @param {Element} span
 */
function startBehind(line, span) {
  const earlier = line.pieces.filter(
    ({ node }) => span.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_PRECEDING,
  );
  const last = earlier.at(-1);
  return last ? last.start + last.node.length : 0;
}

/**
 * @param {Decoration["kind"]} kind
 * @param {Element} element
 * @param {object} range
 * @param {Record<string, string>} style
 */
function decoration(kind, element, range, style) {
  const type = TYPE.exec(element.className)?.[0] ?? "";
  return /** @type {Decoration} */ ({ kind, type, ...range, style });
}

/**
 * @param {CSSStyleDeclaration} style
 * @param {string[]} names
 */
function pick(style, names) {
  const all = /** @type {Record<string, string>} */ (/** @type {unknown} */ (style));
  return Object.fromEntries([...names, ...BOTH].map((name) => [name, all[name] ?? ""]));
}
