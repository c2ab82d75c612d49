// Foreign text - a file's name, a tensor's name, a setting - made literal for the places where VS Code
// reads markup in a plain string. Pure; Markdown has its own in hover/markdown.ts.

/**
 * For notifications, progress, prompts and their corrections: VS Code turns `[x](command:y)` in them into a link
 * that runs, and knows no escape. A space between the brackets is enough, and can be seen.
 */
export function withoutLinks(words: string): string {
  return words.replaceAll("](", "] (");
}

/** For rows of a quick pick and the status bar, where `$(name)` is an icon. */
export function withoutIcons(words: string): string {
  return words.replaceAll("$(", "\\$(");
}
