// The lag table of a report from its sums and from what its segments kept: means over the population, and what 10 %, half and
// 90 % of its positions stay below. All lags average the same positions.
import type { Numbers } from "../kernels/interface";
import type { LagStatistics } from "../protocol/wire/reportJson";
import { finite, spread } from "./normSpread";
import type { ReportPlan } from "./reportPlan";
import type { ReportTables, SegmentSums } from "./reportTables";

type Kept = Pick<ReportTables, "norms" | "attributions" | "gated">;

/** Memory for the numbers of one quantile at a time, whichever it is. */
export type LagRoom = ArrayBuffer;

export function lagRoom({ samples }: ReportPlan): LagRoom {
  return new ArrayBuffer(8 * samples);
}

/** Row k; for a population of nothing there is none. Takes as long as sorting its numbers. */
export function lagRow(
  plan: ReportPlan,
  sums: SegmentSums,
  { norms, attributions, gated }: Kept,
  k: number,
  room: LagRoom,
): LagStatistics {
  const count = sums.scalars[7];
  const [norm, attribution, absolute, gatedSum, absoluteGated] = sums.lags.subarray(5 * k);
  const firstMean = sums.lags[0] / count;
  const own = keptOf(plan, norms, k);
  const ofNorm = spread(finite(own, room));
  const ofRatio = spread(finiteRatios(own, keptOf(plan, norms, 0), room));
  const ofAttribution = spread(finite(keptOf(plan, attributions, k), room));
  const ofGated = spread(finite(keptOf(plan, gated, k), room));
  const ofGradient = (sum: number) => (plan.hasGradient ? sum / count : null);
  return {
    k,
    meanNorm: norm / count,
    medianNorm: ofNorm?.median ?? null,
    lowNorm: ofNorm?.low ?? null,
    highNorm: ofNorm?.high ?? null,
    ratio: firstMean > 0 ? norm / count / firstMean : null,
    medianRatio: ofRatio?.median ?? null,
    lowRatio: ofRatio?.low ?? null,
    highRatio: ofRatio?.high ?? null,
    meanAttribution: ofGradient(attribution),
    meanAbsAttribution: ofGradient(absolute),
    medianAbsAttribution: ofAttribution?.median ?? null,
    lowAbsAttribution: ofAttribution?.low ?? null,
    highAbsAttribution: ofAttribution?.high ?? null,
    meanGated: gatedSum / count,
    meanAbsGated: absoluteGated / count,
    medianAbsGated: ofGated?.median ?? null,
    lowAbsGated: ofGated?.low ?? null,
    highAbsGated: ofGated?.high ?? null,
  };
}

/** How many positions of the population the spreads are over. */
export function medianCount(plan: ReportPlan, { norms }: Pick<Kept, "norms">): number {
  let count = 0;
  for (const norm of keptOf(plan, norms, 0)) if (!Number.isNaN(norm)) count++;
  return count;
}

/** Of the positions that have a past of `depth` bytes. */
function keptOf({ depth, medianStep, samples }: ReportPlan, all: Numbers, k: number): Numbers {
  if (all.length === 0) return all;
  return all.subarray(k * samples + Math.ceil(depth / medianStep), (k + 1) * samples);
}

/** own / first where that is finite. */
function finiteRatios(own: Numbers, first: Numbers, room: LagRoom): Float64Array {
  const out = new Float64Array(room, 0, own.length);
  let count = 0;
  for (let i = 0; i < own.length; i++) {
    const ratio = own[i] / first[i];
    if (Number.isFinite(ratio)) out[count++] = ratio;
  }
  return out.subarray(0, count);
}
