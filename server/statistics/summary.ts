// Quantiles, and the median of many numbers.
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

/** quantile(sorted, 0.5) in linear time; reorders `values`. */
export function medianInPlace(values: Numbers): number {
  if (values.length === 0) return 0;
  const at = (values.length - 1) / 2;
  const low = Math.floor(at);
  const lower = select(values, low);
  if (low === at) return lower;
  let upper = Infinity;
  for (let i = low + 1; i < values.length; i++) if (values[i] < upper) upper = values[i];
  return lower + (at - low) * (upper - lower);
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
