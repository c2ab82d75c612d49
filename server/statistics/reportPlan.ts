// How a report is divided: fixed segments of positions, of which a part of a report traces some, and which of its numbers are kept for
// quantiles. Nothing is stored here (reportTables.ts), and no model is run.
import { SEGMENT } from "../attribution/blocks";
import type { BackendName } from "../kernels/interface";
import { hasGradient, type NetShape } from "../kernels/shape";

export interface ReportLimits {
  /** Numbers kept for the quantiles by lag, over all lags together; longer texts keep those of every n-th position. */
  readonly byLag: number;
  /** Predictions whose norms are all kept; of longer texts they are counted (normSpread.ts). */
  readonly norms: number;
}
export const LIMITS: ReportLimits = { byLag: 2 ** 25, norms: 2 ** 23 };

export interface ReportPlan {
  readonly backend: BackendName;
  readonly H: number;
  readonly stateSize: number;
  readonly layers: number;
  /** Whether the net has the paper's gradient. */
  readonly hasGradient: boolean;
  readonly depth: number;
  /** N - 1; fewer count where the net has an alphabet of its own. */
  readonly predictions: number;
  /** Of the whole text. */
  readonly segments: number;
  /** Segments first .. end) are traced: all of them, or those of a part. The ones before only run. */
  readonly first: number;
  readonly end: number;
  /** Whether all norms are kept. */
  readonly keepsNorms: boolean;
  /** Medians by lag are taken over positions that are multiples of this; 1 unless the text is very long. */
  readonly medianStep: number;
  /** The positions whose numbers are kept by lag: how many multiples of medianStep, from which one on. */
  readonly firstSample: number;
  readonly samples: number;
}

/** Of a text of so many bytes. */
export function segmentsOf(bytes: number): number {
  return Math.ceil((bytes - 1) / SEGMENT);
}

export function planReport(
  bytes: number,
  shape: NetShape,
  depth: number,
  backend: BackendName,
  limits = LIMITS,
): ReportPlan {
  const { H, layers, stateSize } = shape;
  const predictions = bytes - 1;
  const each = (depth + 1) * (hasGradient(shape) ? 3 : 2);
  const segments = segmentsOf(bytes);
  const medianStep = Math.max(1, Math.ceil((predictions * each) / limits.byLag));
  return {
    backend,
    H,
    stateSize,
    layers,
    hasGradient: hasGradient(shape),
    depth,
    predictions,
    segments,
    first: 0,
    end: segments,
    keepsNorms: predictions <= limits.norms,
    medianStep,
    firstSample: 0,
    samples: Math.ceil(predictions / medianStep),
  };
}

/** One of several parts of a text, counted from 1. */
export interface PartOf {
  readonly part: number;
  readonly parts: number;
}

/** The plan of a part of the same report: its segments, as many as the others have or one less. */
export function planPart(plan: ReportPlan, { part, parts }: PartOf): ReportPlan {
  const { medianStep, segments } = plan;
  const first = Math.floor(((part - 1) * segments) / parts);
  const own = { ...plan, first, end: Math.floor((part * segments) / parts) };
  const { from, to } = positionsOf(own);
  const firstSample = Math.ceil(from / medianStep);
  return { ...own, firstSample, samples: Math.ceil(to / medianStep) - firstSample };
}

/** Positions from .. to) are traced. */
export function positionsOf({
  first,
  end,
  predictions,
}: Pick<ReportPlan, "first" | "end" | "predictions">): {
  readonly from: number;
  readonly to: number;
} {
  return { from: first * SEGMENT, to: Math.min(predictions, end * SEGMENT) };
}
