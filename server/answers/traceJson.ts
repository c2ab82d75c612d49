// Writes a trace as the JSON of docs/command-line.md (protocol/wire/traceJson.ts). Only renames fields and computes
// shares; all numbers come from attribution/.
import { bitsOf } from "../attribution/objective";
import { descending, exact, shares, squares } from "../attribution/sparsity";
import type { Trace } from "../attribution/trace";
import type { TraceOptions } from "../attribution/types";
import { log, square } from "../kernels/elementary";
import { tracesBack } from "../protocol/vocabulary/tracing";
import type { NetSummary } from "../protocol/wire/net";
import type {
  CellJson,
  NeuronJson,
  OffsetJson,
  ThresholdJson,
  TraceJson,
} from "../protocol/wire/traceJson";

export interface TraceSource {
  readonly model: TraceJson["model"];
  readonly text: TraceJson["text"];
  readonly net: NetSummary;
  /** x_{t-L} .. x_t */
  readonly bytes: Uint8Array;
}

export function traceJson(trace: Trace, options: TraceOptions, source: TraceSource): TraceJson {
  const { P, aim } = trace;
  return {
    model: source.model,
    text: source.text,
    cell: source.net.cell,
    layers: source.net.layers,
    position: trace.position,
    input: trace.input,
    target: aim.target,
    targetIsTrue: trace.targetIsTrue,
    predicted: trace.predicted,
    probability: P[aim.target],
    bits: bitsOf(trace.logP),
    entropyBits: entropyBits(P),
    method: options.method,
    objective: options.objective,
    ...(options.against === undefined ? {} : { against: options.against }),
    ...(usesBaseline(options) ? { baseline: options.baseline } : {}),
    depth: options.depth,
    gradientNorm: Math.sqrt(squares(trace.g, trace.g.length).reduce((a, b) => a + b, 0)),
    topPredictions: trace.topPredictions,
    neurons: neuronRows(trace, source.net),
    ...(trace.cells ? { cells: cellRows(trace.cells, trace.norms[1], source.net) } : {}),
    offsets: offsetRows(trace, source.bytes),
    threshold: thresholdJson(trace, options),
    ...(trace.integrated ? { integrated: trace.integrated } : {}),
  };
}

function usesBaseline({ method }: TraceOptions): boolean {
  return !tracesBack(method);
}

function neuronRows({ g, h, neuronsShown }: Trace, net: NetSummary): NeuronJson[] {
  const share = shares(squares(g, g.length));
  return descending(g.map(Math.abs)).map((neuron) => ({
    neuron,
    layer: net.layers,
    gradient: g[neuron],
    share: share[neuron],
    activation: h[neuron],
    ...gateOf(h[neuron], net),
    ...(neuronsShown ? { shown: neuronsShown[neuron] } : {}),
  }));
}

/** |dh/da|, from h; an LSTM and a GRU have several gates. */
function gateOf(h: number, { nonlinearity }: NetSummary): Pick<NeuronJson, "gate"> {
  if (nonlinearity === null) return {};
  return { gate: nonlinearity === "tanh" ? 1 - h * h : Number(h > 0) };
}

/** @param norm the gradient norm at k = 1 */
function cellRows(
  { gradient, activation }: NonNullable<Trace["cells"]>,
  norm: number,
  { hiddenSize, layers }: NetSummary,
): CellJson[] {
  return descending(gradient.map(Math.abs)).map((at) => ({
    neuron: at % hiddenSize,
    layer: layers - Math.floor(at / hiddenSize),
    gradient: gradient[at],
    share: norm > 0 ? square(gradient[at] / norm) : 0,
    activation: activation[at],
  }));
}

function offsetRows(trace: Trace, bytes: Uint8Array): OffsetJson[] {
  const share = shares(trace.attribution.map(Math.abs));
  return Array.from(trace.attribution, (attribution, k) => ({
    k,
    position: trace.position - k,
    byte: bytes[bytes.length - 1 - k],
    attribution,
    share: share[k],
    gradientNorm: trace.norms[k],
    ...(trace.offsetsShown ? { shown: trace.offsetsShown[k] } : {}),
  }));
}

function thresholdJson(trace: Trace, { threshold }: TraceOptions): ThresholdJson | null {
  if (!threshold || !trace.neuronsShown || !trace.offsetsShown) return null;
  const shown = (marks: readonly boolean[]) => marks.filter(Boolean).length;
  return {
    ...threshold,
    neuronsKept: trace.sparse?.neuronsKept ?? shown(trace.neuronsShown),
    offsetsKept: shown(trace.offsetsShown),
    ...(trace.sparse?.fidelity ?? exact),
  };
}

function entropyBits(P: Float64Array): number {
  let nats = 0;
  for (const p of P) if (p > 0) nats -= p * log(p);
  return nats / Math.LN2;
}
