// What the loss of a target would be for each of the 256 values of one past byte (docs/causes.md, section 6): everything
// after that byte is run again with the true bytes. Where a backend has a quicker look, all values are looked at and some are
// run in float64, which says how far the others may be off. Not here: bytes that are taken out (window.ts).
import type { Weights } from "../../kernels/interface";
import { rowsAtOnce } from "../../kernels/limits";
import { everyStep, paceOf } from "../../kernels/pace";
import type { Runs, Screen } from "../../kernels/runs";
import { lossOfLogits, predictionOf } from "../objective";
import type { Past } from "../types";
import { Looks } from "./looks";
import { run } from "./steps";

export interface ByteCurve {
  /** The value in the text. */
  readonly value: number;
  /** [256] -log2 p(y) by value; that of the value in the text is the surprise itself. */
  readonly bits: Float64Array;
  /** Bits by which any of them may be off; 0 if all were run in float64. */
  readonly within: number;
  /** [256] How likely the net holds each value where the byte stands; null for the first byte of a text. */
  readonly expected: Float64Array | null;
}

const VALUES = 256;
/** A value whose look may be off by more bits is run in float64. */
const MOST_WITHIN = 1e-3;
/** A look drifts at most this many times as much as the one that drifts most of those measured. */
const MARGIN = 10;
/** Every so many values one is measured: always the same, so that the answer does not depend on the workspace. */
const EVERY = 25;
/** Drift that is assumed where less is measured: the rounding of float32. */
const LEAST_DRIFT = 1e-7;

/**
 * The curve of the byte at `lag` for the target y. Yields how many values are done.
 * @param runs any workspace of the model; its states are overwritten
 */
export function* byteCurve(
  runs: Runs,
  weights: Weights,
  past: Past,
  lag: number,
  y: number,
): Generator<number, ByteCurve> {
  const at = past.bytes.length - 1 - lag;
  if (at < 0) throw new RangeError(`lag ${lag} of a window of ${past.bytes.length} bytes`);
  const inputs = new Uint16Array(past.bytes);
  runs.states.set(past.before);
  yield* run(runs, inputs, 0, at, 1, 0);
  const before = runs.states.slice(0, runs.stride);
  const expected =
    past.position === lag ? null : predictionOf(logitsOf(runs), past.position - lag - 1).P;
  const task: Task = { runs, before, inputs: inputs.subarray(at), y };
  const bits = new Float64Array(VALUES);
  const value = past.bytes[at];
  const { screen } = runs;
  if (!screen || runs.capacity.steps <= lag) {
    const all = Array.from(bits, (_, other) => other);
    yield* inFloat64(task, all, (other, logits) => {
      bits[other] = lossOfLogits(logits, y);
    });
    return { value, bits, within: 0, expected };
  }
  const within = yield* looked(task, screen, weights, bits);
  return { value, bits, within, expected };
}

interface Task {
  readonly runs: Runs;
  /** The state before the byte. */
  readonly before: Float64Array;
  /** The byte itself, and what follows it. */
  readonly inputs: Uint16Array;
  readonly y: number;
}

/** Sets the losses of all values by looks, and in float64 where these say too little. Returns how far any may be off. */
function* looked(
  task: Task,
  screen: Screen,
  weights: Weights,
  bits: Float64Array,
): Generator<number, number> {
  const { runs, inputs, y } = task;
  const value = inputs[0];
  const others = Array.from(bits, (_, other) => other).filter((other) => other !== value);
  const looks = new Looks(screen, VALUES);
  const base = yield* path(task, screen);
  bits[value] = lossOfLogits(base, y);
  looks.begin(base);
  const isExact = new Array<boolean>(VALUES).fill(false);
  let drift = LEAST_DRIFT;
  const { rows, steps } = runs.capacity;
  const block = Math.min(rows, steps, rowsAtOnce(2 * runs.stride * runs.stride));
  for (let done = 0; done < others.length; done += block) {
    const some = others.slice(done, done + block);
    yield* look(task, screen, weights, some);
    for (const [row, other] of some.entries()) looks.set(other, row, y);
    const measured = some.filter((other) => other % EVERY === 0);
    yield* inFloat64(task, measured, (other, logits) => {
      drift = Math.max(drift, looks.driftOf(other, some.indexOf(other), logits));
      bits[other] = lossOfLogits(logits, y);
      isExact[other] = true;
    });
  }
  const unsure = others.filter(
    (other) => !isExact[other] && !(looks.within(other, MARGIN * drift) <= MOST_WITHIN),
  );
  yield* inFloat64(task, unsure, (other, logits) => {
    bits[other] = lossOfLogits(logits, y);
    isExact[other] = true;
  });
  let most = 0;
  for (const other of others) {
    if (isExact[other]) continue;
    bits[other] = looks.losses[other];
    most = Math.max(most, looks.within(other, MARGIN * drift));
  }
  return most;
}

/** The path of the true bytes, and the logits at its end. */
function* path({ runs, before, inputs }: Task, screen: Screen): Generator<number, Float64Array> {
  const { states, stride } = runs;
  const isDue = everyStep(runs.shape);
  states.set(before);
  for (let at = 0; at < inputs.length; at++) {
    runs.recur(inputs, at, 1, 0, 1);
    screen.path.set(states.subarray(0, stride), at * stride);
    if (isDue()) yield 0;
  }
  return logitsOf(runs);
}

/** Leaves the shifts of these values in the first rows of the screen. */
function* look(
  { runs: { shape, stride }, inputs }: Task,
  screen: Screen,
  { H, Wx }: Weights,
  some: readonly number[],
): Generator<number, void> {
  const [count, none] = [some.length, new Uint8Array(inputs.length)];
  for (const [row, value] of some.entries())
    for (let i = 0; i < H; i++)
      screen.change[row * stride + i] = Wx[i * VALUES + value] - Wx[i * VALUES + inputs[0]];
  screen.leave(0, count);
  const operations = 2 * stride * stride * count;
  const deviate = (at: number, steps: number) => {
    screen.deviate(none, 1 + at, steps, 0, count);
  };
  for (const _ of paceOf(shape, "product").pieces(inputs.length - 1, operations, deviate))
    yield some[0];
  screen.readout(0, count);
}

/** Runs the net with each of these values in place of the byte, and hands on the logits, [256]. */
function* inFloat64(
  { runs, before, inputs }: Task,
  some: readonly number[],
  use: (value: number, logits: Float64Array) => void,
): Generator<number, void> {
  const { states, stride, capacity, logits } = runs;
  const own = Uint16Array.from(some);
  const block = rowsAtOnce(2 * VALUES * stride);
  for (let done = 0; done < own.length; done += capacity.rows) {
    const rows = Math.min(capacity.rows, own.length - done);
    const isDue = everyStep(runs.shape);
    for (let row = 0; row < rows; row++) {
      states.set(before, row * stride);
      runs.recur(own, done + row, 1, row, row + 1);
      if (isDue() || row + 1 === rows) yield done;
    }
    yield* run(runs, inputs, 1, inputs.length, rows, done);
    for (let first = 0; first < rows; first += block) {
      const end = Math.min(rows, first + block);
      runs.readout(first, end);
      for (let row = first; row < end; row++)
        use(own[done + row], logits.subarray(row * VALUES, (row + 1) * VALUES));
      yield done;
    }
  }
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
  return runs.logits.slice(0, VALUES);
}
