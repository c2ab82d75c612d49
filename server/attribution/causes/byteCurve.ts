// What the loss of a target would be for each of the 256 values of one past byte (docs/causes.md, section 6): everything
// after that byte is run again with the true bytes, in float64. Not here: bytes that are taken out (window.ts).
import { recurrencesAtOnce, rowsAtOnce } from "../../kernels/limits";
import type { Runs } from "../../kernels/runs";
import { lossOfLogits, predictionOf } from "../objective";
import type { Past } from "../types";

export interface ByteCurve {
  /** The value in the text. */
  readonly value: number;
  /** [256] -log2 p(y) by value; that of the value in the text is the surprise itself. */
  readonly bits: Float64Array;
  /** [256] How likely the net holds each value where the byte stands; null for the first byte of a text. */
  readonly expected: Float64Array | null;
}

const VALUES = 256;

/**
 * The curve of the byte at `lag` for the target y. Yields how many values are done.
 * @param runs any workspace of the model; its states are overwritten
 */
export function* byteCurve(
  runs: Runs,
  past: Past,
  lag: number,
  y: number,
): Generator<number, ByteCurve> {
  const at = past.bytes.length - 1 - lag;
  if (at < 0) throw new RangeError(`lag ${lag} of a window of ${past.bytes.length} bytes`);
  const { states, stride, capacity } = runs;
  const inputs = new Uint16Array(past.bytes);
  states.set(past.before);
  yield* run(runs, inputs, 0, at, 1, 0);
  const before = states.slice(0, stride);
  const expected = past.position === lag ? null : predictionOf(logitsOf(runs)).P;
  const bits = new Float64Array(VALUES);
  const values = Uint16Array.from({ length: VALUES }, (_, value) => value);
  const piece = recurrencesAtOnce(stride);
  const block = rowsAtOnce(2 * 256 * stride);
  for (let value = 0; value < VALUES; value += capacity.rows) {
    const rows = Math.min(capacity.rows, VALUES - value);
    for (let row = 0; row < rows; row++) {
      states.set(before, row * stride);
      runs.recur(values, value + row, 1, row, row + 1);
      if ((row + 1) % piece === 0 || row + 1 === rows) yield value;
    }
    yield* run(runs, inputs, at + 1, inputs.length, rows, value);
    for (let first = 0; first < rows; first += block) {
      const end = Math.min(rows, first + block);
      runs.readout(first, end);
      for (let row = first; row < end; row++)
        bits[value + row] = lossOfLogits(runs.logits.subarray(row * 256, (row + 1) * 256), y);
      yield value;
    }
  }
  return { value: past.bytes[at], bits, expected };
}

/** The logits at the end of a window, [256], from the state before it on. Yields often. */
export function* logitsAfter(runs: Runs, past: Past): Generator<number, Float64Array> {
  runs.states.set(past.before);
  yield* run(runs, new Uint16Array(past.bytes), 0, past.bytes.length, 1, 0);
  return logitsOf(runs);
}

/** Of the state in row 0. */
function logitsOf(runs: Runs): Float64Array {
  runs.readout(0, 1);
  return runs.logits.slice(0, 256);
}

/** The first `rows` states take the steps from .. to), yielding `step` in the pauses. */
export function* run(
  runs: Runs,
  inputs: Uint16Array,
  from: number,
  to: number,
  rows: number,
  step: number,
): Generator<number, void> {
  const { capacity, stride } = runs;
  // As many rows at once as a step of all of them may take.
  const together = Math.min(rows, recurrencesAtOnce(stride));
  const steps = Math.min(capacity.steps, Math.ceil(recurrencesAtOnce(stride) / together));
  for (let first = 0; first < rows; first += together)
    for (let at = from; at < to; at += steps) {
      const end = Math.min(rows, first + together);
      runs.recur(inputs, at, Math.min(steps, to - at), first, end);
      yield step;
    }
}
