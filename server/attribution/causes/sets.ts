// Which bytes a prediction rests on, found by running the net (docs/causes.md): the smallest sufficient set by backward
// selection, the smallest necessary set by greedy replacement, and the occlusion of every lag, which the first round of
// the selection gives. The smallest found, not proved to be the smallest there is.
import { MOST_NECESSARY } from "../../protocol/vocabulary/causes";
import { paced } from "../backward";
import type { WindowRuns } from "./window";

/** A set may lose this many bits: p(y) keeps at least half of its value. */
export const MOST_LOST = 1;
/** Losses this close, in bits, are equal; the larger lag is taken. */
const EQUAL_BITS = 1e-12;

export interface Sufficient {
  /** Ascending; empty if no byte of the window is needed. */
  readonly lags: readonly number[];
  /** The loss with these alone, all others of the window replaced. */
  readonly bits: number;
  readonly runs: number;
}

export interface Necessary {
  /** In the order in which they were replaced, the one that costs most first. */
  readonly lags: readonly number[];
  /** The loss without these. */
  readonly bits: number;
  /** False if these, at most eight, cost no more than one bit together. */
  readonly found: boolean;
}

export interface Causes {
  /** l(all): the surprise of the target, in bits. */
  readonly bits: number;
  /** L(x) - L(x with v0 at lag k), in nats, k = 0 .. L. */
  readonly occlusion: Float64Array;
  readonly sufficient: Sufficient;
  readonly necessary: Necessary;
}

/** Yields the fraction that is done. */
export function* causesOf(runs: WindowRuns): Generator<number, Causes> {
  const size = runs.L + 1;
  const all = (size * (size + 1)) / 2;
  const kept = new Array<boolean>(size).fill(true);
  const bits = yield* paced(runs.bits(kept), 0);
  const before = runs.runs;
  let alone = new Float64Array(0);
  let lags: readonly number[] = lagsOf(kept);
  let least = bits;
  for (let left = size; left > 0; left--) {
    yield (runs.runs - before) / all;
    // The first round is told by lag, so all of it is exact.
    const round = left === size ? runs.each(kept) : runs.without(kept);
    const losses = yield* paced(round, (runs.runs - before) / all);
    if (left === size) alone = losses.slice();
    const lag = best(losses, 1);
    kept[lag] = false;
    if (losses[lag] > bits + MOST_LOST) continue;
    lags = lagsOf(kept);
    least = losses[lag];
  }
  const sufficient = { lags, bits: least, runs: runs.runs - before };
  const occlusion = alone.map((lost) => Math.LN2 * (lost - bits));
  return { bits, occlusion, sufficient, necessary: yield* necessaryOf(runs, bits, alone) };
}

/** @param alone the losses without each lag, all others kept */
function* necessaryOf(
  runs: WindowRuns,
  bits: number,
  alone: Float64Array,
): Generator<number, Necessary> {
  const kept = new Array<boolean>(runs.L + 1).fill(true);
  const lags: number[] = [];
  let lost = bits;
  while (lags.length < Math.min(MOST_NECESSARY, kept.length)) {
    const losses = lags.length === 0 ? alone : yield* paced(runs.without(kept, -1), 1);
    const lag = best(losses, -1);
    kept[lag] = false;
    lags.push(lag);
    lost = losses[lag];
    if (lost > bits + MOST_LOST) return { lags, bits: lost, found: true };
  }
  return { lags, bits: lost, found: false };
}

/** The lag with the least loss, or with the largest for -1; the larger lag if two are equal. */
function best(losses: Float64Array, sign: 1 | -1): number {
  let found = -1;
  for (let lag = 0; lag < losses.length; lag++) {
    if (Number.isNaN(losses[lag])) continue;
    if (found < 0 || sign * losses[lag] <= sign * losses[found] + EQUAL_BITS) found = lag;
  }
  return found;
}

const lagsOf = (kept: readonly boolean[]) => [...kept.keys()].filter((k) => kept[k]);
