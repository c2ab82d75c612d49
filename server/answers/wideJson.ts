// Writes a trace of a selection or of a neuron as the JSON of docs/command-line.md (protocol/wire/causesJson.ts). Only
// renames fields and computes shares; all numbers come from attribution/.
import { shares } from "../attribution/sparsity";
import type { NeuronTrace, SpanTrace, WideTrace } from "../attribution/wideTargets";
import type { GradientMethod } from "../protocol/vocabulary/tracing";
import type { NeuronTraceJson, SpanTraceJson } from "../protocol/wire/causesJson";
import type { OffsetJson, TraceJson } from "../protocol/wire/traceJson";

export interface WideSource {
  readonly model: TraceJson["model"];
  readonly text: TraceJson["text"];
  readonly method: GradientMethod;
  readonly depth: number;
  /** The last traced position. */
  readonly position: number;
  /** The traced bytes, up to that position. */
  readonly bytes: Uint8Array;
}

/** The target is bytes from .. to) */
export function spanTraceJson(
  trace: SpanTrace,
  source: WideSource,
  { from, to }: { readonly from: number; readonly to: number },
): SpanTraceJson {
  const { model, text, method, depth } = source;
  const offsets = offsetsOf(trace, source).map((offset) => ({
    ...offset,
    inside: offset.position >= from,
  }));
  return { model, text, span: { from, to, bits: trace.bits }, method, depth, offsets };
}

export function neuronTraceJson(
  trace: NeuronTrace,
  source: WideSource,
  neuron: number,
): NeuronTraceJson {
  const { model, text, method, depth, position, bytes } = source;
  return {
    model,
    text,
    position,
    input: bytes[bytes.length - 1],
    neuron: { neuron, activation: trace.activation },
    method,
    depth,
    offsets: offsetsOf(trace, source),
  };
}

function offsetsOf(trace: WideTrace, { position, bytes }: WideSource): OffsetJson[] {
  const share = shares(trace.attribution.map(Math.abs));
  return Array.from(trace.attribution, (attribution, k) => ({
    k,
    position: position - k,
    byte: bytes[bytes.length - 1 - k],
    attribution,
    share: share[k],
    gradientNorm: trace.norms[k],
  }));
}
