// Plain text tables: right-aligned numbers, left-aligned words, colour only on a terminal.
import { createColors } from "picocolors";

/** Plain when piped, whatever else the environment says. */
export const colors = createColors(process.stdout.isTTY === true && !process.env.NO_COLOR);
export const { dim, bold } = colors;

/** Blue for positive, yellow for negative: the nearest terminal colours to the editor's. */
export function bySign(value: number, text: string): string {
  return value < 0 ? colors.yellow(text) : colors.blue(text);
}

export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
}

/** Rows of already formatted cells; colour codes do not count for the width. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map((c, i) =>
    rows.reduce((widest, row) => Math.max(widest, visible(row[i])), visible(c.title)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => {
        const gap = " ".repeat(widths[i] - visible(cell));
        return columns[i].align === "left" ? cell + gap : gap + cell;
      })
      .join("  ")
      .trimEnd();
  return [dim(line(columns.map((c) => c.title))), ...rows.map(line)].join("\n");
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

function visible(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes begin with ESC.
  return [...text.replace(/\x1b\[\d+m/g, "")].length;
}
