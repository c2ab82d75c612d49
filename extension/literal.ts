// Foreign text - a file's name, a tensor's name, a setting - made literal for the places where VS Code
// reads markup in a plain string, and all that cannot be seen in it named. Pure; Markdown has its own in
// hover/markdown.ts.
import { visibleText } from "../server/protocol/words/visibleText";

/** The line ends of our own sentences and the spaces before their percent signs stay. */
export function visible(words: string): string {
  const parts = words.split(/(\n|\u00a0%)/);
  return parts.map((part, i) => (i % 2 === 0 ? visibleText(part) : part)).join("");
}

/**
 * For notifications, progress, prompts and their corrections: VS Code turns `[x](command:y)` in them into a link
 * that runs, and knows no escape. A space between the brackets is enough, and can be seen.
 */
export function withoutLinks(words: string): string {
  return visible(words).replaceAll("](", "] (");
}

/** For rows of a quick pick and the status bar, where `$(name)` is an icon. */
export function withoutIcons(words: string): string {
  return visible(words).replaceAll("$(", "\\$(");
}
