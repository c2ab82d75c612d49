// What a prediction, and those of a stretch of text, would be with one neuron zeroed, its sign flipped or clamped to a
// value (docs/causes.md, section 6). In the readout only: the recurrence gets the true state, so one logit vector is
// changed by a multiple of a column of W_y and nothing is run again.
import type { ModelKernels, Weights } from "../../kernels/interface";
import { steps } from "../../kernels/pace";
import { isPredicted } from "../../kernels/shape";
import type { NeuronEdit } from "../../protocol/vocabulary/neuronEdits";
import { lossOfLogits, type Prediction, predictionOf } from "../objective";

/** What the readout gets in place of the activation h. */
export function edited(h: number, edit: NeuronEdit): number {
  if (edit.kind === "clamp") return edit.value;
  return edit.kind === "zero" ? 0 : -h;
}

/** The prediction at t whose logits are Z, with an activation changed by `delta`. */
export function withNeuron(
  weights: Weights,
  Z: Float64Array,
  neuron: number,
  delta: number,
  t?: number,
): Prediction {
  return predictionOf(changed(weights, Z, neuron, delta, new Float64Array(256)), t);
}

export interface OverText {
  /** Predictions that the means are over: of bytes in the net's alphabet. */
  readonly count: number;
  /** Mean -log2 p of the bytes that follow. */
  readonly bitsPerByte: number;
  /** The same with the neuron changed. */
  readonly edited: number;
  /** The mean difference, edited less unchanged. */
  readonly change: number;
}

/**
 * The predictions of bytes[1 ..], each with the neuron changed in its own readout; undefined if nothing predicts any of
 * them. Yields the fraction done.
 * @param kernels any workspace of the model; its window is overwritten
 * @param bytes at least two
 * @param before h before the first of them, float64 [H]
 */
export function* neuronOverText(
  kernels: ModelKernels,
  weights: Weights,
  bytes: Uint8Array,
  before: Float64Array,
  neuron: number,
  edit: NeuronEdit,
): Generator<number, OverText | undefined> {
  const all = bytes.length - 1;
  const { rows, window } = kernels.capacity;
  const state = before.slice();
  const logits = new Float64Array(256);
  let [bits, change, count] = [0, 0, 0];
  const read = (from: number, size: number) => {
    kernels.recur(bytes, from, size, state, 0);
    kernels.readout(0, size);
    for (let i = 0; i < size; i++) {
      const y = bytes[from + i + 1];
      if (!isPredicted(weights, y)) continue;
      const h = kernels.h[i * kernels.stride + neuron];
      const Z = kernels.Z.subarray(i * 256, (i + 1) * 256);
      const loss = lossOfLogits(Z, y);
      changed(weights, Z, neuron, edited(h, edit) - h, logits);
      bits += loss;
      count++;
      change += lossOfLogits(logits, y) - loss;
    }
  };
  for (const done of steps(kernels.shape, all, read, Math.min(rows, window))) yield done / all;
  if (count === 0) return undefined;
  const bitsPerByte = bits / count;
  return { count, bitsPerByte, edited: bitsPerByte + change / count, change: change / count };
}

/** Z + delta W_y[:, neuron], into `out`. */
function changed(
  { H, Wy }: Weights,
  Z: ArrayLike<number>,
  neuron: number,
  delta: number,
  out: Float64Array,
): Float64Array {
  for (let o = 0; o < 256; o++) out[o] = Z[o] + delta * Wy[o * H + neuron];
  return out;
}
