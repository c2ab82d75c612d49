// How VS Code renders a line of text: a tab becomes several spaces, a control character becomes one picture, a
// direction mark becomes eight characters. Pure functions on strings, without DOM elements.

const DIRECTION = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/; // written as [U+202E]
const FULL_WIDTH = /[\u2e80-\ud7af\uf900-\ufaff\uff01-\uff5e]/; // two columns wide for the tab stops
const EMOJI = /\p{Emoji_Presentation}/u;

/**
 * For every UTF-16 unit of `text`, and for its end, the offset at which it starts in the page's text.
 * @param {string} text
 * @param {number} tabSize
 */
export function renderedOffsets(text, tabSize) {
  const offsets = [0];
  let offset = 0;
  let column = 0; // the visible column, on which tab stops are based
  for (const unit of text.split("")) {
    const tab = tabSize - (column % tabSize);
    const length = unit === "\t" ? tab : DIRECTION.test(unit) ? 8 : 1;
    column += FULL_WIDTH.test(unit) ? 2 : length;
    offset += length;
    offsets.push(offset);
  }
  return offsets;
}

/**
 * The tab size with which `text` is rendered as `rendered`; undefined if it is not that line's text.
 * @param {string} text the line as the document has it
 * @param {string} rendered the line as the page has it
 */
export function tabSizeOf(text, rendered) {
  // Without tabs, any size is right.
  return (text.includes("\t") ? [4, 2, 8, 1, 3, 5, 6, 7] : [4]).find((tabSize) => {
    const offsets = renderedOffsets(text, tabSize);
    return offsets.at(-1) === rendered.length && agrees(text, rendered, offsets);
  });
}

/**
 * The offsets of `text` in `rendered`, for any tab size; undefined if it is not that line's text.
 * @param {string} text
 * @param {string} rendered
 */
export function matchOffsets(text, rendered) {
  const tabSize = tabSizeOf(text, rendered);
  return tabSize === undefined ? undefined : renderedOffsets(text, tabSize);
}

/**
 * The column that 'Go to Line' needs for the UTF-16 column `column`: it counts characters, wide ones twice, and expands
 * tabs to the next stop.
 * @param {string} text
 * @param {number} column from 1
 * @param {number} tabSize
 */
export function visibleColumn(text, column, tabSize) {
  let visible = 0;
  for (const { segment } of new Intl.Segmenter().segment(text.slice(0, column - 1))) {
    const wide = FULL_WIDTH.test(segment) || EMOJI.test(segment);
    visible += segment === "\t" ? tabSize - (visible % tabSize) : wide ? 2 : 1;
  }
  return visible + 1;
}

/**
 * Whether the characters that are rendered unchanged are where the offsets say.
 * @param {string} text
 * @param {string} rendered
 * @param {number[]} offsets
 */
function agrees(text, rendered, offsets) {
  return text.split("").every((unit, i) => {
    if (unit === "\t" || isControl(unit) || DIRECTION.test(unit)) return true;
    const shown = rendered[/** @type {number} */ (offsets[i])];
    return shown === unit || shown === "\ufffd" || (/\s/.test(unit) && shown === "\u00a0");
  });
}

/**
 * A control character, which is also one character in the page: its control picture.
 * @param {string} unit
 */
function isControl(unit) {
  return unit < " " || unit === "\x7f";
}

/**
 * The character (grapheme) of `text` that the UTF-16 unit at `index` belongs to, as [start, end).
 * @param {string} text
 * @param {number} index
 * @returns {[number, number]}
 */
export function characterAt(text, index) {
  for (const { index: start, segment } of new Intl.Segmenter().segment(text)) {
    if (index < start + segment.length) return [start, start + segment.length];
  }
  return [text.length, text.length];
}
