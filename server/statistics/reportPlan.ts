// How a report is divided and where its numbers are stored: fixed segments of positions, one row of sums per segment,
// the norms for the medians. The sums of a whole text are those of its segments added in order. The buffers may be in
// shared memory; no model is run here.
import { SEGMENT } from "../attribution/blocks";
import type { BackendName, Numbers } from "../kernels/interface";
import { hasGradient, type NetShape } from "../kernels/shape";

/** Numbers kept for the medians, over all lags together; longer texts keep those of every n-th position. */
export const MOST_KEPT = 2 ** 25;

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
  readonly segments: number;
  /** Medians by lag are taken over positions that are multiples of this; 1 unless the text is very long. */
  readonly medianStep: number;
  /** Number of positions whose numbers are kept by lag. */
  readonly samples: number;
}

export interface ReportTables {
  /** [segments + 1][stateSize] the state before byte startOf() of each segment; row 0 is zero. */
  readonly states: Float64Array;
  /** [segments][sumsWidth] the sums of each segment, as in SegmentSums. */
  readonly sums: Float64Array;
  /**
   * [depth + 1][samples] by lag, in the backend's precision: ||g_{t->t-k}||, |attribution| by the paper's gradient (empty
   * for a net without it), and by the gated one; NaN where nothing is predicted.
   */
  readonly norms: Numbers;
  readonly attributions: Numbers;
  readonly gated: Numbers;
  /** [predictions] ||g_t||; NaN where nothing is predicted. */
  readonly gradientNorms: Numbers;
  /** [predictions] what byte t + 1 cost the net; NaN where it is not predicted. */
  readonly bits: Float32Array;
}

export function planReport(
  bytes: number,
  shape: NetShape,
  depth: number,
  backend: BackendName,
  mostKept = MOST_KEPT,
): ReportPlan {
  const { H, layers, stateSize } = shape;
  const predictions = bytes - 1;
  const each = (depth + 1) * (hasGradient(shape) ? 3 : 2);
  const medianStep = Math.max(1, Math.ceil((predictions * each) / mostKept));
  return {
    backend,
    H,
    stateSize,
    layers,
    hasGradient: hasGradient(shape),
    depth,
    predictions,
    segments: Math.ceil(predictions / SEGMENT),
    medianStep,
    samples: Math.ceil(predictions / medianStep),
  };
}

/** Numbers in a row of sums: 8 scalars, 3 per neuron, 5 per lag. */
export function sumsWidth({ H, depth }: Pick<ReportPlan, "H" | "depth">): number {
  return 8 + 3 * H + 5 * (depth + 1);
}

/** @param allocate makes a zero-filled ArrayBuffer or SharedArrayBuffer of this many bytes. */
export function allocateTables(
  plan: ReportPlan,
  allocate: (bytes: number) => ArrayBuffer | SharedArrayBuffer,
): ReportTables {
  const { stateSize, depth, segments, samples, predictions } = plan;
  const kept = (depth + 1) * samples;
  const numbers = (count: number): Numbers =>
    plan.backend === "reference"
      ? new Float64Array(allocate(8 * count))
      : new Float32Array(allocate(4 * count));
  return {
    states: new Float64Array(allocate(8 * (segments + 1) * stateSize)),
    sums: new Float64Array(allocate(8 * segments * sumsWidth(plan))),
    norms: numbers(kept),
    attributions: numbers(plan.hasGradient ? kept : 0),
    gated: numbers(kept),
    gradientNorms: numbers(predictions),
    bits: new Float32Array(allocate(4 * predictions)),
  };
}

/** The sums of a report over some positions, as named views of one row of numbers. */
export class SegmentSums {
  /**
   * [8] nats, correct predictions, ||g_t||, the shares of ||g_t||^2 in the top 1, 5, 10 neurons; predictions, and those of
   * them with a past of `depth` bytes.
   */
  readonly scalars: Float64Array;
  /** [H] |g_i| */
  readonly abs: Float64Array;
  /** [H] g_i^2 */
  readonly energy: Float64Array;
  /** [H] positions at which |g_i| is the largest */
  readonly first: Float64Array;
  /** [depth + 1][5] norm, attribution, its absolute value, gated attribution, its absolute value */
  readonly lags: Float64Array;

  constructor(
    { H, depth }: Pick<ReportPlan, "H" | "depth">,
    private readonly row: Float64Array,
  ) {
    let at = 0;
    const take = (count: number) => {
      at += count;
      return row.subarray(at - count, at);
    };
    this.scalars = take(8);
    this.abs = take(H);
    this.energy = take(H);
    this.first = take(H);
    this.lags = take(5 * (depth + 1));
  }

  clear(): void {
    this.row.fill(0);
  }
}

/** The rows of all segments, added in order. */
export function totalSums(plan: ReportPlan, rows: Float64Array): SegmentSums {
  const width = sumsWidth(plan);
  const total = new Float64Array(width);
  for (let at = 0; at < rows.length; at += width)
    for (let i = 0; i < width; i++) total[i] += rows[at + i];
  return new SegmentSums(plan, total);
}
