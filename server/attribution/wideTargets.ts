// Traces of targets other than one byte (docs/causes.md, section 5): several bytes in a row, whose log-probabilities are
// summed, or the activation of one neuron. One backward pass, by `gradient` or `gated`; no threshold.
import type { ModelKernels } from "../kernels/interface";
import { isPredicted } from "../kernels/shape";
import type { GradientMethod } from "../protocol/vocabulary/tracing";
import { checkPredictions, checkState, checkTrace } from "./finite";
import { BACKWARD } from "./methods/table";
import type { Past } from "./types";

export interface WideTrace {
  /** By lag from the last traced position, k = 0 .. L: nats for bytes, units of the activation for a neuron. */
  readonly attribution: Float64Array;
  /** ||g|| at each lag. */
  readonly norms: Float64Array;
}

export interface SpanTrace extends WideTrace {
  /** -sum of log2 p over the span. */
  readonly bits: number;
}

export interface NeuronTrace extends WideTrace {
  /** h_t[i] */
  readonly activation: number;
}

/**
 * L = the sum of log P over the last `count` bytes of `next`, where next[i] follows past.bytes[i]; g_t is added at every t
 * that predicts one of them. Bytes outside the alphabet are not predicted and add nothing.
 * @param kernels with one row and a window for the whole past
 */
export function* traceSpan(
  kernels: ModelKernels,
  past: Past,
  next: Uint8Array,
  count: number,
  method: GradientMethod,
): Generator<number, SpanTrace> {
  const size = past.bytes.length;
  const y = new Uint8Array(1);
  let bits = 0;
  yield* recurAll(kernels, past);
  const { shape, strideG } = kernels;
  const carried = new Float64Array(strideG);
  const trace = yield* backwards(kernels, past, method, (k) => {
    if (k >= count) return;
    y[0] = next[size - 1 - k];
    if (!isPredicted(shape, y[0])) {
      if (k === 0) kernels.G.fill(0, 0, strideG);
      return;
    }
    for (let j = 0; j < strideG; j++) carried[j] = k === 0 ? 0 : kernels.G[j];
    kernels.readout(size - 1 - k, 1);
    kernels.score(y, 1);
    checkPredictions(kernels, past.position - k, 1);
    bits -= kernels.logP[0] / Math.LN2;
    kernels.outputGradient(1);
    for (let j = 0; j < strideG; j++) kernels.G[j] += carried[j];
  });
  return { ...trace, bits: Math.max(0, bits) };
}

/** L = h_t[neuron]: g_t is the unit vector. @throws NotFinite */
export function* traceNeuron(
  kernels: ModelKernels,
  past: Past,
  neuron: number,
  method: GradientMethod,
): Generator<number, NeuronTrace> {
  const state = yield* recurAll(kernels, past);
  checkState(state, 0, kernels.shape.stateSize, past.position);
  const trace = yield* backwards(kernels, past, method, (k) => {
    if (k > 0) return;
    kernels.G.fill(0, 0, kernels.strideG);
    kernels.G[neuron] = 1;
  });
  return { ...trace, activation: state[neuron] };
}

function* recurAll(kernels: ModelKernels, past: Past): Generator<number, Float64Array> {
  const state = past.before.slice();
  for (let at = 0; at < past.bytes.length; at++) {
    kernels.recur(past.bytes, at, 1, state, at);
    yield 0;
  }
  return state;
}

/** @param add sets G of row 0 at lag k, or adds to what has come from the lags before */
function* backwards(
  kernels: ModelKernels,
  past: Past,
  method: GradientMethod,
  add: (k: number) => void,
): Generator<number, WideTrace> {
  const size = past.bytes.length;
  const gradient = new Float64Array(size);
  const gated = new Float64Array(size);
  const norms = new Float64Array(size);
  for (let k = 0; k < size; k++) {
    yield k;
    add(k);
    kernels.lag(size - 1 - k, 0, 0, 1);
    gradient[k] = kernels.gradient[0];
    gated[k] = kernels.gated[0];
    norms[k] = kernels.norm[0];
    kernels.step(0, 1);
  }
  checkTrace({ gradient, gated, norms }, past.position);
  return { attribution: BACKWARD[method].shares({ gradient, gated }), norms };
}
