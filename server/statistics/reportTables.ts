// Where the numbers of a report are stored while it runs: a ring of slots, each with what one segment leaves until it is added to the
// rest (reportFold.ts), and what is kept of all of them. None of it grows with the text beyond the limits of its plan. The buffers may
// be in shared memory.
import { SEGMENT } from "../attribution/blocks";
import type { Numbers } from "../kernels/interface";
import { NORM_BINS } from "./normSpread";
import { positionsOf, type ReportPlan } from "./reportPlan";

export interface ReportTables {
  /** Segment s has slot s % slots; it may begin when segment s - slots has been added. */
  readonly slots: number;
  /** [slots + 1][stateSize] at s % (slots + 1): the state before byte startOf() of segment s; zero at first. */
  readonly states: Float64Array;
  /** [slots][sumsWidth] the sums of a segment, as in SegmentSums. */
  readonly sums: Float64Array;
  /** [slots][SEGMENT] ||g_t||, in the backend's precision; NaN where nothing is predicted. */
  readonly segmentNorms: Numbers;
  /** [slots][SEGMENT] what byte t + 1 cost the net; NaN where it is not predicted. */
  readonly segmentBits: Float32Array;
  /**
   * [depth + 1][samples] by lag, in the backend's precision: ||g_{t->t-k}||, |attribution| by the paper's gradient (empty
   * for a net without it), and by the gated one; NaN where nothing is predicted.
   */
  readonly norms: Numbers;
  readonly attributions: Numbers;
  readonly gated: Numbers;
  /** [sumsWidth] the sums of all segments so far, added in order. */
  readonly total: Float64Array;
  /** [positions] ||g_t||, NaN where nothing is predicted; empty where norms are counted. */
  readonly gradientNorms: Numbers;
  /** [NORM_BINS] the same, counted; empty where norms are kept. */
  readonly normCounts: Uint32Array;
}

/** Numbers in a row of sums: 8 scalars, 3 per neuron, 5 per lag. */
export function sumsWidth({ H, depth }: Pick<ReportPlan, "H" | "depth">): number {
  return 8 + 3 * H + 5 * (depth + 1);
}

/**
 * @param slots segments that may be under way at once
 * @param allocate makes a zero-filled ArrayBuffer or SharedArrayBuffer of this many bytes
 */
export function allocateTables(
  plan: ReportPlan,
  slots: number,
  allocate: (bytes: number) => ArrayBuffer | SharedArrayBuffer,
): ReportTables {
  const { stateSize, depth, samples, keepsNorms } = plan;
  const kept = (depth + 1) * samples;
  const { from, to } = positionsOf(plan);
  const numbers = (count: number): Numbers =>
    plan.backend === "reference"
      ? new Float64Array(allocate(8 * count))
      : new Float32Array(allocate(4 * count));
  return {
    slots,
    states: new Float64Array(allocate(8 * (slots + 1) * stateSize)),
    sums: new Float64Array(allocate(8 * slots * sumsWidth(plan))),
    segmentNorms: numbers(slots * SEGMENT),
    segmentBits: new Float32Array(allocate(4 * slots * SEGMENT)),
    norms: numbers(kept),
    attributions: numbers(plan.hasGradient ? kept : 0),
    gated: numbers(kept),
    total: new Float64Array(allocate(8 * sumsWidth(plan))),
    gradientNorms: numbers(keepsNorms ? to - from : 0),
    normCounts: new Uint32Array(allocate(keepsNorms ? 0 : 4 * NORM_BINS)),
  };
}

/** The state that segment s begins with. */
export function stateOf({ slots, states }: ReportTables, s: number): Float64Array {
  const size = states.length / (slots + 1);
  const at = (s % (slots + 1)) * size;
  return states.subarray(at, at + size);
}

/** What segment s leaves. */
export function segmentOf(
  plan: ReportPlan,
  { slots, sums, segmentNorms, segmentBits }: ReportTables,
  s: number,
): {
  readonly from: number;
  readonly row: Float64Array;
  readonly norms: Numbers;
  readonly bits: Float32Array;
} {
  const slot = s % slots;
  const width = sumsWidth(plan);
  const from = s * SEGMENT;
  const at = slot * SEGMENT;
  const end = at + Math.min(plan.predictions, from + SEGMENT) - from;
  return {
    from,
    row: sums.subarray(slot * width, (slot + 1) * width),
    norms: segmentNorms.subarray(at, end),
    bits: segmentBits.subarray(at, end),
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
