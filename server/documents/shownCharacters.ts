// Characters as an editor shows them: CR LF takes one place on the screen, so here it is one character of two bytes.
// Everything else is as in characters.ts.
import type { ByteDocument } from "./byteDocument";
import type { Character, Characters } from "./characters";

export const LF = 10;
export const CR = 13;

/** The character that byte `byte` belongs to, 0 <= byte < byteLength; CR LF has the code point of LF. */
export function shownCharacterAt(document: ByteDocument, byte: number): Character {
  const at = document.characterAt(byte);
  if (at.codePoint === CR && at.byteEnd < document.byteLength) {
    const next = document.characterAt(at.byteEnd);
    return next.codePoint === LF ? joined(at, next) : at;
  }
  if (at.codePoint === LF && at.byteStart > 0) {
    const previous = document.characterAt(at.byteStart - 1);
    return previous.codePoint === CR ? joined(previous, at) : at;
  }
  return at;
}

/** All shown characters with at least one byte in from .. to), whole, as parallel arrays. */
export function shownCharacters(document: ByteDocument, from: number, to: number): Characters {
  if (from >= to) return document.characters(from, to);
  const first = shownCharacterAt(document, from).byteStart;
  const end = shownCharacterAt(document, to - 1).byteEnd;
  const all = document.characters(first, end);
  const byteStart = new Uint32Array(all.count + 1);
  const utf16Start = new Uint32Array(all.count + 1);
  const codePoint = new Uint32Array(all.count);
  let count = 0;
  for (let c = 0; c < all.count; c++) {
    byteStart[count] = all.byteStart[c];
    utf16Start[count] = all.utf16Start[c];
    if (all.codePoint[c] === CR && all.codePoint[c + 1] === LF) c++;
    codePoint[count++] = all.codePoint[c];
  }
  byteStart[count] = all.byteStart[all.count];
  utf16Start[count] = all.utf16Start[all.count];
  return {
    count,
    byteStart: byteStart.subarray(0, count + 1),
    utf16Start: utf16Start.subarray(0, count + 1),
    codePoint: codePoint.subarray(0, count),
  };
}

function joined(cr: Character, { byteEnd, utf16End, codePoint }: Character): Character {
  return { ...cr, byteEnd, utf16End, codePoint };
}
