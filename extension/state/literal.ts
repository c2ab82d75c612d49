// Makes foreign text (file names, tensor names, settings) literal where VS Code reads markup in a plain string, and
// spells out its invisible characters. Pure. Markdown is handled in hover/markdown.ts.
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
