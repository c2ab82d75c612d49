// Names bytes and characters in sentences and lists: as themselves if visible, white space in words, all others by
// number. Not here: whole texts (visibleText.ts), bytes as people type them.
import { marked, translated } from "./l10n";

const words: Readonly<Record<number, string>> = {
  9: marked("tab"),
  10: "LF",
  13: "CR",
  32: marked("space"),
};

/**
 * Controls, direction marks, characters without width, all spaces, private and unassigned code points, lone
 * surrogates; and characters with width but no ink although their category is that of letters and signs.
 */
const UNSEEN =
  /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800\ufffc\u{13441}\u{13442}\u{16fe4}\u{1d159}]/u;

/** Bytes beside one that may be of its character: the longest has four. */
export const BESIDE = 3;

/** 'm', space, LF, 0x1B, 0xE2 */
export function byteName(byte: number): string {
  if (words[byte]) return translated(words[byte]);
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
  return wholeCharacters(bytes).flatMap(({ text, from, to }) =>
    Array.from({ length: to - from }, (_, i) =>
      text === null || to - from === 1 ? byteName(bytes[from] ?? 0) : partName(text, i),
    ),
  );
}

interface Whole {
  /** Null for a byte that belongs to no well-formed character. */
  readonly text: string | null;
  /** Its bytes, from .. to). */
  readonly from: number;
  readonly to: number;
}

/** The characters of UTF-8 bytes, one after another. */
export function wholeCharacters(bytes: ArrayLike<number>): Whole[] {
  const all: Whole[] = [];
  for (let from = 0; from < bytes.length; ) {
    const size = characterSize(bytes, from);
    const to = from + Math.max(1, size);
    all.push({ text: size === 0 ? null : decoded(bytes, from, to), from, to });
    from = to;
  }
  return all;
}

function decoded(bytes: ArrayLike<number>, from: number, to: number): string {
  if (to - from === 1) return String.fromCharCode(bytes[from] ?? 0);
  const own = Uint8Array.from({ length: to - from }, (_, i) => bytes[from + i] ?? 0);
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(own);
}

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
  const size = sizeByLead(bytes[at] ?? 0);
  for (let i = 1; i < size; i++) if (!continues(bytes[at] ?? 0, i, bytes[at + i] ?? 0)) return 0;
  return size;
}

/** 0 if no character starts with this byte. */
function sizeByLead(lead: number): number {
  if (lead < 0x80) return 1;
  return lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
}

/** Whether a character with this lead may have `byte` as its byte i, 1 <= i < its size. */
function continues(lead: number, i: number, byte: number): boolean {
  // The second byte reveals overlong forms, surrogates and values beyond U+10FFFF.
  const least = i > 1 ? 0x80 : lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const most = i > 1 ? 0xbf : lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  return byte >= least && byte <= most;
}

/** How many bytes would complete the character that the bytes end in; 0 if they end with a whole or a broken one. */
export function missingBytes(bytes: ArrayLike<number>): number {
  const { length } = bytes;
  for (let at = length - 1; at >= Math.max(0, length - BESIDE); at--) {
    const lead = bytes[at] ?? 0;
    const size = sizeByLead(lead);
    if (size <= length - at) {
      if (size > 0) return 0;
      continue;
    }
    for (let i = 1; i < length - at; i++) if (!continues(lead, i, bytes[at + i] ?? 0)) return 0;
    return size - (length - at);
  }
  return 0;
}

/** BYTE of the command line: decimal 0-255 or 0x00-0xff; undefined if it is neither. */
export function parseByte(text: string): number | undefined {
  const trimmed = text.trim();
  const isHex = /^0x[0-9a-f]{1,2}$/i.test(trimmed);
  if (!isHex && !/^[0-9]{1,3}$/.test(trimmed)) return undefined;
  const value = Number(trimmed);
  return value <= 255 ? value : undefined;
}
