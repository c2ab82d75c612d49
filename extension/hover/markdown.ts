// Escaping and tables for the hover's Markdown, so that any byte of any file can stand in it. Pure.
import { visible } from "../literal";

/**
 * Every character that Markdown, its tables or HTML could take for markup, made literal; what cannot be seen, named. An
 * address stays text too, which Markdown would make a link by itself.
 */
export function literal(words: string): string {
  return visible(words).replace(/[\\`*_{}[\]()#+!|~<>&.:/@-]/g, (c) =>
    c === "<" ? "&lt;" : c === "&" ? "&amp;" : `\\${c}`,
  );
}

export interface Column {
  readonly title: string;
  readonly right: boolean;
}

/** Cells are Markdown already. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = columns.map((column) => (column.right ? "---:" : ":---"));
  return [row(columns.map((column) => column.title)), row(rule), ...rows.map(row)].join("\n");
}

export function commandLink(
  label: string,
  command: string,
  argument: unknown,
  title: string,
): string {
  const query = encodeURIComponent(JSON.stringify([argument]));
  return `[${literal(label)}](command:${command}?${query} "${title.replaceAll('"', "'")}")`;
}
