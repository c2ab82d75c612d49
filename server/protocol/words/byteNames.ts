// Names bytes and characters in sentences and lists: as themselves if visible, white space in words, all others by
// number. Not here: whole texts (visibleText.ts), bytes as people type them.

const words: Readonly<Record<number, string>> = { 9: "tab", 10: "LF", 13: "CR", 32: "space" };

/**
 * Controls, direction marks, characters without width, all spaces, private and unassigned code points, lone
 * surrogates; and characters with width but no ink although their category is that of letters and signs.
 */
const UNSEEN =
  /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800\ufffc\u{13441}\u{13442}\u{16fe4}\u{1d159}]/u;

/** 'm', space, LF, 0x1B, 0xE2 */
export function byteName(byte: number): string {
  if (words[byte]) return words[byte];
  return byte > 32 && byte < 127 ? `'${String.fromCharCode(byte)}'` : hex(byte);
}

/** 0x1B */
export function hex(byte: number): string {
  return `0x${byte.toString(16).toUpperCase().padStart(2, "0")}`;
}

/** Whether a character leaves ink. A combining mark does so only on another character. */
export function isSeen(character: string): boolean {
  return !UNSEEN.test(character);
}

export function isMark(character: string): boolean {
  return /\p{M}/u.test(character);
}

/** Names a whole character: as byteName for ASCII, quoted if it is visible by itself, otherwise U+202E. */
export function nameCharacter(text: string): string {
  if (text === "\r\n") return "CR LF";
  const code = text.codePointAt(0) ?? 0;
  if (code < 0x80) return byteName(code);
  const character = String.fromCodePoint(code);
  if (isSeen(character) && !isMark(character)) return `'${character}'`;
  return `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}

/** A byte with its character: 'ス' 1/3 (0xE3), U+202E 2/3 (0x80), CR LF 1/2 (CR); just 'm' if it is the only byte. */
export function partName(character: string, index: number): string {
  const bytes = new TextEncoder().encode(character);
  if (bytes.length < 2) return nameCharacter(character);
  const byte = byteName(bytes[index] ?? 0);
  return `${nameCharacter(character)} ${index + 1}/${bytes.length} (${byte})`;
}

/** The name of every byte of a UTF-8 text; bytes of characters that are broken or cut off at the ends, by number. */
export function byteNames(bytes: ArrayLike<number>): string[] {
  const names: string[] = [];
  while (names.length < bytes.length) {
    const at = names.length;
    const size = characterSize(bytes, at);
    if (size < 2) {
      names.push(byteName(bytes[at] ?? 0));
      continue;
    }
    const character = new TextDecoder("utf-8", { ignoreBOM: true }).decode(
      Uint8Array.from({ length: size }, (_, i) => bytes[at + i] ?? 0),
    );
    for (let i = 0; i < size; i++) names.push(partName(character, i));
  }
  return names;
}

/** The longest character has four bytes. */
const BESIDE = 3;

/** What each of the 256 values is called where bytes[at] stands, all other bytes as they are. */
export function namesInPlace(bytes: ArrayLike<number>, at: number): string[] {
  const from = Math.max(0, at - BESIDE);
  const around = Array.from(bytes).slice(from, at + 1 + BESIDE);
  return Array.from({ length: 256 }, (_, value) => {
    around[at - from] = value;
    return byteNames(around)[at - from] ?? byteName(value);
  });
}

/** 0 if no whole, well-formed character starts here. */
function characterSize(bytes: ArrayLike<number>, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  const size = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  // The second byte reveals overlong forms, surrogates and values beyond U+10FFFF.
  const least = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const most = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  for (let i = 1; i < size; i++) {
    const byte = bytes[at + i] ?? 0;
    if (byte < (i === 1 ? least : 0x80) || byte > (i === 1 ? most : 0xbf)) return 0;
  }
  return size;
}

/** BYTE of the command line: decimal 0-255 or 0x00-0xff; undefined if it is neither. */
export function parseByte(text: string): number | undefined {
  const trimmed = text.trim();
  const isHex = /^0x[0-9a-f]{1,2}$/i.test(trimmed);
  if (!isHex && !/^[0-9]{1,3}$/.test(trimmed)) return undefined;
  const value = Number(trimmed);
  return value <= 255 ? value : undefined;
}
