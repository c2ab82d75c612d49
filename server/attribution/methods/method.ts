// The interfaces of the methods of attribution: how each gives every lag its signed share of L (docs/method.md,
// section 2). Each method has a file in this folder and a row in table.ts; its name and labels are in
// protocol/vocabulary/tracing.ts.
import type { ModelKernels, Weights } from "../../kernels/interface";
import type { Baseline } from "../../protocol/vocabulary/tracing";
import type { Lags } from "../backward";
import type { Aim } from "../objective";
import type { Replay } from "../replay";
import type { Past } from "../types";

/** Goes backwards through the Jacobians: its shares are among what one backward trace gives. */
export interface BackwardMethod {
  /** Of each lag k = 0 .. L, in nats. */
  readonly shares: (lags: Lags) => Float64Array;
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
  /** The vector that replaces a byte's column, float64 [H]: the mean embedding of the text or zero. */
  readonly v0: Float64Array;
}

export interface Attributed {
  /** For each lag k = 0 .. L, in nats. */
  readonly attribution: Float64Array;
  /** How well the integrals converged; null if there are none. */
  readonly integrated: { converged: boolean; nodes: number; residual: number } | null;
}
