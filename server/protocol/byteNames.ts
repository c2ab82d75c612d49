// How a byte or character is named for people: printable ASCII as itself, white space in words, all
// else in hex. Never a raw control character. Used by the hover and by the command line alike.

const words: Readonly<Record<number, string>> = { 9: "tab", 10: "LF", 13: "CR", 32: "space" };

/** 'm', space, LF, 0x1B, 0xE2 */
export function byteName(byte: number): string {
  if (words[byte]) return words[byte];
  return byte > 32 && byte < 127 ? `'${String.fromCharCode(byte)}'` : hex(byte);
}

/** 0x1B */
export function hex(byte: number): string {
  return `0x${byte.toString(16).toUpperCase().padStart(2, "0")}`;
}
