// The chunks of a document in order: running sums of bytes, UTF-16 units and line ends, the offsets of lines, and the
// replacement of a piece of text. Not here: what is inside a chunk (chunk.ts), the mark before the text.
import {
  afterLineEnd,
  type Chunk,
  chunkText,
  encodeChunks,
  joined,
  lineEndByte,
  unitOfByte,
} from "./chunk";

/** The running sum that a search uses. */
export type Measure = "byteStart" | "utf16Start" | "lineEndStart";

/**
 * Sums are updated lazily and only as far as a query needs, so that an edit costs its own chunks and many edits in a
 * row cost little more than one.
 */
export class ChunkList {
  private chunks: Chunk[] = [];
  /** [length + 1] bytes before each chunk, including the byte order mark; the last is the total. */
  private byteStart = new Uint32Array(2);
  /** [length + 1] UTF-16 units before each chunk. */
  private utf16Start = new Uint32Array(2);
  /** [length + 1] line ends before each chunk. */
  private lineEndStart = new Uint32Array(2);
  /** The sums are valid up to and including this index. */
  private summed = 0;

  constructor(chunks: Chunk[], firstByte: number) {
    this.byteStart[0] = firstByte;
    this.replace(0, 0, chunks);
  }

  get length(): number {
    return this.chunks.length;
  }

  at(index: number): Chunk {
    return this.chunks[index];
  }

  /** Where chunk `index` starts; `index` = length gives the total. */
  start(measure: Measure, index: number): number {
    this.sumThrough(index);
    return this[measure][index];
  }

  total(measure: Measure): number {
    return this.start(measure, this.chunks.length);
  }

  /** The chunk with start <= value < start of the next; `length` if value is at or past the total. */
  find(measure: Measure, value: number): number {
    while (this.summed < this.chunks.length && value >= this[measure][this.summed]) {
      this.sumThrough(Math.min(this.chunks.length, this.summed + 64));
    }
    const sums = this[measure];
    if (value >= sums[this.summed]) return this.chunks.length;
    let low = 0;
    let high = this.summed;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (sums[middle] <= value) low = middle;
      else high = middle;
    }
    return low;
  }

  /** Replaces chunks from .. to) with `chunks`. */
  replace(from: number, to: number, chunks: Chunk[]): void {
    if (to - from === chunks.length) {
      for (let i = 0; i < chunks.length; i++) this.chunks[from + i] = chunks[i];
    } else if (chunks.length < 1000) {
      this.chunks.splice(from, to - from, ...chunks);
    } else {
      this.chunks = this.chunks.slice(0, from).concat(chunks, this.chunks.slice(to));
    }
    this.summed = Math.min(this.summed, from);
    this.reserve(this.chunks.length + 1);
  }

  /** Moves all bytes so that the first chunk starts at `byte`. */
  startAt(byte: number): void {
    this.byteStart[0] = byte;
    this.summed = 0;
  }

  private sumThrough(index: number): void {
    const { chunks, byteStart, utf16Start, lineEndStart } = this;
    for (let i = this.summed; i < index; i++) {
      const chunk = chunks[i];
      byteStart[i + 1] = byteStart[i] + chunk.bytes.length;
      utf16Start[i + 1] = utf16Start[i] + chunk.utf16Length;
      lineEndStart[i + 1] = lineEndStart[i] + chunk.lineEnds;
    }
    if (index > this.summed) this.summed = index;
  }

  private reserve(size: number): void {
    if (size <= this.byteStart.length) return;
    const grow = (sums: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> => {
      const grown = new Uint32Array(size + (size >> 2));
      grown.set(sums.subarray(0, this.summed + 1));
      return grown;
    };
    this.byteStart = grow(this.byteStart);
    this.utf16Start = grow(this.utf16Start);
    this.lineEndStart = grow(this.lineEndStart);
  }
}

// Lines, as the protocol counts them. A line end is \r\n, \n or \r.

/** As in the language server protocol: zero-based line, character in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** UTF-16 offset of the first character of a line; the end of the document for lines past it. */
export function lineStart(list: ChunkList, line: number): number {
  if (line <= 0) return 0;
  const index = list.find("lineEndStart", line - 1);
  if (index === list.length) return list.total("utf16Start");
  const chunk = list.at(index);
  const end = lineEndByte(chunk, line - 1 - list.start("lineEndStart", index));
  return list.start("utf16Start", index) + unitOfByte(chunk, afterLineEnd(chunk, end));
}

/** UTF-16 offset of the line end that closes a line, or of the end of the document. */
export function lineEnd(list: ChunkList, line: number): number {
  const index = list.find("lineEndStart", line);
  if (index === list.length) return list.total("utf16Start");
  const chunk = list.at(index);
  const end = lineEndByte(chunk, line - list.start("lineEndStart", index));
  return list.start("utf16Start", index) + unitOfByte(chunk, end);
}

/** The line of a UTF-16 offset; the last line for offsets past the end. */
export function lineOfOffset(list: ChunkList, offset: number): number {
  const index = Math.min(list.find("utf16Start", offset), Math.max(0, list.length - 1));
  // Its line begins in this chunk or before it.
  let low = list.start("lineEndStart", index);
  let high = list.start("lineEndStart", Math.min(index + 1, list.length));
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (lineStart(list, middle) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** UTF-16 offset of a position, clamped to its line and to the document. */
export function offsetOfPosition(list: ChunkList, { line, character }: Position): number {
  if (line < 0) return 0;
  const start = lineStart(list, line);
  return character <= 0 ? start : Math.min(start + character, lineEnd(list, line));
}

/**
 * Replaces UTF-16 units start .. end) by `text`. Returns a byte before which nothing changed, usually the first that
 * did, or Infinity if all bytes are the same afterwards.
 */
export function replaceText(
  list: ChunkList,
  start: number,
  end: number,
  text: string,
  unitsPerChunk: number,
): number {
  if (start === end && text.length === 0) return Number.POSITIVE_INFINITY;
  let from = 0;
  let to = 0;
  let piece = text;
  if (list.length > 0) {
    // The end of the document belongs to its last chunk; an empty range to the chunk that contains it.
    from = Math.min(list.find("utf16Start", start), list.length - 1);
    to = Math.min(list.find("utf16Start", Math.max(start, end - 1)), list.length - 1);
    const head = chunkText(list.at(from)).slice(0, start - list.start("utf16Start", from));
    const tail = chunkText(list.at(to)).slice(end - list.start("utf16Start", to));
    piece = head + text + tail;
    to++;
  }
  const least = Math.max(1, unitsPerChunk >> 2);
  if (from > 0) {
    const before = chunkText(list.at(from - 1));
    if (piece.length < least || joined(lastUnit(before), piece.charCodeAt(0))) {
      piece = before + piece;
      from--;
    }
  }
  if (to < list.length) {
    const after = chunkText(list.at(to));
    if (piece.length < least || joined(lastUnit(piece), after.charCodeAt(0))) {
      piece += after;
      to++;
    }
  }
  const chunks = encodeChunks(piece, unitsPerChunk);
  const first = firstDifference(list, from, to, chunks);
  list.replace(from, to, chunks);
  return first;
}

const lastUnit = (text: string): number => text.charCodeAt(text.length - 1);

/** First byte of the document at which chunks from .. to) and their replacement differ, or one of them ends. */
function firstDifference(list: ChunkList, from: number, to: number, chunks: Chunk[]): number {
  let byte = list.start("byteStart", from);
  let [old, oldAt, now, nowAt] = [from, 0, 0, 0];
  while (old < to && now < chunks.length) {
    const a = list.at(old).bytes;
    const b = chunks[now].bytes;
    const count = Math.min(a.length - oldAt, b.length - nowAt);
    for (let i = 0; i < count; i++) if (a[oldAt + i] !== b[nowAt + i]) return byte + i;
    byte += count;
    oldAt += count;
    nowAt += count;
    if (oldAt === a.length) [old, oldAt] = [old + 1, 0];
    if (nowAt === b.length) [now, nowAt] = [now + 1, 0];
  }
  return old === to && now === chunks.length ? Number.POSITIVE_INFINITY : byte;
}
