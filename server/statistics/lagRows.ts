// The lag table of a report, from its sums and norms. All lags average the same positions.
import type { Numbers } from "../kernels/interface";
import type { ReportPlan } from "./reportPlan";
import type { SegmentSums } from "./segmentSums";
import { medianInPlace } from "./summary";

export interface LagStatistics {
  readonly k: number;
  readonly meanNorm: number;
  readonly medianNorm: number;
  /** Ratio of the means, to k = 0. */
  readonly ratio: number;
  /** Median of the positions' own ratios. */
  readonly medianRatio: number;
  readonly meanAttribution: number;
  readonly meanAbsAttribution: number;
  readonly meanGated: number;
  readonly meanAbsGated: number;
}

/** @param norms [depth + 1][samples]; empty if no position has a past of `depth` bytes. */
export function lagRows(plan: ReportPlan, { lags }: SegmentSums, norms: Numbers): LagStatistics[] {
  const { depth, predictions, medianStep, samples } = plan;
  const count = predictions - depth;
  if (count <= 0) return [];
  const from = Math.ceil(depth / medianStep);
  const ofLag = (k: number) => norms.subarray(k * samples + from, (k + 1) * samples);
  const first = ofLag(0);
  const firstMean = lags[0] / count;
  const ratios = new Float64Array(first.length);
  return Array.from({ length: depth + 1 }, (_, k) => {
    const [norm, attribution, absolute, gated, absoluteGated] = lags.subarray(5 * k);
    const own = ofLag(k);
    return {
      k,
      meanNorm: norm / count,
      medianNorm: medianInPlace(own.slice()),
      ratio: firstMean > 0 ? norm / count / firstMean : 0,
      medianRatio: medianInPlace(ratios.subarray(0, finiteRatios(own, first, ratios))),
      meanAttribution: attribution / count,
      meanAbsAttribution: absolute / count,
      meanGated: gated / count,
      meanAbsGated: absoluteGated / count,
    };
  });
}

/** Writes the finite ratios own / first to the front of `out`; returns how many there are. */
function finiteRatios(own: Numbers, first: Numbers, out: Float64Array): number {
  let count = 0;
  for (let i = 0; i < own.length; i++) {
    const ratio = own[i] / first[i];
    if (Number.isFinite(ratio)) out[count++] = ratio;
  }
  return count;
}
