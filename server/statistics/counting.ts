// A net beside counting over a whole text (docs/counting.md): what both pay, and how often one knows clearly better, added up
// segment by segment in order. Not here: the counts (server/counting), the net's predictions.
import { SEGMENT } from "../attribution/blocks";
import { ORDERS } from "../counting/adaptiveCounts";
import { CountedStream } from "../counting/countedStream";
import { CLEAR_BITS } from "../protocol/vocabulary/counting";
import type { CountingComparison } from "../protocol/wire/reportJson";

/** What is known after some segments. */
export interface CountingSums {
  readonly order: number;
  /** Of all predicted bytes from the start of the text on. */
  readonly bits: number;
  readonly positions: number;
  readonly forgotten: boolean;
  /** Of the segments that were added. */
  readonly netBetter: number;
  readonly countingBetter: number;
}

/** Counts a text from its first byte on. */
export class CountingBeside {
  private readonly counted: CountedStream;
  private readonly costs = new Float32Array(SEGMENT);
  private bits = 0;
  private positions = 0;
  private netBetter = 0;
  private countingBetter = 0;

  constructor(private readonly text: Uint8Array) {
    this.counted = new CountedStream(ORDERS.fallback, text.length);
  }

  /**
   * Counts on to the byte at position `to`, which the net reads and does not predict here. The bytes before it that it predicts
   * count for what counting pays.
   */
  *pass(to: number, isPredicted: (byte: number) => boolean): Generator<void, void> {
    const { counted, text, costs } = this;
    while (counted.through <= to) {
      const from = counted.through;
      const bytes = text.subarray(from, Math.min(to + 1, from + SEGMENT));
      yield* counted.next(bytes, costs);
      for (let i = from === 0 ? 1 : 0; i < bytes.length; i++)
        if (isPredicted(bytes[i])) this.add(costs[i]);
    }
  }

  /**
   * Adds positions from .. from + netBits.length), at most a segment; those before it are added or passed.
   * @param netBits what the byte after each costs the net; NaN where it is not predicted
   * @returns what counting pays for the same bytes; valid until the next call
   */
  *compare(from: number, netBits: Float32Array): Generator<void, Float32Array> {
    const costs = this.costs.subarray(0, netBits.length);
    if (from === 0) yield* this.counted.next(this.text.subarray(0, 1), costs);
    yield* this.counted.next(this.text.subarray(from + 1, from + 1 + netBits.length), costs);
    for (const [i, net] of netBits.entries()) {
      if (Number.isNaN(net)) continue;
      const counting = costs[i];
      this.add(counting);
      if (counting - net > CLEAR_BITS) this.netBetter++;
      else if (net - counting > CLEAR_BITS) this.countingBetter++;
    }
    return costs;
  }

  get sums(): CountingSums {
    const { counted, bits, positions, netBetter, countingBetter } = this;
    const { order, dropped } = counted;
    return { order, bits, positions, forgotten: dropped, netBetter, countingBetter };
  }

  private add(cost: number): void {
    this.positions++;
    this.bits += cost;
  }
}

export function countingComparison(sums: CountingSums): CountingComparison {
  const { order, bits, positions, netBetter, countingBetter, forgotten } = sums;
  return {
    order,
    bitsPerByte: bits / positions,
    netBetter,
    countingBetter,
    positions,
    forgotten,
  };
}
