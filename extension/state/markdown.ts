// Escaping and tables for the hover's Markdown, so that it can show any byte of any file. Pure.
import { visible } from "./literal";

/**
 * Escapes every character that Markdown, its tables or HTML could take for markup, and spells out invisible ones. This
 * also keeps a URL as text, which Markdown would otherwise turn into a link.
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
