// The paper's tables for a whole text (docs/method.md, section 4): bits per byte, accuracy, gradient norms and shares
// over all predictions, the lag table over the population t in [depth, N - 2], and the spectrum of W_h.
import { EigenvalueDecomposition, Matrix, SingularValueDecomposition } from "ml-matrix";
import type { Kernels, Numbers, Weights } from "../kernels/interface";
import { hasGradient, shapeOf } from "../kernels/shape";
import {
  allocateTables,
  planReport,
  type ReportPlan,
  type ReportTables,
  type SegmentSums,
  totalSums,
} from "./reportPlan";
import { ReportSegments } from "./reportSegment";
import { medianInPlace } from "./summary";

/** Of a neuron of the top layer. */
export interface NeuronStatistics {
  readonly neuron: number;
  /** Counted from 1 at the input. */
  readonly layer: number;
  readonly meanAbsGradient: number;
  /** Mean of g_i^2. */
  readonly meanEnergy: number;
  /** Number of positions at which it has the largest |g_i|. */
  readonly timesFirst: number;
}

export interface Report {
  readonly bytes: number;
  /** Bytes after the first that the net predicts, those of its alphabet. */
  readonly predictions: number;
  /** The others: they are read, nothing is about them. */
  readonly outside: number;
  readonly bitsPerByte: number;
  readonly accuracy: number;
  /** Of W_h; null for a net with gates or layers, which has more than one such matrix. */
  readonly spectralRadius: number | null;
  readonly largestSingularValue: number | null;
  readonly gradient: {
    readonly meanNorm: number;
    readonly medianNorm: number | null;
    readonly topShare: { readonly "1": number; readonly "5": number; readonly "10": number };
  };
  /** Medians are taken over every n-th position: 1 unless the text is very long. */
  readonly medianStep: number;
  /** Positions t from .. to whose byte t + 1 is predicted: `count`. */
  readonly population: { readonly from: number; readonly to: number; readonly count: number };
  readonly lags: readonly LagStatistics[];
  readonly neurons: readonly NeuronStatistics[];
}

/**
 * Yields the fraction done, many times per segment; returns the report.
 * @param text at least two bytes, of which the net predicts one after the first
 */
export function* report(
  backend: Kernels,
  weights: Weights,
  text: Uint8Array,
  depth: number,
): Generator<number, Report> {
  const plan = planReport(text.length, shapeOf(weights), depth, backend.backend);
  const tables = allocateTables(plan, (bytes) => new ArrayBuffer(bytes));
  const segments = new ReportSegments(backend, weights, text, plan, tables);
  for (let s = 0; s < plan.segments; s++) {
    for (const _ of segments.work(s)) yield s / plan.segments;
  }
  return reportOf(plan, tables, spectrum(weights));
}

/** The report made from finished tables. @throws RangeError if nothing was predicted */
export function reportOf(
  plan: ReportPlan,
  tables: ReportTables,
  ofMatrix: ReturnType<typeof spectrum>,
): Report {
  const { H, depth, layers, medianStep, samples } = plan;
  const sums = totalSums(plan, tables.sums);
  const [nats, right, norm, top1, top5, top10, predictions, count] = sums.scalars;
  if (predictions === 0) throw new RangeError("a report without a prediction");
  return {
    bytes: plan.predictions + 1,
    predictions,
    outside: plan.predictions - predictions,
    bitsPerByte: nats / predictions / Math.LN2,
    accuracy: right / predictions,
    ...ofMatrix,
    gradient: {
      meanNorm: norm / predictions,
      medianNorm: medianOf(finite(tables.norms.subarray(0, samples))),
      topShare: { "1": top1 / predictions, "5": top5 / predictions, "10": top10 / predictions },
    },
    medianStep,
    population: { from: depth, to: plan.predictions - 1, count },
    lags: lagRows(plan, sums, tables.norms),
    neurons: Array.from({ length: H }, (_, neuron) => ({
      neuron,
      layer: layers,
      meanAbsGradient: sums.abs[neuron] / predictions,
      meanEnergy: sums.energy[neuron] / predictions,
      timesFirst: sums.first[neuron],
    })),
  };
}

export interface LagStatistics {
  readonly k: number;
  readonly meanNorm: number;
  /** Null where no position is sampled for medians. */
  readonly medianNorm: number | null;
  /** Ratio of the means, to k = 0; null where that is zero. */
  readonly ratio: number | null;
  /** Median of the positions' own ratios, where they have one. */
  readonly medianRatio: number | null;
  /** By the paper's gradient; null for a net without it. */
  readonly meanAttribution: number | null;
  readonly meanAbsAttribution: number | null;
  readonly meanGated: number;
  readonly meanAbsGated: number;
}

/**
 * The lag table, from its sums and norms. All lags average the same positions.
 * @param norms [depth + 1][samples]; empty if no position has a past of `depth` bytes
 */
function lagRows(plan: ReportPlan, sums: SegmentSums, norms: Numbers): LagStatistics[] {
  const { depth, medianStep, samples } = plan;
  const { lags } = sums;
  const count = sums.scalars[7];
  if (count === 0) return [];
  const from = Math.ceil(depth / medianStep);
  const ofLag = (k: number) => norms.subarray(k * samples + from, (k + 1) * samples);
  const first = ofLag(0);
  const firstMean = lags[0] / count;
  const ratios = new Float64Array(first.length);
  return Array.from({ length: depth + 1 }, (_, k) => {
    const [norm, attribution, absolute, gated, absoluteGated] = lags.subarray(5 * k);
    const own = ofLag(k);
    const ofGradient = (sum: number) => (plan.hasGradient ? sum / count : null);
    return {
      k,
      meanNorm: norm / count,
      medianNorm: medianOf(finite(own)),
      ratio: firstMean > 0 ? norm / count / firstMean : null,
      medianRatio: medianOf(ratios.subarray(0, finiteRatios(own, first, ratios))),
      meanAttribution: ofGradient(attribution),
      meanAbsAttribution: ofGradient(absolute),
      meanGated: gated / count,
      meanAbsGated: absoluteGated / count,
    };
  });
}

function medianOf(values: Numbers): number | null {
  return values.length > 0 ? medianInPlace(values) : null;
}

/** A copy without what is not predicted. */
function finite(norms: Numbers): Numbers {
  return norms.filter((norm) => !Number.isNaN(norm));
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

/** Spectral radius and largest singular value of W_h, in float64 (ml-matrix); null for a net without one W_h. */
export function spectrum(weights: Weights): {
  spectralRadius: number | null;
  largestSingularValue: number | null;
} {
  if (!hasGradient(shapeOf(weights))) return { spectralRadius: null, largestSingularValue: null };
  const { H, Wh } = weights;
  const matrix = Matrix.from1DArray(H, H, Array.from(Wh));
  const { realEigenvalues, imaginaryEigenvalues } = new EigenvalueDecomposition(matrix);
  const radius = Math.max(
    ...realEigenvalues.map((re, i) => Math.hypot(re, imaginaryEigenvalues[i])),
  );
  const [largest] = new SingularValueDecomposition(matrix, {
    computeLeftSingularVectors: false,
    computeRightSingularVectors: false,
  }).diagonal;
  return { spectralRadius: radius, largestSingularValue: largest };
}
