// What a terminal is given: tables to standard output, progress to standard error, right-aligned numbers, colour only
// where it is seen, and text from outside as one visible line. Not here: the words of any command.
import { createColors } from "picocolors";
import { type Column, type Style, tableLines } from "../protocol/words/plainPage";
import { visibleText } from "../protocol/words/visibleText";
import type { Output } from "./command";
import { writeOutput } from "./standardOutput";

/** Where output goes: text to standard output; notes and progress to standard error, only if it is a terminal. */
export function terminal(): Output {
  const interactive = process.stderr.isTTY === true;
  return {
    print: (text) =>
      writeOutput(typeof text !== "string" || text.endsWith("\n") ? text : `${text}\n`),
    note: (text) => {
      if (interactive && !process.stdout.isTTY) process.stderr.write(`${text()}\n`);
    },
    progress: (text) => {
      if (interactive) process.stderr.write(`\r\x1b[K${text}`);
    },
  };
}

/**
 * One visible line, whatever a path or a message contains: line ends become spaces, other invisible characters names.
 */
export function oneLine(text: string): string {
  return visibleText(text.replace(/\s*\n\s*/g, " "));
}

/** No colours when piped, whatever else the environment says. */
const colors = createColors(process.stdout.isTTY === true && !process.env.NO_COLOR);
export const { dim, bold } = colors;
/** Columns of a sentence, also where a terminal is wider. */
const WIDTH = 80;
export const style: Style = {
  width: WIDTH,
  strong: bold,
  dim,
  good: colors.green,
  bad: colors.red,
};

/** Blue for positive, yellow for negative: the nearest terminal colours to the editor's. */
export function bySign(value: number, text: string): string {
  return value < 0 ? colors.yellow(text) : colors.blue(text);
}

/** Formats a table from already formatted cells. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const [titles, ...lines] = tableLines(columns, rows);
  return [dim(titles), ...lines].join("\n");
}

/** Three significant digits. */
export function number(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value);
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e6) return value.toExponential(2);
  return size >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** The same with its sign. */
export function signed(value: number): string {
  return (value < 0 ? "" : "+") + number(value);
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
