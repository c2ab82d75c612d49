// Norms by lag over some positions of a text: mean, median, 10 and 90 % quantiles, and a scale for attributions. All
// lags use the same positions, those with a past of the whole depth.
import { quantile } from "./summary";

export interface LagProfile {
  readonly k: number;
  readonly mean: number;
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

/** At most `most` of the positions from .. to, evenly spaced, including the first. */
export function evenly(from: number, to: number, most: number): number[] {
  const all = Math.max(0, to - from + 1);
  const count = Math.min(all, Math.max(1, most));
  return Array.from({ length: count }, (_, i) => from + Math.floor((i * all) / count));
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
