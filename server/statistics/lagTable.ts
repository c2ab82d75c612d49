// The lag table of a report: per lag the norms of every position (for the medians) and the sums of
// the attributions. All lags average the same positions.
import type { LagStatistics } from "./report";
import { mean, median } from "./summary";

export class LagTable {
  /** [depth + 1][count]: ||g_{t->t-k}|| by lag and position. */
  private readonly norms: Float64Array[];
  private readonly sums: { signed: number; abs: number; gated: number; absGated: number }[];

  constructor(
    depth: number,
    private readonly count: number,
  ) {
    this.norms = Array.from({ length: depth + 1 }, () => new Float64Array(count));
    this.sums = this.norms.map(() => ({ signed: 0, abs: 0, gated: 0, absGated: 0 }));
  }

  /** Position `n` of the population at lag k. */
  add(n: number, k: number, norm: number, attribution: number, gated: number): void {
    this.norms[k][n] = norm;
    const sum = this.sums[k];
    sum.signed += attribution;
    sum.abs += Math.abs(attribution);
    sum.gated += gated;
    sum.absGated += Math.abs(gated);
  }

  rows(): LagStatistics[] {
    if (this.count === 0) return [];
    const first = this.norms[0];
    const firstMean = mean(first);
    return this.norms.map((norms, k) => ({
      k,
      meanNorm: mean(norms),
      medianNorm: median(norms),
      ratio: firstMean > 0 ? mean(norms) / firstMean : 0,
      medianRatio: median(
        Float64Array.from(norms, (n, i) => n / first[i]).filter((r) => Number.isFinite(r)),
      ),
      meanAttribution: this.sums[k].signed / this.count,
      meanAbsAttribution: this.sums[k].abs / this.count,
      meanGated: this.sums[k].gated / this.count,
      meanAbsGated: this.sums[k].absGated / this.count,
    }));
  }
}
