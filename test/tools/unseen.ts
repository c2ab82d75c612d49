// Invisible text, and checks for what a surface has left unchanged. Written from Unicode's lists, so that the checks
// share no code with what they test.

const between = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** One of each kind, and all that do harm: controls, direction marks, zero-width characters, separators, blanks. */
export const UNSEEN: readonly string[] = [
  ...between(0, 0x1f),
  ...between(0x7f, 0xa0),
  0xad,
  0x34f,
  0x61c,
  ...[0x115f, 0x1160, 0x1680, 0x17b4, 0x180b, 0x180e],
  ...between(0x2000, 0x200f),
  ...between(0x2028, 0x202f),
  ...between(0x205f, 0x206f),
  ...[0x2800, 0x3000, 0x3164, 0xfe00, 0xfe0f, 0xfeff, 0xffa0, 0xfff9, 0xfffc],
  ...[0x13441, 0x1bca0, 0x1d159, 0x1d173, 0xe0001, 0xe0041, 0xe007f, 0xe0100, 0xe01ef],
].map((code) => String.fromCodePoint(code));

const RAW =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800\ufffc\u{13441}\u{1d159}]/gu;

/** What is left raw, by code point, except ordinary spaces and what `own` allows as the surface's own. */
export function rawIn(words: string, own = /[ ]/g): string[] {
  const found = words.replace(own, "").match(RAW) ?? [];
  return found.map((c) => `U+${c.codePointAt(0)?.toString(16)}`);
}

/** Combining marks that are not on a letter, number, symbol or other mark. */
export function loneMarksIn(words: string): string[] {
  return words.match(/(^|[^\p{L}\p{N}\p{M}\p{So}])\p{M}/gu) ?? [];
}
