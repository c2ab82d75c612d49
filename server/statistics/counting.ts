// A net beside counting over a whole text (docs/counting.md): what both pay, and how often one knows clearly better. Not here: the
// counts (server/counting), the net's predictions.
import { ORDERS } from "../counting/adaptiveCounts";
import { CountedText } from "../counting/countedText";
import { CLEAR_BITS } from "../protocol/vocabulary/counting";
import type { CountingComparison } from "../protocol/wire/reportJson";

export interface Counted {
  readonly order: number;
  /** [bytes] */
  readonly bits: Float32Array;
  readonly forgotten: boolean;
}

/** What counting pays for each byte of a text. */
export function* countedBits(text: Uint8Array): Generator<void, Counted> {
  const counted = new CountedText(ORDERS.fallback);
  yield* counted.countTo(text.length, (from, to, target, at) =>
    target.set(text.subarray(from, to), at),
  );
  return { order: counted.order, bits: counted.bits, forgotten: counted.dropped };
}

/** @param netBits [bytes - 1] what the bytes after the first cost the net; NaN for those that it does not predict */
export function compareWithCounting(
  netBits: Float32Array,
  { order, bits, forgotten }: Counted,
): CountingComparison {
  let sum = 0;
  let netBetter = 0;
  let countingBetter = 0;
  let positions = 0;
  for (const [t, net] of netBits.entries()) {
    if (Number.isNaN(net)) continue;
    const counting = bits[t + 1];
    positions++;
    sum += counting;
    if (counting - net > CLEAR_BITS) netBetter++;
    else if (net - counting > CLEAR_BITS) countingBetter++;
  }
  return {
    order,
    bitsPerByte: sum / positions,
    netBetter,
    countingBetter,
    positions,
    forgotten,
  };
}
