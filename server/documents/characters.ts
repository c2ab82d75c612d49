// The characters of a byte range: which bytes and UTF-16 units belong together, singly or in bulk, and as an editor
// shows them, where CR LF is one. Not here: grapheme clusters (a combining mark is a character of its own), names.
import { characterStart, codePointAt, sizeOfLead, unitOfByte } from "./chunk";
import type { ChunkList } from "./chunkList";

/** One code point. A lone surrogate is U+FFFD, as its bytes are; CR and LF are two characters. */
export interface Character {
  readonly byteStart: number;
  readonly byteEnd: number;
  readonly utf16Start: number;
  /** Equal to utf16Start for a byte order mark before the text, which the editor does not show. */
  readonly utf16End: number;
  readonly codePoint: number;
}

/** Consecutive characters. Character i ends where i + 1 starts, so the starts have one entry more. */
export interface Characters {
  readonly count: number;
  /** [count + 1] */
  readonly byteStart: Uint32Array;
  /** [count + 1] */
  readonly utf16Start: Uint32Array;
  /** [count] */
  readonly codePoint: Uint32Array;
}

export const byteOrderMark = 0xfeff;
const MARK_BYTES = 3;

/** The character that contains byte `byte` of the document, which is at or after the first chunk. */
export function characterInList(list: ChunkList, byte: number): Character {
  const index = list.find("byteStart", byte);
  const chunk = list.at(index);
  const chunkStart = list.start("byteStart", index);
  const at = characterStart(chunk, byte - chunkStart);
  const size = sizeOfLead(chunk.bytes[at]);
  const utf16Start = list.start("utf16Start", index) + unitOfByte(chunk, at);
  return {
    byteStart: chunkStart + at,
    byteEnd: chunkStart + at + size,
    utf16Start,
    utf16End: utf16Start + (size === 4 ? 2 : 1),
    codePoint: codePointAt(chunk.bytes, at),
  };
}

/** All characters with at least one byte in from .. to); `from` < `to`, both inside the document. */
export function listCharacters(list: ChunkList, from: number, to: number): Characters {
  const textStart = list.start("byteStart", 0);
  const most = to - from + 4;
  const byteStart = new Uint32Array(most + 1);
  const utf16Start = new Uint32Array(most + 1);
  const codePoint = new Uint32Array(most);
  let count = 0;
  let byte = 0;
  let unit = 0;
  if (from < textStart) {
    for (byte = from - (from % MARK_BYTES); byte < Math.min(to, textStart); byte += MARK_BYTES) {
      byteStart[count] = byte;
      codePoint[count++] = byteOrderMark;
    }
  } else {
    const first = characterInList(list, from);
    byte = first.byteStart;
    unit = first.utf16Start;
  }
  for (let index = list.find("byteStart", byte); byte < to; index++) {
    const { bytes } = list.at(index);
    let at = byte - list.start("byteStart", index);
    while (at < bytes.length && byte < to) {
      const size = sizeOfLead(bytes[at]);
      byteStart[count] = byte;
      utf16Start[count] = unit;
      codePoint[count++] = codePointAt(bytes, at);
      at += size;
      byte += size;
      unit += size === 4 ? 2 : 1;
    }
  }
  byteStart[count] = byte;
  utf16Start[count] = unit;
  return {
    count,
    byteStart: byteStart.subarray(0, count + 1),
    utf16Start: utf16Start.subarray(0, count + 1),
    codePoint: codePoint.subarray(0, count),
  };
}

// Characters as an editor shows them: CR LF takes one place on the screen, so here it is one character of two bytes.

/** What is asked of a document, as a ByteDocument answers it. */
interface CharacterSource {
  readonly byteLength: number;
  characterAt(byte: number): Character;
  characters(from: number, to: number): Characters;
}

export const LF = 10;
export const CR = 13;

/** The character that byte `byte` belongs to, 0 <= byte < byteLength; CR LF has the code point of LF. */
export function shownCharacterAt(document: CharacterSource, byte: number): Character {
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
export function shownCharacters(document: CharacterSource, from: number, to: number): Characters {
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
