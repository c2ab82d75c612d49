// The paper's tables for a whole text (docs/method.md, section 4): bits per byte, accuracy, gradient norms and shares
// over all predictions, the lag table over the population t in [depth, N - 2], the spectrum of W_h, the Lyapunov exponent.
import { paced } from "../attribution/backward";
import type { Kernels, Weights } from "../kernels/interface";
import { shapeOf } from "../kernels/shape";
import type { LagStatistics, NetReport, Report } from "../protocol/wire/reportJson";
import { type Counted, compareWithCounting, countedBits } from "./counting";
import { distributions } from "./distributions";
import { extremes } from "./extremes";
import { finite, lagRow, medianCount, spread } from "./lags";
import { lyapunov } from "./lyapunov";
import {
  allocateTables,
  planReport,
  type ReportPlan,
  type ReportTables,
  type SegmentSums,
  totalSums,
} from "./reportPlan";
import { ReportSegments } from "./reportSegment";
import { NO_SPECTRUM, type SpectrumNumbers, spectrum } from "./spectrum";

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
  const exponent = yield* paced(lyapunov(weights, text, plan, tables.states), 1);
  const counted = yield* paced(countedBits(text), 1);
  const sums = totalSums(plan, tables.sums);
  const lags: LagStatistics[] = [];
  for (const k of lagsOf(plan, sums)) {
    lags.push(lagRow(plan, sums, tables, k));
    yield 1;
  }
  const ofMatrix = yield* paced(spectrum(backend.backend, weights), 1);
  const net = netReport(plan, tables, sums, lags, ofMatrix);
  return { ...net, ...textReport(text, tables, counted), lyapunov: exponent };
}

/** The lags of the table; none if no position has a past of `depth` bytes. */
export function lagsOf({ depth }: ReportPlan, sums: SegmentSums): readonly number[] {
  return sums.scalars[7] === 0 ? [] : Array.from({ length: depth + 1 }, (_, k) => k);
}

/** What a report says of the text beside the net. */
export function textReport(
  text: Uint8Array,
  { bits, gradientNorms: norms }: ReportTables,
  counted: Counted,
): Pick<Report, "counting" | "positions"> {
  return {
    counting: compareWithCounting(bits, counted),
    positions: extremes({ text, bits, norms, countingBits: counted.bits }),
  };
}

/** What the finished tables of a short text say of the net. @throws RangeError if nothing was predicted */
export function reportOf(plan: ReportPlan, tables: ReportTables): NetReport {
  const sums = totalSums(plan, tables.sums);
  const lags = lagsOf(plan, sums).map((k) => lagRow(plan, sums, tables, k));
  return netReport(plan, tables, sums, lags, NO_SPECTRUM);
}

/** The report made from finished tables. @throws RangeError if nothing was predicted */
export function netReport(
  plan: ReportPlan,
  tables: ReportTables,
  sums: SegmentSums,
  lags: readonly LagStatistics[],
  ofMatrix: SpectrumNumbers,
): NetReport {
  const { H, depth, layers, medianStep } = plan;
  const [nats, right, norm, top1, top5, top10, predictions, count] = sums.scalars;
  if (predictions === 0) throw new RangeError("a report without a prediction");
  const ofNorm = spread(finite(tables.gradientNorms));
  return {
    bytes: plan.predictions + 1,
    predictions,
    outside: plan.predictions - predictions,
    bitsPerByte: nats / predictions / Math.LN2,
    accuracy: right / predictions,
    ...ofMatrix,
    gradient: {
      meanNorm: norm / predictions,
      medianNorm: ofNorm?.median ?? null,
      lowNorm: ofNorm?.low ?? null,
      highNorm: ofNorm?.high ?? null,
      topShare: { "1": top1 / predictions, "5": top5 / predictions, "10": top10 / predictions },
    },
    medianStep,
    medianCount: medianCount(plan, tables),
    population: { from: depth, to: plan.predictions - 1, count },
    lags,
    neurons: Array.from({ length: H }, (_, neuron) => ({
      neuron,
      layer: layers,
      meanAbsGradient: sums.abs[neuron] / predictions,
      meanEnergy: sums.energy[neuron] / predictions,
      timesFirst: sums.first[neuron],
    })),
    distributions: distributions(tables.bits, tables.gradientNorms),
  };
}
