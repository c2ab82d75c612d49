// What some lags hold of the attributions of one prediction (docs/patterns.md, section 5): by size, by square, by sign,
// and offset by offset. Not here: the means over positions (explained.ts).
import { square } from "../kernels/elementary";

/** No |attribution| reaches this many nats: nothing to share out. */
const UNUSABLE = 1e-5;

/** Of one set of lags. */
export interface Shares {
  readonly greedy: number;
  /** Of as many lags with the largest |attribution|: no set of lags holds more. */
  readonly top: number;
  /** Of the nearest lags, as many. */
  readonly recent: number;
}

export interface PositionShares {
  readonly abs: Shares;
  readonly square: Shares;
  /** The sums of the signed attributions of the greedy lags, and of the window. */
  readonly signed: { readonly greedy: number; readonly window: number };
  /** |a_k| / sum |a|, k = 0 .. */
  readonly byLag: readonly number[];
}

/**
 * @param a attributions of the window, k = 0 .. W - 1
 * @param lags the greedy ones
 * @returns null where no |a_k| is usable
 */
export function sharesOf(a: Float64Array, lags: readonly number[]): PositionShares | null {
  const sizes = a.map(Math.abs);
  if (!sizes.some((size) => size >= UNUSABLE)) return null;
  const top = topLags(sizes, lags.length);
  const recent = recentLags(lags.length);
  const shares = (of: Float64Array): Shares => {
    const all = sum(of, of.keys());
    return {
      greedy: sum(of, lags) / all,
      top: sum(of, top) / all,
      recent: sum(of, recent) / all,
    };
  };
  const all = sum(sizes, sizes.keys());
  return {
    abs: shares(sizes),
    // Scaled, so that squares of small attributions do not vanish.
    square: shares(sizes.map((size) => square(size / all))),
    signed: { greedy: sum(a, lags), window: sum(a, a.keys()) },
    byLag: [...sizes].map((size) => size / all),
  };
}

/** The `count` largest; of equal ones the smaller lag. */
export function topLags(sizes: Float64Array, count: number): number[] {
  return [...sizes.keys()].sort((i, j) => sizes[j] - sizes[i] || i - j).slice(0, count);
}

export function recentLags(count: number): number[] {
  return Array.from({ length: count }, (_, k) => k);
}

function sum(values: Float64Array, at: Iterable<number>): number {
  let total = 0;
  for (const i of at) total += values[i];
  return total;
}
