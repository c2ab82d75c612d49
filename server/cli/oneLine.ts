// Text that came from outside, as a terminal may show it. Nothing else.

/** One line of printable text, whatever a path or a file says: no line ends, no control sequences. */
export function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is taken out.
  return text.replace(/\s*\n\s*/g, " ").replace(/[\x00-\x1f\x7f]/g, "?");
}
