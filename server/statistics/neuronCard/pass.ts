// One pass over a text for the card of a neuron: activations of its layer, predictions and the gradient of log p with
// respect to h of that layer, block by block. Holds one block at a time. Not here: what is made of them.
import { checkLag, checkPredictions } from "../../attribution/finite";
import {
  bindInSteps,
  type Kernels,
  type ModelKernels,
  type Weights,
} from "../../kernels/interface";
import { atOnce } from "../../kernels/limits";
import { isPredicted, layerAt, type NetShape, shapeOf } from "../../kernels/shape";

/** Rows of a block at most. */
const ROWS = 64;
/** Predictions made of a text; of a longer one those of every n-th block. The activations are those of every byte. */
const MOST_PREDICTED = 2 ** 17;

/** The bytes x_t0 .. x_{t0 + count - 1} and the predictions made after them. */
export interface PassBlock {
  readonly kernels: ModelKernels;
  readonly t0: number;
  readonly count: number;
  /** [count x H] h of the layer after each byte, float64. */
  readonly h: Float64Array;
  /** [count x H] c of an LSTM's layer; empty for other cells. */
  readonly c: Float64Array;
  /** The rows whose next byte is predicted and measured; logits and gradients of other rows mean nothing. */
  readonly predicted: readonly number[];
  /** Where dL/dh of the layer begins in row 0 of the kernels' G. */
  readonly gradientAt: number;
}

/** Rows of a block that take no longer than a pause may be apart. */
export function rowsOf(shape: NetShape): number {
  return Math.min(ROWS, atOnce(shape.operations), atOnce(4 * 256 * shape.H));
}

/** Of the blocks of a text, every how many-th is measured. */
function stepOf(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / MOST_PREDICTED));
}

/** Predictions of a text of so many bytes that are measured, about: of those of an alphabet the same part. */
export function measuredOf(bytes: number, predictions: number): number {
  return Math.ceil(predictions / stepOf(bytes));
}

/**
 * Yields every block of the text; its buffers are those of the next one too.
 * @param layer counted from 0
 * @param starts positions before which the state is wanted, ascending
 * @returns [starts][stateSize] the state before each
 */
export function* pass(
  backend: Kernels,
  weights: Weights,
  text: Uint8Array,
  layer: number,
  starts: readonly number[],
): Generator<PassBlock | undefined, Float64Array> {
  const shape = shapeOf(weights);
  const { H, cell, layers, stateSize } = shape;
  const rows = rowsOf(shape);
  const kernels = yield* nothing(bindInSteps(backend, weights, { rows, window: rows }));
  const state = new Float64Array(stateSize);
  const before = new Float64Array(starts.length * stateSize);
  const at = layerAt(shape, layer, cell.parts * H);
  const h = new Float64Array(rows * H);
  const c = new Float64Array(cell.parts === 2 ? rows * H : 0);
  const gradientAt = layerAt(shape, layer, cell.parts * kernels.stride);
  const step = stepOf(text.length);
  let start = 0;
  for (let t0 = 0; t0 < text.length; t0 += rows) {
    const count = Math.min(rows, text.length - t0);
    for (let i = 0; i < count; i++) {
      if (starts[start] === t0 + i) before.set(state, start++ * stateSize);
      kernels.recur(text, t0 + i, 1, state, i);
      h.set(state.subarray(at, at + H), i * H);
      if (c.length > 0) c.set(state.subarray(at + H, at + 2 * H), i * H);
    }
    yield;
    const isMeasured = (t0 / rows) % step === 0;
    const predictions = isMeasured ? Math.min(count, text.length - 1 - t0) : 0;
    const predicted: number[] = [];
    for (let i = 0; i < predictions; i++)
      if (isPredicted(weights, text[t0 + i + 1])) predicted.push(i);
    if (predictions > 0) {
      kernels.readout(0, predictions);
      kernels.score(text.subarray(t0 + 1, t0 + 1 + predictions), predictions);
      checkPredictions(kernels, t0, predictions);
      kernels.outputGradient(predictions);
      if (layer < layers - 1) {
        // What reaches the layer through those above it, at the same step.
        kernels.lag(0, 0, 0, predictions);
        checkLag(kernels, t0, 0, 0, predictions);
      }
    }
    yield { kernels, t0, count, h, c, predicted, gradientAt };
  }
  return before;
}

function* nothing<T>(work: Generator<unknown, T>): Generator<undefined, T> {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    yield undefined;
  }
}
