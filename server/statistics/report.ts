// The paper's tables for a whole text (docs/method.md, section 4): bits per byte, accuracy, gradient norms and shares
// over all predictions, the lag table over the population t in [depth, N - 2], the spectrum of W_h, the Lyapunov exponent.
import { paced } from "../attribution/backward";
import type { Kernels, Weights } from "../kernels/interface";
import { shapeOf } from "../kernels/shape";
import type {
  LagStatistics,
  LyapunovJson,
  NetReport,
  Report,
  Spread,
} from "../protocol/wire/reportJson";
import { countingComparison } from "./counting";
import { lagRoom, lagRow, medianCount } from "./lags";
import { lyapunov } from "./lyapunov";
import { finite, SPREAD_ERROR, spread, spreadOfCounts } from "./normSpread";
import { type Folded, type NetFold, ReportFold } from "./reportFold";
import { LIMITS, planReport, type ReportPlan } from "./reportPlan";
import { ReportSegments } from "./reportSegment";
import { allocateTables, type ReportTables, SegmentSums } from "./reportTables";
import { NO_SPECTRUM, type SpectrumNumbers, spectrum } from "./spectrum";

/** What comes after all segments. */
export interface Endings {
  readonly lags: readonly LagStatistics[];
  /** Of all norms. */
  readonly ofNorm: Spread | null;
  readonly ofMatrix: SpectrumNumbers;
  readonly lyapunov: LyapunovJson | null;
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
  limits = LIMITS,
): Generator<number, Report> {
  const plan = planReport(text.length, shapeOf(weights), depth, backend.backend, limits);
  const tables = allocateTables(plan, 1, (bytes) => new ArrayBuffer(bytes));
  const segments = new ReportSegments(backend, weights, text, plan, tables);
  const fold = new ReportFold(plan, tables, text);
  for (let s = 0; s < plan.segments; s++) {
    for (const _ of segments.work(s)) yield s / plan.segments;
    yield* paced(fold.add(s), s / plan.segments);
  }
  const { net } = fold;
  const before = (s: number) => net.stateBefore(s) as Float64Array;
  const exponent = yield* paced(lyapunov(weights, text, plan, before), 1);
  const lags: LagStatistics[] = [];
  const room = lagRoom(plan);
  for (const k of lagsOf(plan, net.sums)) {
    lags.push(lagRow(plan, net.sums, tables, k, room));
    yield 1;
  }
  const ofNorm = normSpread(plan, tables);
  const ofMatrix = yield* paced(spectrum(backend.backend, weights), 1);
  return wholeReport(fold, text, { lags, ofNorm, ofMatrix, lyapunov: exponent });
}

/** The report of what all segments left and what came after them. @throws RangeError if nothing was predicted */
export function wholeReport(
  folded: Folded,
  text: Uint8Array,
  { lags, ofNorm, ofMatrix, lyapunov }: Endings,
): Report {
  return {
    ...netReport(folded, lags, ofNorm, ofMatrix),
    counting: countingComparison(folded.counting),
    positions: folded.extremes.json(text),
    lyapunov,
  };
}

/** The lags of the table; none if no position has a past of `depth` bytes. */
export function lagsOf({ depth }: ReportPlan, sums: SegmentSums): readonly number[] {
  return sums.scalars[7] === 0 ? [] : Array.from({ length: depth + 1 }, (_, k) => k);
}

/** What 10 %, half and 90 % of all predictions' norms stay below. Takes as long as sorting them. */
export function normSpread(
  { keepsNorms }: ReportPlan,
  { gradientNorms, normCounts }: ReportTables,
): Spread | null {
  return keepsNorms ? spread(finite(gradientNorms)) : spreadOfCounts(normCounts);
}

/** What the segments of a short text say of the net. @throws RangeError if nothing was predicted */
export function reportOf(net: NetFold): NetReport {
  const { plan, tables, sums } = net;
  const room = lagRoom(plan);
  const lags = lagsOf(plan, sums).map((k) => lagRow(plan, sums, tables, k, room));
  return netReport(net, lags, normSpread(plan, tables), NO_SPECTRUM);
}

function netReport(
  { plan, tables, distributions }: Pick<Folded, "plan" | "tables" | "distributions">,
  lags: Endings["lags"],
  ofNorm: Endings["ofNorm"],
  ofMatrix: Endings["ofMatrix"],
): NetReport {
  const { H, depth, layers, medianStep, keepsNorms } = plan;
  const sums = new SegmentSums(plan, tables.total);
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
      medianNorm: ofNorm?.median ?? null,
      lowNorm: ofNorm?.low ?? null,
      highNorm: ofNorm?.high ?? null,
      spreadError: keepsNorms ? 0 : SPREAD_ERROR,
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
    distributions: distributions.json,
  };
}
