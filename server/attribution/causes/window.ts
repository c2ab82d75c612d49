// The net run over a window of bytes of which only some are kept: the others get v0 in place of their column of W_x
// (docs/causes.md). Losses are in bits, -log2 p(y). Which sets are asked about is decided in sets.ts.
import {
  bindInSteps,
  type Kernels,
  type ModelKernels,
  type Weights,
} from "../../kernels/interface";
import { recurrencesAtOnce } from "../../kernels/limits";
import { paced } from "../backward";
import { lossOf } from "../objective";
import type { Past } from "../types";

/**
 * Losses that a backend's readout gives within this distance of the best are computed again in float64, so that every
 * backend decides alike. In bits, or as a share of a larger loss. A float32 readout is off by a twentieth of it at most.
 */
const CLOSE = 1e-4;

const NONE = new Float64Array(0);

/** Which lags are kept, k = 0 .. L. */
export type Kept = readonly boolean[];

export class WindowRuns {
  /** Runs of the recurrence over the window, or over its end, since aim(). */
  runs = 0;
  private past: Past = { position: 0, bytes: new Uint8Array(1), before: NONE, next: undefined };
  private target = 0;
  private v0: Float64Array = NONE;
  private readonly y: Uint8Array;
  /** [lags + 1] h before the step of each lag, float64, for the set of the last walk(). */
  private readonly before: readonly Float64Array[];
  /** [lags + 1] h_t after the run of each candidate, float64. */
  private readonly after: readonly Float64Array[];
  /** What the last walk kept; empty if there was none since aim(). */
  private walked: Kept = [];
  private readonly state: Float64Array;
  private readonly logits = new Float64Array(256);
  private readonly piece: number;

  private constructor(
    private readonly kernels: ModelKernels,
    private readonly weights: Weights,
  ) {
    const { rows } = kernels.capacity;
    this.y = new Uint8Array(rows);
    const empty = () => Array.from({ length: rows }, () => new Float64Array(weights.H));
    this.before = empty();
    this.after = empty();
    this.state = new Float64Array(weights.H);
    this.piece = recurrencesAtOnce(kernels.stride);
  }

  /** @param lags the largest lag of any window */
  static *make(backend: Kernels, weights: Weights, lags: number): Generator<number, WindowRuns> {
    const capacity = { rows: lags + 1, window: lags + 1 };
    return new WindowRuns(yield* paced(bindInSteps(backend, weights, capacity), 0), weights);
  }

  /**
   * Turns to a window and the target y after it, whose probability is asked about from now on.
   * @param v0 what a replaced byte gives, float64 [H]
   */
  aim(past: Past, target: number, v0: Float64Array): this {
    if (past.bytes.length > this.kernels.capacity.rows)
      throw new RangeError(`a window of ${past.bytes.length} bytes, made for fewer`);
    this.past = past;
    this.target = target;
    this.v0 = v0;
    this.y.fill(target);
    this.runs = 0;
    this.walked = [];
    return this;
  }

  /** The largest lag that there is room for. */
  get lags(): number {
    return this.kernels.capacity.rows - 1;
  }

  /** The largest lag of the window, L. */
  get L(): number {
    return this.past.bytes.length - 1;
  }

  /** The loss with these lags kept, by one run of its own. */
  *bits(kept: Kept): Generator<number, number> {
    const { state } = this;
    state.set(this.past.before);
    yield* this.steps(kept, this.L, state, 0);
    this.runs++;
    return this.exact(state);
  }

  /**
   * For each kept lag the loss without it, the others kept; NaN for lags that are not kept. The runs share what comes
   * before the lag. In float64 for the least loss and all close to it.
   * @param best -1 if the largest loss is wanted instead
   */
  *without(kept: Kept, best: 1 | -1 = 1): Generator<number, Float64Array> {
    yield* this.walk(kept);
    const losses = new Float64Array(this.L + 1).fill(Number.NaN);
    for (let lag = 0; lag <= this.L; lag++) {
      if (!kept[lag]) continue;
      const state = this.after[lag];
      state.set(this.before[lag]);
      this.kernels.recurVector(this.v0, state, lag);
      yield* this.steps(kept, lag - 1, state, lag);
      this.runs++;
    }
    this.readAll(losses, kept);
    let least = Number.POSITIVE_INFINITY;
    for (const bits of losses) least = Math.min(least, Number.isNaN(bits) ? least : best * bits);
    const most = least + CLOSE * Math.max(1, Math.abs(least));
    for (let lag = 0; lag <= this.L; lag++)
      if (best * losses[lag] <= most) losses[lag] = this.exact(this.after[lag]);
    return losses;
  }

  /** Leaves the state before each lag's step, with these lags kept. Begins where the last walk differs. */
  private *walk(kept: Kept): Generator<number, void> {
    const { before, state, walked } = this;
    const first = walked.length === 0 ? this.L : kept.findLastIndex((is, k) => is !== walked[k]);
    this.walked = [...kept];
    if (first < 0) return;
    state.set(walked.length === 0 ? this.past.before : before[first]);
    for (let k = first; k >= 0; k--) {
      before[k].set(state);
      this.step(kept, k, state, k);
      if (k % this.piece === 0) yield k;
    }
  }

  /** The steps of the lags from `first` down to 0; all states go to the same row. */
  private *steps(
    kept: Kept,
    first: number,
    state: Float64Array,
    row: number,
  ): Generator<number, void> {
    for (let k = first; k >= 0; k--) {
      this.step(kept, k, state, row);
      if (k % this.piece === 0) yield k;
    }
  }

  private step(kept: Kept, k: number, state: Float64Array, row: number): void {
    if (kept[k]) this.kernels.recur(this.past.bytes, this.L - k, 1, state, row);
    else this.kernels.recurVector(this.v0, state, row);
  }

  /** All candidates' losses by the backend's readout; row `lag` holds the end of the candidate's run. */
  private readAll(losses: Float64Array, kept: Kept): void {
    const { kernels, L } = this;
    kernels.readout(0, L + 1);
    kernels.score(this.y, L + 1);
    for (let lag = 0; lag <= L; lag++) if (kept[lag]) losses[lag] = -kernels.logP[lag] / Math.LN2;
  }

  private exact(state: Float64Array): number {
    return lossOf(this.weights, state, this.target, this.logits);
  }
}
