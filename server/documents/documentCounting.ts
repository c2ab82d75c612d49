// Counting beside the net in one open document: what each byte costs when the bytes before it are counted, and the mean over
// the bytes that the net predicts. Keeps everything before an edit. Not here: the formulas (server/counting), when the work is
// done (jobs/readingJob.ts).
import { ORDERS } from "../counting/adaptiveCounts";
import { CountedText } from "../counting/countedText";
import { type Alphabetic, isPredicted } from "../kernels/shape";
import { l10n } from "../protocol/words/l10n";
import type { ByteSource } from "./byteSource";

/** Bytes between two sums that are kept, so that the mean does not depend on edits. */
const MARK = 4096;

interface Sums {
  readonly bits: number;
  readonly count: number;
}

export class DocumentCounting {
  private counted = new CountedText(ORDERS.fallback);
  /** Over the bytes [0, MARK), [0, 2 MARK), .. */
  private marks: Sums[] = [];
  private total: Sums | undefined;
  private hasNoMemory = false;

  constructor(
    private readonly source: ByteSource,
    /** Bytes that it does not predict are not in the mean. */
    private readonly net: Alphabetic,
  ) {}

  get order(): number {
    return this.counted.order;
  }

  get finished(): boolean {
    return this.total !== undefined;
  }

  /** Why the text as it is will not be counted, for people; undefined if it is or will be. */
  get failure(): string | undefined {
    return this.hasNoMemory
      ? l10n`There is not enough memory to count the bytes of this text.`
      : undefined;
  }

  /** 0 .. 100 */
  get percent(): number {
    const { byteLength } = this.source;
    if (this.finished || byteLength === 0) return 100;
    return Math.min(99, Math.floor((100 * this.counted.counted) / byteLength));
  }

  /** Contexts were forgotten for want of memory. */
  get forgotten(): boolean {
    return this.counted.dropped;
  }

  /** Over the bytes after the first that the net predicts; null until all are counted, and where there are none. */
  get bitsPerByte(): number | null {
    return this.total && this.total.count > 0 ? this.total.bits / this.total.count : null;
  }

  /** [to - from] -log2 P of these bytes; undefined while they are not all counted. */
  bits(from: number, to: number): Float32Array | undefined {
    return to <= this.counted.through ? this.counted.bits.slice(from, to) : undefined;
  }

  /** Bytes from `byte` on changed. */
  invalidateFrom(byte: number): void {
    this.counted.invalidateFrom(byte);
    this.marks.length = Math.min(this.marks.length, Math.floor(byte / MARK));
    this.total = undefined;
    this.hasNoMemory = false;
  }

  /**
   * Counts to the end of the text, with pauses; must be ended in one where the text has changed. Where memory is not to be
   * had, nothing is kept of what was counted.
   */
  *work(): Generator<void, void> {
    try {
      yield* this.toTheEnd();
    } catch (error) {
      // An array that cannot be made.
      if (!(error instanceof RangeError)) throw error;
      console.error("counting:", error);
      this.counted = new CountedText(ORDERS.fallback);
      this.marks = [];
      this.hasNoMemory = true;
    }
  }

  private *toTheEnd(): Generator<void, void> {
    const { source, counted, marks } = this;
    const { byteLength } = source;
    yield* counted.countTo(byteLength, (from, to, target, at) =>
      source.copyBytes(from, to, target.subarray(at, at + to - from)),
    );
    let sums = marks.at(-1) ?? { bits: 0, count: 0 };
    const block = new Uint8Array(MARK);
    for (let from = MARK * marks.length; from < byteLength; from += MARK) {
      const to = Math.min(byteLength, from + MARK);
      source.copyBytes(from, to, block.subarray(0, to - from));
      sums = this.added(sums, block, from, to);
      if (to - from === MARK) marks.push(sums);
      yield;
    }
    this.total = sums;
  }

  /** @param block the bytes from .. to) */
  private added({ bits, count }: Sums, block: Uint8Array, from: number, to: number): Sums {
    const { net, counted } = this;
    const costs = counted.bits;
    let [sum, predictions] = [bits, count];
    for (let p = Math.max(1, from); p < to; p++) {
      if (!isPredicted(net, block[p - from])) continue;
      sum += costs[p];
      predictions++;
    }
    return { bits: sum, count: predictions };
  }
}
