// The paper's tables for a whole text (docs/method.md, section 4): bits per byte, accuracy, gradient norms
// and shares over all predictions, and the lag table over the population t in [depth, N - 2].
import type { Kernels, Weights } from "../kernels/interface";
import { type LagStatistics, lagRows } from "./lagRows";
import { allocateTables, planReport, type ReportPlan, type ReportTables } from "./reportPlan";
import { ReportSegments } from "./reportSegment";
import { totalSums } from "./segmentSums";
import { spectrum } from "./spectrum";
import { medianInPlace } from "./summary";

export interface NeuronStatistics {
  readonly neuron: number;
  readonly meanAbsGradient: number;
  /** Mean of g_i^2. */
  readonly meanEnergy: number;
  /** Number of positions at which it has the largest |g_i|. */
  readonly timesFirst: number;
}

export interface Report {
  readonly bytes: number;
  readonly predictions: number;
  readonly bitsPerByte: number;
  readonly accuracy: number;
  readonly spectralRadius: number;
  readonly largestSingularValue: number;
  readonly gradient: {
    readonly meanNorm: number;
    readonly medianNorm: number;
    readonly topShare: { readonly "1": number; readonly "5": number; readonly "10": number };
  };
  /** Medians are taken over every n-th position: 1 unless the text is very long. */
  readonly medianStep: number;
  readonly population: { readonly from: number; readonly to: number; readonly count: number };
  readonly lags: readonly LagStatistics[];
  readonly neurons: readonly NeuronStatistics[];
}

/** Yields the fraction done, many times per segment; returns the report. Needs at least two bytes. */
export function* report(
  backend: Kernels,
  weights: Weights,
  text: Uint8Array,
  depth: number,
): Generator<number, Report> {
  const plan = planReport(text.length, weights.H, depth, backend.backend);
  const tables = allocateTables(plan, (bytes) => new ArrayBuffer(bytes));
  const segments = new ReportSegments(backend, weights, text, plan, tables);
  for (let s = 0; s < plan.segments; s++) {
    for (const _ of segments.work(s)) yield s / plan.segments;
  }
  return reportOf(plan, tables, spectrum(weights));
}

/** The report made from finished tables. */
export function reportOf(
  plan: ReportPlan,
  tables: ReportTables,
  ofMatrix: ReturnType<typeof spectrum>,
): Report {
  const { H, depth, predictions, medianStep, samples } = plan;
  const sums = totalSums(plan, tables.sums);
  const [nats, right, norm, top1, top5, top10] = sums.scalars;
  return {
    bytes: predictions + 1,
    predictions,
    bitsPerByte: nats / predictions / Math.LN2,
    accuracy: right / predictions,
    ...ofMatrix,
    gradient: {
      meanNorm: norm / predictions,
      medianNorm: medianInPlace(tables.norms.slice(0, samples)),
      topShare: { "1": top1 / predictions, "5": top5 / predictions, "10": top10 / predictions },
    },
    medianStep,
    population: { from: depth, to: predictions - 1, count: Math.max(0, predictions - depth) },
    lags: lagRows(plan, sums, tables.norms),
    neurons: Array.from({ length: H }, (_, neuron) => ({
      neuron,
      meanAbsGradient: sums.abs[neuron] / predictions,
      meanEnergy: sums.energy[neuron] / predictions,
      timesFirst: sums.first[neuron],
    })),
  };
}
