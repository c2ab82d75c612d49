// The interfaces of the methods of attribution: how each gives every lag its signed share of L (docs/method.md,
// section 2). Each method has a file in this folder and a row in table.ts; its name and labels are in
// protocol/vocabulary/tracing.ts.
import type { ModelKernels, Weights } from "../../kernels/interface";
import type { Baseline } from "../../protocol/vocabulary/tracing";
import type { Replay } from "../forward";
import type { Aim } from "../objective";
import type { Past } from "../types";

/**
 * What one backward trace gives, of the lags of one prediction (float64) or of many predictions at one lag (float32).
 */
export interface TracedBack<A extends Float64Array | Float32Array> {
  readonly gradient: A;
  readonly gated: A;
}

/** Goes backwards through the Jacobians: its shares are among what one backward trace gives, or made of it. */
export interface BackwardMethod {
  /** In nats, in the order of what is traced. */
  readonly shares: <A extends Float64Array | Float32Array>(traced: TracedBack<A>) => A;
}

/** Runs the net again with other inputs; a threshold cannot make that sparse. */
export interface ReplayMethod {
  readonly attribute: (replayed: Replayed) => Generator<number, Attributed>;
}

export interface Replayed {
  readonly kernels: ModelKernels;
  readonly weights: Weights;
  readonly past: Past;
  readonly aim: Aim;
  /** Runs the net over the past with one input replaced. */
  readonly replay: Replay;
  /** L of the text as it is, in nats. */
  readonly unchanged: number;
  readonly baseline: Baseline;
  /** The vector that replaces a byte's column, float64 [inputSize]: the mean embedding of the text or zero. */
  readonly v0: Float64Array;
}

export interface Attributed {
  /** For each lag k = 0 .. L, in nats. */
  readonly attribution: Float64Array;
  /** How well the integrals converged; null if there are none. */
  readonly integrated: { converged: boolean; nodes: number; residual: number } | null;
}
