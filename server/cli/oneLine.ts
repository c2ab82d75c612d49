// Text that came from outside, as a terminal may show it. Nothing else.

/** One line of printable text, whatever a path or a file says: no line ends, controls or turns of direction. */
export function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, " ").replace(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu, "?");
}
