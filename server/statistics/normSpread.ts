// What 10 %, half and 90 % of the norms of a text stay below. Of a text of up to 8,388,608 predictions all norms are kept and the
// answer is exact. Of a longer one they are counted in bins that are 2^-16 wide for their size, so that memory does not grow with the
// text, and the answer is off by at most SPREAD_ERROR of itself.
import type { Numbers } from "../kernels/interface";
import type { Spread } from "../protocol/wire/reportJson";
import { quantilesInPlace } from "./summary";

/** Largest relative error of a counted spread: half a bin is 2^-17, and rounding to float32 comes to it. */
export const SPREAD_ERROR = 1e-5;

/** A bin is a float32 without its last bits: 8 of the exponent and 16 of the mantissa are left. */
const DROPPED = 7;
export const NORM_BINS = 2 ** (31 - DROPPED);

const SHARES = [0.1, 0.5, 0.9] as const;

const float = new Float32Array(1);
const bitsOfFloat = new Uint32Array(float.buffer);

/** Adds norms to the counts [NORM_BINS]; NaN is none. */
export function countNorms(counts: Uint32Array, norms: Numbers): void {
  for (const norm of norms) {
    if (Number.isNaN(norm)) continue;
    float[0] = norm;
    counts[bitsOfFloat[0] >>> DROPPED]++;
  }
}

/** Null of none. Interpolates between two ranks as the exact one does. */
export function spreadOfCounts(counts: Uint32Array): Spread | null {
  let all = 0;
  for (const count of counts) all += count;
  if (all === 0) return null;
  let below = 0;
  let bin = 0;
  /** 0 is the smallest. Ranks that ascend take one pass. */
  const atRank = (rank: number) => {
    if (rank < below) below = bin = 0;
    while (below + counts[bin] <= rank) below += counts[bin++];
    return middleOf(bin);
  };
  const [low, median, high] = SHARES.map((share) => {
    const at = share * (all - 1);
    const rank = Math.floor(at);
    const lower = atRank(rank);
    return rank === at ? lower : lower + (at - rank) * (atRank(rank + 1) - lower);
  });
  return { low, median, high };
}

function middleOf(bin: number): number {
  // The first bin holds zero, and nothing else that float32 has with its full precision.
  if (bin === 0) return 0;
  bitsOfFloat[0] = (bin << DROPPED) | (1 << (DROPPED - 1));
  return float[0];
}

/** Exact. Reorders the numbers; null of none. */
export function spread(numbers: Numbers): Spread | null {
  if (numbers.length === 0) return null;
  const [low, median, high] = quantilesInPlace(numbers, SHARES);
  return { low, median, high };
}

/** A copy without what is not predicted, in `room`, which is large enough. */
export function finite(
  numbers: Numbers,
  room: ArrayBuffer = new ArrayBuffer(numbers.byteLength),
): Numbers {
  const copy =
    numbers instanceof Float64Array
      ? new Float64Array(room, 0, numbers.length)
      : new Float32Array(room, 0, numbers.length);
  let count = 0;
  for (const number of numbers) if (!Number.isNaN(number)) copy[count++] = number;
  return copy.subarray(0, count);
}
