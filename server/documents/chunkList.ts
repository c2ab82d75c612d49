// The chunks of a document in order, with running sums of bytes, UTF-16 units and line ends. Not here: what is inside
// a chunk. Sums are updated lazily and only as far as a query needs, so that an edit costs its own chunks and many
// edits in a row cost little more than one.
import type { Chunk } from "./chunk";

/** The running sum that a search uses. */
export type Measure = "byteStart" | "utf16Start" | "lineEndStart";

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
