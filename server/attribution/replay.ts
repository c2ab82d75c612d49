// Runs the forward pass again with one step's input replaced (docs/method.md, section 2: occlusion and integrated):
// the same recurrence and readout, with another vector in place of W_x[:, x_{t-k}].
import type { ModelKernels } from "../kernels/interface";
import { recurrencesAtOnce } from "../kernels/pauses";
import { type Aim, objectiveValue } from "./objective";
import type { Past } from "./types";

export class Replay {
  private readonly y: Uint8Array;
  /** Steps of the recurrence between two pauses. */
  private readonly piece: number;

  private constructor(
    private readonly kernels: ModelKernels,
    private readonly past: Past,
    private readonly aim: Aim,
    /** h before each step: row k holds h_{t-k-1}, float64. */
    private readonly before: readonly Float64Array[],
    private readonly state: Float64Array,
  ) {
    this.y = Uint8Array.of(aim.target);
    this.piece = recurrencesAtOnce(kernels.stride);
  }

  /** Runs the unchanged text once, with pauses; the kernels' window must hold L + 1 rows. */
  static *begin(kernels: ModelKernels, past: Past, aim: Aim): Generator<number, Replay> {
    const L = past.bytes.length - 1;
    const state = past.before.slice();
    const before = new Array<Float64Array>(L + 1);
    const piece = recurrencesAtOnce(kernels.stride);
    for (let k = L; k >= 0; k--) {
      before[k] = state.slice();
      kernels.recur(past.bytes, L - k, 1, state, L - k);
      if (k % piece === 0) yield 0;
    }
    return new Replay(kernels, past, aim, before, state);
  }

  /** L with the vector v as input of step t-k; leaves the states in rows L-k .. L, the scores in row 0. Yields k. */
  *value(v: Float64Array, k: number): Generator<number, number> {
    const { kernels, past, piece, state } = this;
    const L = past.bytes.length - 1;
    state.set(this.before[k]);
    kernels.recurVector(v, state, L - k);
    for (let at = L - k + 1; at <= L; at += piece) {
      kernels.recur(past.bytes, at, Math.min(piece, L + 1 - at), state, at);
      yield k;
    }
    kernels.readout(L, 1);
    kernels.score(this.y, 1);
    return objectiveValue(kernels, this.aim);
  }
}
