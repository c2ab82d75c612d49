// Where the bytes before a place stood earlier in the same text: the longest of them that occurs before, and what followed
// there (docs/counting.md, section 2). Not here: the document, its lines.

/** The bytes before p that occur earlier, the most recent place where they do. */
export interface EarlierMatch {
  /** How many bytes before p. */
  readonly length: number;
  /** Position of the byte that followed them there, before p. They stand at [at - length, at) and may overlap those before p. */
  readonly at: number;
  /** That byte, 0 .. 255. */
  readonly next: number;
}

/** Bytes read at a time, and between two pauses. */
const BLOCK = 8192;

/**
 * The longest suffix of the bytes [0, p) that also ends earlier; undefined if not even the last byte does. Linear time,
 * with pauses; memory for as many numbers as the match has bytes.
 * @param copy bytes from .. to) of the text
 */
export function* earlierMatch(
  copy: (from: number, to: number) => Uint8Array,
  p: number,
): Generator<void, EarlierMatch | undefined> {
  // Read backwards, the suffix is a prefix; the algorithm of Knuth, Morris and Pratt finds how many bytes of it end at every
  // byte, the first with the most being the most recent place.
  const prefix = new BackwardPrefix(copy, p);
  let length = 0;
  let at = -1;
  let matched = 0;
  for (let end = p - 1; end > 0; end -= BLOCK) {
    const start = Math.max(0, end - BLOCK);
    const block = copy(start, end);
    for (let i = end - 1; i >= start; i--) {
      const byte = block[i - start];
      while (matched > 0 && prefix.byte(matched) !== byte) matched = prefix.border(matched);
      if (prefix.byte(matched) !== byte) continue;
      matched++;
      if (matched <= length) continue;
      length = matched;
      at = i + length;
      prefix.growTo(length);
    }
    yield;
  }
  return length === 0 ? undefined : { length, at, next: copy(at, at + 1)[0] };
}

/** The bytes before p, the last first, as many as are asked for, with the borders of their prefixes. */
class BackwardPrefix {
  private bytes: Uint8Array = new Uint8Array(0);
  /** [length - 1]: the longest proper prefix of that prefix that is also its end. */
  private borders = new Uint32Array(0);
  private known = 0;

  constructor(
    private readonly copy: (from: number, to: number) => Uint8Array,
    private readonly p: number,
  ) {
    this.reserve(64);
  }

  byte(index: number): number {
    return this.bytes[index];
  }

  border(length: number): number {
    return this.borders[length - 1];
  }

  /** Makes known the borders of prefixes of up to `length` bytes, and the byte after them. */
  growTo(length: number): void {
    if (length >= this.bytes.length) this.reserve(2 * length);
    const { bytes, borders } = this;
    for (; this.known < length; this.known++) {
      if (this.known === 0) continue;
      let border = borders[this.known - 1];
      while (border > 0 && bytes[border] !== bytes[this.known]) border = borders[border - 1];
      borders[this.known] = bytes[border] === bytes[this.known] ? border + 1 : 0;
    }
  }

  private reserve(size: number): void {
    const count = Math.min(size, this.p);
    this.bytes = this.copy(this.p - count, this.p).reverse();
    const { borders } = this;
    this.borders = new Uint32Array(count);
    this.borders.set(borders);
  }
}
