// Quantiles, also of many numbers, and the profile of a text: norms by lag over some of its positions, and a
// scale for attributions. All lags of a profile use the same positions, those with a past of the whole depth.
import type { Numbers } from "../kernels/interface";

/** Quantile with linear interpolation between order statistics; `sorted` ascending. */
export function quantile(sorted: Numbers, q: number): number {
  if (sorted.length === 0) return 0;
  const at = q * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.ceil(at);
  if (high === low) return sorted[low];
  return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
}

/** quantile(sorted, q) of each q, ascending, in linear time; reorders `values`, of which there is at least one. */
export function quantilesInPlace(values: Numbers, qs: readonly number[]): number[] {
  return qs.map((q) => {
    const at = q * (values.length - 1);
    const low = Math.floor(at);
    const lower = select(values, low);
    if (low === at) return lower;
    let upper = Infinity;
    for (let i = low + 1; i < values.length; i++) if (values[i] < upper) upper = values[i];
    return lower + (at - low) * (upper - lower);
  });
}

/** The value of rank n (0 is the smallest), moved to index n with smaller values before it (Hoare's selection). */
function select(a: Numbers, n: number): number {
  let left = 0;
  let right = a.length - 1;
  while (left < right) {
    const pivot = middleOfThree(a[left], a[(left + right) >> 1], a[right]);
    let i = left;
    let j = right;
    while (i <= j) {
      while (a[i] < pivot) i++;
      while (a[j] > pivot) j--;
      if (i > j) break;
      const value = a[i];
      a[i++] = a[j];
      a[j--] = value;
    }
    if (n <= j) right = j;
    else if (n >= i) left = i;
    else break;
  }
  return a[n];
}

function middleOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

export interface LagProfile {
  readonly k: number;
  readonly mean: number;
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

/** Collects traces of depth `depth`, then summarises them. */
export class ProfileSums {
  private readonly norms: number[][];
  private readonly sizes: number[] = [];

  constructor(readonly depth: number) {
    this.norms = Array.from({ length: depth + 1 }, () => []);
  }

  add(norms: Float64Array, attribution: Float64Array): void {
    for (let k = 0; k <= this.depth; k++) {
      this.norms[k].push(norms[k]);
      this.sizes.push(Math.abs(attribution[k]));
    }
  }

  lags(): LagProfile[] {
    return this.norms.map((values, k) => {
      const sorted = Float64Array.from(values).sort();
      const sum = values.reduce((a, b) => a + b, 0);
      return {
        k,
        mean: values.length > 0 ? sum / values.length : 0,
        low: quantile(sorted, 0.1),
        median: quantile(sorted, 0.5),
        high: quantile(sorted, 0.9),
      };
    });
  }

  /** The |attribution| that 99 of 100 stay below. */
  scale(): number {
    return quantile(Float64Array.from(this.sizes).sort(), 0.99);
  }
}
