// The bytes of an open text document: its edits, and the map between bytes, UTF-16 offsets and positions. The bytes
// are the UTF-8 of the text with its own line ends, after one EF BB BF per byte order mark of the file that the
// editor hides. Not here: what is on disk (diskComparison.ts), versions, hidden states.
import type { RunningSha256 } from "../files";
import { DocumentHash } from "./byteSource";
import {
  byteOrderMark,
  type Character,
  type Characters,
  characterInList,
  listCharacters,
} from "./characters";
import {
  byteOfUnit,
  characterStart,
  defaultUnitsPerChunk,
  encodeChunks,
  unitOfByte,
} from "./chunk";
import {
  ChunkList,
  lineEnd,
  lineOfOffset,
  lineStart,
  offsetOfPosition,
  type Position,
  replaceText,
} from "./chunkList";

/** As in the language server protocol: without a range, `text` is the whole new text. */
export interface TextChange {
  readonly range?: { readonly start: Position; readonly end: Position };
  readonly text: string;
}

export interface ByteDocumentOptions {
  /** How many times EF BB BF precedes the text. */
  readonly marks?: number;
  /** Maximum UTF-16 units per chunk; for tests. */
  readonly unitsPerChunk?: number;
}

/** A requested offset lies outside the document. */
class OffsetOutsideDocument extends RangeError {
  constructor(offset: number, length: number, unit: string) {
    super(`Offset ${offset} is outside the document, which has ${length} ${unit}.`);
    this.name = "OffsetOutsideDocument";
  }
}

const mark = [0xef, 0xbb, 0xbf] as const;
/** The most marks that are counted; an editor hides one or two. */
export const MOST_MARKS = 16;

export class ByteDocument {
  private readonly list: ChunkList;
  private readonly hash = new DocumentHash();
  private markLength: number;
  private changes = 0;

  private constructor(
    text: string,
    marks: number,
    private readonly unitsPerChunk: number,
  ) {
    this.markLength = marks * mark.length;
    this.list = new ChunkList(encodeChunks(text, unitsPerChunk), this.markLength);
  }

  static fromText(text: string, options: ByteDocumentOptions = {}): ByteDocument {
    const { marks = 0, unitsPerChunk = defaultUnitsPerChunk } = options;
    return new ByteDocument(text, marks, unitsPerChunk);
  }

  /** Bytes of the document, including its marks. */
  get byteLength(): number {
    return this.list.total("byteStart");
  }

  /** UTF-16 units of the text; the marks before it count as none. */
  get utf16Length(): number {
    return this.list.total("utf16Start");
  }

  /** How many times EF BB BF precedes the text. */
  get marks(): number {
    return this.markLength / mark.length;
  }

  /** Where the text begins: the bytes before it are those of marks, which no place on the screen has. */
  get textStart(): number {
    return this.markLength;
  }

  /** How many times U+FEFF opens the text itself, where it is an ordinary character; at most MOST_MARKS. */
  get ownMarks(): number {
    const end = Math.min(this.byteLength, this.markLength + MOST_MARKS * mark.length);
    return marksAt(this.copyBytes(this.markLength, end));
  }

  /** Grows whenever bytes change; equal revisions of one document mean equal bytes. */
  get revision(): number {
    return this.changes;
  }

  /**
   * Applies changes in order, each to the text the previous one left. Positions are clamped: past the end of a line
   * to the line end, past the last line to the end of the document. Returns the first changed byte: all bytes before
   * it are unchanged (the byte length if nothing changed).
   */
  applyEdits(changes: readonly TextChange[]): number {
    const { list, unitsPerChunk } = this;
    let first = Number.POSITIVE_INFINITY;
    for (const { range, text } of changes) {
      let start = range ? offsetOfPosition(list, range.start) : 0;
      let end = range ? offsetOfPosition(list, range.end) : list.total("utf16Start");
      if (end < start) [start, end] = [end, start];
      first = Math.min(first, replaceText(list, start, end, text, unitsPerChunk));
    }
    return this.changedFrom(first);
  }

  /** Adds or removes marks, as found in the file on disk; returns the first changed byte. */
  setMarks(marks: number): number {
    if (marks === this.marks) return this.byteLength;
    this.markLength = marks * mark.length;
    this.list.startAt(this.markLength);
    return this.changedFrom(0);
  }

  byteAt(byte: number): number {
    if (byte < 0 || byte >= this.byteLength) this.outside(byte);
    if (byte < this.markLength) return mark[byte % mark.length];
    const index = this.list.find("byteStart", byte);
    return this.list.at(index).bytes[byte - this.list.start("byteStart", index)];
  }

  /**
   * Copies bytes from .. to) into `target` at `targetStart`, or into a new array, and returns it. The target may be in
   * shared memory.
   */
  copyBytes(from: number, to: number): Uint8Array<ArrayBuffer>;
  copyBytes<T extends Uint8Array>(from: number, to: number, target: T, targetStart?: number): T;
  copyBytes(from: number, to: number, target?: Uint8Array, targetStart = 0): Uint8Array {
    if (from < 0 || from > to) this.outside(from);
    if (to > this.byteLength) this.outside(to);
    const copy = target ?? new Uint8Array(to - from);
    let at = from;
    for (; at < to && at < this.markLength; at++)
      copy[targetStart + at - from] = mark[at % mark.length];
    for (let index = this.list.find("byteStart", at); at < to; index++) {
      const { bytes } = this.list.at(index);
      const skip = at - this.list.start("byteStart", index);
      const count = Math.min(bytes.length - skip, to - at);
      const whole = count === bytes.length;
      copy.set(whole ? bytes : bytes.subarray(skip, skip + count), targetStart + at - from);
      at += count;
    }
    return copy;
  }

  /** First byte of the character at a UTF-16 offset; the byte length at the end of the text. */
  byteOfUtf16(offset: number): number {
    const { list } = this;
    if (offset < 0 || offset > this.utf16Length) this.outside(offset, this.utf16Length, "units");
    const index = list.find("utf16Start", offset);
    if (index === list.length) return this.byteLength;
    const unit = offset - list.start("utf16Start", index);
    return list.start("byteStart", index) + byteOfUnit(list.at(index), unit);
  }

  /** UTF-16 offset of the character that byte `byte` belongs to; the length at the end; 0 in a mark. */
  utf16OfByte(byte: number): number {
    const { list } = this;
    if (byte < 0 || byte > this.byteLength) this.outside(byte);
    if (byte < this.markLength) return 0;
    const index = list.find("byteStart", byte);
    if (index === list.length) return this.utf16Length;
    const chunk = list.at(index);
    const start = characterStart(chunk, byte - list.start("byteStart", index));
    return list.start("utf16Start", index) + unitOfByte(chunk, start);
  }

  /** UTF-16 offset of a position, clamped as in applyEdits. */
  utf16OfPosition(position: Position): number {
    return offsetOfPosition(this.list, position);
  }

  /** The position of a UTF-16 offset; in a line end that of its start or, in the LF of a CR LF, one further. */
  positionOfUtf16(offset: number): Position {
    if (offset < 0 || offset > this.utf16Length) this.outside(offset, this.utf16Length, "units");
    const line = lineOfOffset(this.list, offset);
    return { line, character: offset - lineStart(this.list, line) };
  }

  /** The UTF-16 offsets of a line, without its line end; both at the end of the document for lines past it. */
  lineAt(line: number): { readonly utf16Start: number; readonly utf16End: number } {
    return { utf16Start: lineStart(this.list, line), utf16End: lineEnd(this.list, line) };
  }

  /** First byte of the character at a position, clamped as in applyEdits. */
  byteOfPosition(position: Position): number {
    return this.byteOfUtf16(this.utf16OfPosition(position));
  }

  /** The character that byte `byte` belongs to, 0 <= byte < byteLength. */
  characterAt(byte: number): Character {
    if (byte < 0 || byte >= this.byteLength) this.outside(byte);
    if (byte >= this.markLength) return characterInList(this.list, byte);
    const byteStart = byte - (byte % mark.length);
    const byteEnd = byteStart + mark.length;
    return { byteStart, byteEnd, utf16Start: 0, utf16End: 0, codePoint: byteOrderMark };
  }

  /** All characters with at least one byte in from .. to), whole, as parallel arrays. */
  characters(from: number, to: number): Characters {
    if (from < 0 || from > to) this.outside(from);
    if (to > this.byteLength) this.outside(to);
    if (from < to) return listCharacters(this.list, from, to);
    const none = new Uint32Array([from]);
    const utf16Start = new Uint32Array([this.utf16OfByte(from)]);
    return { count: 0, byteStart: none, utf16Start, codePoint: new Uint32Array(0) };
  }

  /** SHA-256 of the bytes in lower-case hex; cached until the bytes change, resumed near the change. */
  sha256(hashing: { startSha256(): RunningSha256 }): string {
    return this.hash.digest(this, hashing);
  }

  /** Does the work of sha256() with pauses, after which it is known until the bytes change. */
  hashing(hashing: { startSha256(): RunningSha256 }): Generator<void, void> {
    return this.hash.steps(this, hashing);
  }

  private changedFrom(first: number): number {
    if (first < Number.POSITIVE_INFINITY) {
      this.changes++;
      this.hash.invalidateFrom(first);
    }
    return Math.min(first, this.byteLength);
  }

  private outside(offset: number, length = this.byteLength, unit = "bytes"): never {
    throw new OffsetOutsideDocument(offset, length, unit);
  }
}

/** How many marks these bytes start with, at most MOST_MARKS. */
export function marksAt(bytes: Uint8Array): number {
  let count = 0;
  while (count < MOST_MARKS && mark.every((byte, i) => bytes[count * mark.length + i] === byte))
    count++;
  return count;
}
