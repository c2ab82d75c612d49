// The greedy choice of skip offsets by mutual information (docs/patterns.md, section 2): each step adds the offset that
// leaves the least entropy H(Y|D) of the next byte. Only contexts with more than one next byte are looked at: the others
// add no entropy, now or ever. Not here: what the chosen offsets find (inventory.ts).
import { paced } from "../attribution/backward";
import { type Groups, oneGroup, PIECE, split } from "./contexts";
import { Sum, surprise } from "./entropy";

/** Entropies this close are a tie, and the lowest offset wins. */
const TIE = 1e-12;

/** Bytes that a text must have for offsets up to this one. */
export function leastBytes(maxOffset: number): number {
  return maxOffset + 1;
}

/**
 * The offsets, in the order of the choice; the first is 1. Goes on after H = 0. Yields the fraction done.
 * @param levels how many, at most maxOffset
 * @throws RangeError if the text has no position with all offsets
 */
export function* chooseOffsets(
  text: Uint8Array,
  maxOffset: number,
  levels: number,
): Generator<number, number[]> {
  if (text.length < leastBytes(maxOffset) || levels > maxOffset || levels < 1)
    throw new RangeError(`${levels} offsets up to ${maxOffset} of ${text.length} bytes`);
  const chosen = [1];
  const entropy = new Entropy(text);
  let groups = yield* paced(split(text, oneGroup(text), 1, true), 0);
  for (let level = 1; level < levels; level++) {
    const largest = Math.max(...chosen);
    let [best, least] = [0, Number.POSITIVE_INFINITY];
    for (let d = 1; d <= maxOffset; d++) {
      if (chosen.includes(d)) continue;
      const done = (level - 1 + (d - 1) / maxOffset) / (levels - 1);
      const bits = yield* paced(entropy.with(groups, d, Math.max(largest, d)), done);
      if (bits < least - TIE) [best, least] = [d, bits];
    }
    chosen.push(best);
    groups = yield* paced(split(text, groups, best, true), level / (levels - 1));
  }
  return chosen;
}

/** H(Y|D) with one more offset. */
class Entropy {
  /** [byte at the offset x 256 + next byte] */
  private readonly pairs = new Int32Array(65536);
  private readonly contexts = new Int32Array(256);
  private readonly seen = new Uint16Array(65536);

  constructor(private readonly text: Uint8Array) {}

  /**
   * In bits, over the positions from `first` on.
   * @param groups of the contexts before; those left out are certain of the next byte
   */
  *with({ positions, starts }: Groups, d: number, first: number): Generator<void, number> {
    const { text, pairs, contexts, seen } = this;
    const sum = new Sum();
    let passed = 0;
    for (let group = 0; group + 1 < starts.length; group++) {
      const to = starts[group + 1];
      let kinds = 0;
      for (let i = starts[group]; i < to; i++) {
        const p = positions[i];
        if (p < first) continue;
        const byte = text[p - d];
        const pair = (byte << 8) | text[p];
        contexts[byte]++;
        if (pairs[pair]++ === 0) seen[kinds++] = pair;
      }
      let bits = 0;
      for (let i = 0; i < kinds; i++) bits += surprise(pairs[seen[i]], contexts[seen[i] >> 8]);
      sum.add(bits);
      for (let i = 0; i < kinds; i++) pairs[seen[i]] = contexts[seen[i] >> 8] = 0;
      passed += to - starts[group];
      if (passed >= PIECE) {
        passed = 0;
        yield;
      }
    }
    return sum.value / (text.length - first);
  }
}
