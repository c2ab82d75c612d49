// Small summaries of numbers: mean, median, quantiles. Sums run in index order, in float64.

export function mean(values: Float64Array): number {
  let sum = 0;
  for (const v of values) sum += v;
  return values.length > 0 ? sum / values.length : 0;
}

/** Quantile with linear interpolation between order statistics; `sorted` ascending. */
export function quantile(sorted: Float64Array, q: number): number {
  if (sorted.length === 0) return 0;
  const at = q * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.ceil(at);
  return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
}

export function median(values: Float64Array): number {
  return quantile(values.slice().sort(), 0.5);
}
