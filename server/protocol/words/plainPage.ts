// A page of plain text, for a terminal or a read-only editor: aligned tables, sentences broken into lines, and what is
// emphasised where that can be seen. The words themselves are elsewhere.
import { isMark } from "./byteNames";
import { l10n } from "./l10n";
import { count } from "./numbers";
import { visibleText } from "./visibleText";

/** How some words are set off, which in plain text they are not, and how wide a page is. */
export interface Style {
  /** Columns after which a sentence is broken; infinite where whoever shows the page breaks it. */
  readonly width: number;
  readonly strong: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
}

const same = (text: string) => text;
/** For an editor, which wraps lines by itself. Tables of a page are narrow enough for one beside another. */
export const PLAIN: Style = {
  width: Number.POSITIVE_INFINITY,
  strong: same,
  dim: same,
  good: same,
  bad: same,
};

/** What a page is about. */
export interface Subject {
  /** Names of the text and of the model. */
  readonly text: string;
  readonly model: string;
  /** Of the text. */
  readonly bytes: number;
}

/** A title, and the text and the model, if there is one, below it. */
export function heading(
  title: string,
  { text, model, bytes }: Omit<Subject, "model"> & Partial<Subject>,
  style: Style,
): string[] {
  const by = model === undefined ? "" : l10n`, model ${visibleText(model)}`;
  const where = l10n`${visibleText(text)} (${count(bytes)} bytes)${by}`;
  return [style.strong(title), where, ""];
}

export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
}

/** The lines of a table with already formatted cells, its titles first; colour codes do not count towards the width. */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): [titles: string, ...rows: string[]] {
  const widths = columns.map((c, i) =>
    rows.reduce((widest, row) => Math.max(widest, columnsOf(row[i] ?? "")), columnsOf(c.title)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => {
        const gap = " ".repeat((widths[i] ?? 0) - columnsOf(cell));
        return columns[i]?.align === "left" ? cell + gap : gap + cell;
      })
      .join("  ")
      .trimEnd();
  return [line(columns.map((c) => c.title)), ...rows.map(line)];
}

/** A table whose titles are dim, its columns aligned to the right. @param left the one that is aligned to the left */
export function dimmedTable(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  style: Style,
  left = -1,
): string[] {
  const columns = titles.map((title, i) => ({
    title,
    align: i === left ? ("left" as const) : ("right" as const),
  }));
  const [head, ...lines] = tableLines(columns, rows);
  return [style.dim(head), ...lines];
}

/** Breaks a sentence between words. @param indent of every line but the first */
export function brokenLines(sentence: string, { width }: Style, indent = ""): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of sentence.split(" ")) {
    if (line !== "" && columnsOf(line) + 1 + columnsOf(word) > width) {
      lines.push(line);
      line = indent + word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

const WIDE =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Bopomofo}\p{sc=Yi}\p{Emoji_Presentation}\u3001-\u303e\uff01-\uff60\uffe0-\uffe6]/u;
/** Half-width forms of the same scripts. */
const HALF = /[\uff61-\uffdc]/;

/** Width in terminal columns: two for East Asian characters and emoji, none for a mark on another character. */
function columnsOf(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes begin with ESC.
  const characters = [...text.replace(/\x1b\[\d+m/g, "")];
  const width = (c: string) => (isMark(c) ? 0 : WIDE.test(c) && !HALF.test(c) ? 2 : 1);
  return characters.reduce((sum, c) => sum + width(c), 0);
}
