// The two runs of the recurrence that a trace may need besides the document's own: up to a position of a text held in
// memory, and again from a step whose input is replaced. Open documents have checkpoints instead (documents/).
import type { ModelKernels } from "../kernels/interface";
import { everyStep, steps } from "../kernels/pace";
import { type Aim, objectiveValue } from "./objective";
import { lagsAt, type Past } from "./types";

/**
 * The pasts of positions in a text held entirely in memory, by one forward pass if they ascend. Gives the same bits as
 * a document's checkpoints, since the state is float64.
 */
export class TextReader {
  /** Bytes that `state` has read. */
  private read = 0;
  private readonly state: Float64Array;

  /** @param kernels any workspace of the model; its window is overwritten. */
  constructor(
    private readonly kernels: ModelKernels,
    private readonly text: Uint8Array,
  ) {
    this.state = new Float64Array(kernels.shape.stateSize);
  }

  /** Yields the fraction done. */
  *past(position: number, depth: number): Generator<number, Past> {
    const { kernels, text, state } = this;
    const from = position - lagsAt(position, depth);
    if (this.read > from) {
      this.read = 0;
      state.fill(0);
    }
    const recur = (_: number, count: number) => {
      kernels.recur(text, this.read, count, state, 0);
      this.read += count;
    };
    const pieces = steps(kernels.shape, from - this.read, recur, kernels.capacity.window);
    for (const _ of pieces) yield this.read / from;
    return {
      position,
      bytes: text.slice(from, position + 1),
      before: state.slice(),
      next: position + 1 < text.length ? text[position + 1] : undefined,
    };
  }
}

/** The past of one position. Yields the fraction done. */
export function pastSteps(
  kernels: ModelKernels,
  text: Uint8Array,
  position: number,
  depth: number,
): Generator<number, Past> {
  return new TextReader(kernels, text).past(position, depth);
}

/** h at the position, float64 [H]; the kernels' window must hold its bytes. */
export function stateAfter(kernels: ModelKernels, { bytes, before }: Past): Float64Array {
  const state = before.slice();
  kernels.recur(bytes, 0, bytes.length, state, 0);
  return state;
}

/**
 * The same recurrence and readout with another vector in place of W_x[:, x_{t-k}] (docs/method.md, section 2: occlusion
 * and integrated).
 */
export class Replay {
  private readonly y: Uint8Array;

  private constructor(
    private readonly kernels: ModelKernels,
    private readonly past: Past,
    private readonly aim: Aim,
    /** The state before each step: row k holds that after byte t-k-1, float64. */
    private readonly before: readonly Float64Array[],
    private readonly state: Float64Array,
  ) {
    this.y = Uint8Array.of(aim.target);
  }

  /** Runs the unchanged text once, with pauses; the kernels' window must hold L + 1 rows. */
  static *begin(kernels: ModelKernels, past: Past, aim: Aim): Generator<number, Replay> {
    const L = past.bytes.length - 1;
    const state = past.before.slice();
    const before = new Array<Float64Array>(L + 1);
    const isDue = everyStep(kernels.shape);
    for (let k = L; k >= 0; k--) {
      before[k] = state.slice();
      kernels.recur(past.bytes, L - k, 1, state, L - k);
      if (isDue()) yield 0;
    }
    return new Replay(kernels, past, aim, before, state);
  }

  /** L with the vector v as input of step t-k; leaves the states in rows L-k .. L, the scores in row 0. Yields k. */
  *value(v: Float64Array, k: number): Generator<number, number> {
    const { kernels, past, state } = this;
    const L = past.bytes.length - 1;
    state.set(this.before[k]);
    kernels.recurVector(v, state, L - k);
    const next = L - k + 1;
    const recur = (from: number, count: number) =>
      kernels.recur(past.bytes, next + from, count, state, next + from);
    for (const _ of steps(kernels.shape, k, recur)) yield k;
    kernels.readout(L, 1);
    kernels.score(this.y, 1);
    return objectiveValue(kernels, this.aim);
  }
}
