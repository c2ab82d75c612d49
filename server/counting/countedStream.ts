// What each byte of a text costs when the bytes before it are counted, for a text that is read once from its start and never
// changes: nothing of it is kept but the counts. Not here: a text that is edited (countedText.ts), the formulas (adaptiveCounts.ts).
import { AdaptiveCounts, MOST_STRINGS } from "./adaptiveCounts";

/** Bytes between two pauses: a fraction of a millisecond. */
const PIECE = 256;

export class CountedStream {
  private readonly counts: AdaptiveCounts;

  /** @param bytes of the text, which get all the room that they may need at once */
  constructor(order: number, bytes: number, mostStrings = MOST_STRINGS) {
    this.counts = new AdaptiveCounts(order, mostStrings, (order + 1) * (bytes + 1));
  }

  get order(): number {
    return this.counts.order;
  }

  /** Bytes counted. */
  get through(): number {
    return this.counts.through;
  }

  /** Some contexts were dropped for want of memory. */
  get dropped(): boolean {
    return this.counts.dropped;
  }

  /** Counts the next bytes of the text, with pauses, in which nothing else may be called. `out[i]`: -log2 P of bytes[i], float32. */
  *next(bytes: Uint8Array, out: Float32Array): Generator<void, void> {
    const { counts } = this;
    for (let i = 0; i < bytes.length; i++) {
      if (counts.needsRoom) yield* counts.makeRoom();
      out[i] = counts.next(bytes[i]);
      if (counts.through % PIECE === 0) yield;
    }
  }
}
