// The three numbers of a report by which a trained model is compared with the paper's: sparsity of g_t and growth of
// its norm by lag. Uses only the first part of a long text, and skips the spectrum, which is slow.
import type { Kernels, Weights } from "../kernels/interface";
import { reportOf } from "./report";
import { allocateTables, planReport } from "./reportPlan";
import { ReportSegments } from "./reportSegment";

/** A third of a second at H = 128. */
export const MOST_COMPARED = 16384;

export interface Comparison {
  readonly topTenShare: number;
  readonly meanRatio: number;
  readonly medianRatio: number;
  readonly positions: number;
  readonly predictions: number;
}

/** @param text at least 2 bytes. Yields the fraction done, many times per segment. */
export function* comparison(
  backend: Kernels,
  weights: Weights,
  text: Uint8Array,
  lag: number,
): Generator<number, Comparison> {
  const part = text.subarray(0, MOST_COMPARED + 1);
  const plan = planReport(part.length, weights.H, lag, backend.backend);
  const tables = allocateTables(plan, (bytes) => new ArrayBuffer(bytes));
  const making = ReportSegments.make(backend, weights, part, plan, tables);
  let made = making.next();
  for (; !made.done; made = making.next()) yield 0;
  const segments = made.value;
  for (let s = 0; s < plan.segments; s++) for (const _ of segments.work(s)) yield s / plan.segments;
  const noSpectrum = { spectralRadius: Number.NaN, largestSingularValue: Number.NaN };
  const { gradient, lags, population } = reportOf(plan, tables, noSpectrum);
  return {
    topTenShare: gradient.topShare["10"],
    meanRatio: lags.at(lag)?.ratio ?? 0,
    medianRatio: lags.at(lag)?.medianRatio ?? 0,
    positions: population.count,
    predictions: plan.predictions,
  };
}
