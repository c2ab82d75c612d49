// What the loss of a target would be for each of the 256 values of one past byte (docs/causes.md, section 6): everything
// after that byte is run again with the true bytes, in float64. Not here: bytes that are taken out (window.ts).
import type { ModelKernels, Weights } from "../../kernels/interface";
import { recurrencesAtOnce } from "../../kernels/limits";
import { lossOf, predict } from "../objective";
import type { Past } from "../types";

export interface ByteCurve {
  /** The value in the text. */
  readonly value: number;
  /** [256] -log2 p(y) by value; that of the value in the text is the surprise itself. */
  readonly bits: Float64Array;
  /** [256] How likely the net holds each value where the byte stands; null for the first byte of a text. */
  readonly expected: Float64Array | null;
}

/**
 * The curve of the byte at `lag` for the target y. Yields how many values are done.
 * @param kernels any workspace of the model; its window is overwritten
 */
export function* byteCurve(
  kernels: ModelKernels,
  weights: Weights,
  past: Past,
  lag: number,
  y: number,
): Generator<number, ByteCurve> {
  const at = past.bytes.length - 1 - lag;
  if (at < 0) throw new RangeError(`lag ${lag} of a window of ${past.bytes.length} bytes`);
  const before = past.before.slice();
  yield* run(kernels, past.bytes, 0, at, before, 0);
  const isFirst = past.position === lag;
  const text = past.bytes.slice();
  const bits = new Float64Array(256);
  const state = new Float64Array(weights.H);
  const logits = new Float64Array(256);
  for (let value = 0; value < 256; value++) {
    text[at] = value;
    state.set(before);
    yield* run(kernels, text, at, text.length, state, value);
    bits[value] = lossOf(weights, state, y, logits);
  }
  const expected = isFirst ? null : predict(weights, before).P;
  return { value: past.bytes[at], bits, expected };
}

/** h_t, float64 [H], from the state before the window on. Yields often. */
export function* stateOf(kernels: ModelKernels, past: Past): Generator<number, Float64Array> {
  const state = past.before.slice();
  yield* run(kernels, past.bytes, 0, past.bytes.length, state, 0);
  return state;
}

/** Runs the state over text[from .. to), yielding `step` in the pauses. */
function* run(
  kernels: ModelKernels,
  text: Uint8Array,
  from: number,
  to: number,
  state: Float64Array,
  step: number,
): Generator<number, void> {
  const piece = Math.min(recurrencesAtOnce(kernels.stride), kernels.capacity.window);
  for (let at = from; at < to; at += piece) {
    kernels.recur(text, at, Math.min(piece, to - at), state, 0);
    yield step;
  }
}
