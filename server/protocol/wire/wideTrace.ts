// The request for a trace of another target than one byte (docs/causes.md, section 5): a selection of the text, or the
// activation of a neuron. What is answered is painted like the trace of a byte.
import type { GradientMethod } from "../vocabulary/tracing";
import type { NeuronTraceJson, SpanTraceJson } from "./causesJson";
import type { EditorTrace, Span, TracePlace, Unanswered } from "./messages";
import { request } from "./request";

interface Position {
  readonly line: number;
  readonly character: number;
}

export type WideTarget =
  /** The characters from start to end. */
  | { readonly kind: "span"; readonly start: Position; readonly end: Position }
  /** The neuron at the step from which the byte at this place is predicted. */
  | { readonly kind: "neuron"; readonly place: TracePlace; readonly neuron: number };

export interface WideTraceParams {
  readonly uri: string;
  readonly version: number;
  readonly target: WideTarget;
  readonly depth: number;
  readonly method: GradientMethod;
  readonly purpose?: string;
}

export interface EditorWideTrace
  extends Pick<
    EditorTrace,
    "uri" | "version" | "net" | "offsetSpans" | "tints" | "totals" | "isUsable"
  > {
  readonly kind: "wide";
  readonly trace: SpanTraceJson | NeuronTraceJson;
  /** Of the bytes, by lag. */
  readonly names: { readonly offsets: readonly string[] };
  /** The selection without the file's first byte, or the last character that the neuron has read. */
  readonly target: Span;
  /** Nucleus thresholds, parallel to trace.offsets: shown if shownFrom < theta. */
  readonly shownFrom: { readonly offsets: readonly number[] };
}

export type WideTraceResult = EditorWideTrace | Unanswered;

export const wideTraceRequest = request<WideTraceParams, WideTraceResult>("sparseDiff/wideTrace");
