// Makes foreign text (file names, tensor names, settings, bytes of the open file) literal where VS Code reads markup, and
// spells out its invisible characters: in plain strings, notifications, quick picks, the Markdown of hovers, names of tabs.
import { visibleText } from "../../server/protocol/words/visibleText";

/** Leaves alone the line breaks of our own sentences and the no-break spaces before their percent signs. */
export function visible(words: string): string {
  const parts = words.split(/(\n|\u00a0%)/);
  return parts.map((part, i) => (i % 2 === 0 ? visibleText(part) : part)).join("");
}

/**
 * For notifications, progress, prompts and validation messages: VS Code turns `[x](command:y)` in them into a live link
 * and has no escape for it. A visible space between the brackets is enough.
 */
export function withoutLinks(words: string): string {
  return visible(words).replaceAll("](", "] (");
}

/** For quick pick rows and the status bar, where `$(name)` is an icon. */
export function withoutIcons(words: string): string {
  return visible(words).replaceAll("$(", "\\$(");
}

/**
 * Escapes every character that Markdown, its tables or HTML could take for markup, and spells out invisible ones. This
 * also keeps a URL as text, which Markdown would otherwise turn into a link.
 */
export function literal(words: string): string {
  return visible(words).replace(/[\\`*_{}[\]()#+!|~<>&.:/@-]/g, (c) =>
    c === "<" ? "&lt;" : c === "&" ? "&amp;" : `\\${c}`,
  );
}

/**
 * For the name of a tab, which is the last part of a path: what would part a path is spelled with a sign that looks
 * alike.
 */
export function tabName(title: string): string {
  return visible(title).replaceAll("/", "\u2215").replaceAll("\\", "\u29f5");
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
