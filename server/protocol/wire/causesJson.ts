// The JSON of the causes of one prediction and of traces of other targets than one byte (docs/causes.md), as the command
// line prints it. Losses are in bits, occlusion in nats; lags count back from the current byte, k = 0.
import type { Baseline, GradientMethod } from "../vocabulary/tracing";
import type { OffsetJson, TraceJson } from "./traceJson";

export interface CausesJson
  extends Pick<
    TraceJson,
    | "model"
    | "text"
    | "position"
    | "input"
    | "target"
    | "targetIsTrue"
    | "predicted"
    | "probability"
    | "bits"
  > {
  readonly depth: number;
  readonly baseline: Baseline;
  /** What replacing the byte at each lag costs, k = 0 .. min(depth, position). */
  readonly occlusion: readonly number[];
  /** The smallest set found whose bytes alone keep at least half of p. */
  readonly sufficient: {
    readonly lags: readonly number[];
    readonly bits: number;
    /** Runs of the net that the search took. */
    readonly runs: number;
    /** No byte of the window is needed. */
    readonly empty: boolean;
  };
  /** Bytes without which p falls below half of its value. */
  readonly necessary: {
    readonly lags: readonly number[];
    readonly bits: number;
    /** False if these, at most eight, do not decide it. */
    readonly found: boolean;
  };
  /** The loss when the net has seen only the last m bytes, by m. */
  readonly memory: Readonly<Record<string, number>>;
  /** Of the gradient and the occlusion, by lag. */
  readonly agreement: {
    readonly spearman: number | null;
    readonly topLagAgrees: boolean;
  };
}

interface WideTraceJson extends Pick<TraceJson, "model" | "text"> {
  readonly method: GradientMethod;
  readonly depth: number;
}

export interface SpanTraceJson extends WideTraceJson {
  /** Bytes from .. to) are the target; bits is their surprise, summed. */
  readonly span: { readonly from: number; readonly to: number; readonly bits: number };
  /** k counts back from the byte before the last target. `inside`: the byte is a target too. */
  readonly offsets: readonly (OffsetJson & { readonly inside: boolean })[];
}

export interface NeuronTraceJson extends WideTraceJson, Pick<TraceJson, "position" | "input"> {
  readonly neuron: { readonly neuron: number; readonly activation: number };
  /** Attributions and norms in units of the activation. */
  readonly offsets: readonly OffsetJson[];
}
