// The JSON of one trace, as the command line prints it and 'Copy as JSON' copies it (names fixed). Bytes are numbers
// 0..255, positions are byte positions, gradients and attributions are in nats.
import type { Threshold } from "../vocabulary/thresholds";
import { type Baseline, type Method, type Objective, tracesBack } from "../vocabulary/tracing";
import type { NetSummary } from "./net";

export interface ThresholdJson extends Threshold {
  /** Display scope: neurons of g_t shown. Tracing scope: neurons kept, mean over the steps. */
  readonly neuronsKept: number;
  readonly offsetsKept: number;
  /** Compared with the dense trace over the same lags; 0, 1, true in display scope. */
  readonly relativeL1: number;
  readonly cosine: number;
  readonly topLagAgrees: boolean;
}

/** A neuron of the layer that is read out. */
export interface NeuronJson {
  readonly neuron: number;
  /** From 1. */
  readonly layer: number;
  readonly gradient: number;
  /** g_i^2 / ||g||^2 */
  readonly share: number;
  readonly activation: number;
  /** |dh/da| of an Elman net: with tanh 1 - h_i^2, with ReLU 1 or 0. */
  readonly gate?: number;
  readonly shown?: boolean;
}

/** A cell c of an LSTM at k = 1: the prediction reads h alone, so that nothing reaches c at k = 0. */
export interface CellJson {
  readonly neuron: number;
  /** From 1. */
  readonly layer: number;
  /** dL/dc_{t-1} */
  readonly gradient: number;
  /** gradient^2 in the square of the gradient norm at k = 1 */
  readonly share: number;
  /** c_{t-1} */
  readonly activation: number;
}

export interface OffsetJson {
  /** Lag: k = 0 is the current byte x_t. */
  readonly k: number;
  readonly position: number;
  readonly byte: number;
  readonly attribution: number;
  /** |a_k| / sum |a| over the lags traced. */
  readonly share: number;
  readonly gradientNorm: number;
  readonly shown?: boolean;
}

export interface TraceJson extends Pick<NetSummary, "cell" | "layers"> {
  readonly model: { readonly hiddenSize: number; readonly sha256: string };
  readonly text: { readonly bytes: number; readonly sha256: string };
  /** t: the current byte. The predicted byte is t + 1. */
  readonly position: number;
  readonly input: number;
  readonly target: number;
  readonly targetIsTrue: boolean;
  readonly predicted: number;
  readonly probability: number;
  readonly bits: number;
  readonly entropyBits: number;
  readonly method: Method;
  readonly objective: Objective;
  readonly against?: number;
  readonly baseline?: Baseline;
  readonly depth: number;
  readonly gradientNorm: number;
  readonly topPredictions: readonly { readonly byte: number; readonly probability: number }[];
  /** All H, largest |gradient| first. */
  readonly neurons: readonly NeuronJson[];
  /** Of an LSTM: those of every layer, largest |gradient| first; none where there is no k = 1. */
  readonly cells?: readonly CellJson[];
  /** k = 0 .. min(depth, position). */
  readonly offsets: readonly OffsetJson[];
  readonly threshold: ThresholdJson | null;
  readonly integrated?: {
    readonly converged: boolean;
    readonly nodes: number;
    readonly residual: number;
  };
}

/** The threshold that was applied at every step of a trace, with its cost; null if none was. */
export function appliedWhileTracing({ method, threshold }: TraceJson): ThresholdJson | null {
  return threshold?.scope === "tracing" && tracesBack(method) ? threshold : null;
}
