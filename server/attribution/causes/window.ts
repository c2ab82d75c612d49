// The net run over a window of bytes of which only some are kept: the others get v0 in place of their column of W_x
// (docs/causes.md). Losses are in bits, -log2 p(y), in float64. Which sets are asked about is decided in sets.ts.
import type { Kernels, Weights } from "../../kernels/interface";
import { everyStep, steps } from "../../kernels/pace";
import { REPLACED, type Runs } from "../../kernels/runs";
import { bindRuns } from "../../kernels/select";
import { paced } from "../backward";
import { lossOfLogits } from "../objective";
import type { Past } from "../types";
import { Screening } from "./screening";

const NONE = new Float64Array(0);

/** Which lags are kept, k = 0 .. L. */
export type Kept = readonly boolean[];

export class WindowRuns {
  /** Runs of the recurrence over the window, or over its end, since aim(). */
  runs = 0;
  private past: Past = { position: 0, bytes: new Uint8Array(1), before: NONE, next: undefined };
  private target = 0;
  private v0: Float64Array = NONE;
  /** [lags + 1] What each step takes, in the order of the text: bytes, or REPLACED. */
  private readonly inputs: Uint16Array;
  /** [lags + 1 x stride] h after each step of the last walk(). */
  private readonly path: Float64Array;
  /** What the last walk kept; empty if there was none since aim(). */
  private walked: Kept = [];
  private readonly screening: Screening | undefined;

  private constructor(
    /** The workspace, which others may use until the next call here. */
    readonly kernels: Runs,
    private readonly weights: Weights,
  ) {
    const { capacity, screen, stride } = kernels;
    this.inputs = new Uint16Array(capacity.steps);
    this.path = screen?.path ?? new Float64Array(capacity.steps * stride);
    this.screening = screen && new Screening(kernels, screen);
  }

  /** @param lags the largest lag of any window */
  static *make(backend: Kernels, weights: Weights, lags: number): Generator<number, WindowRuns> {
    const capacity = { rows: lags + 1, steps: lags + 1 };
    return new WindowRuns(yield* paced(bindRuns(backend, weights, capacity), 0), weights);
  }

  /**
   * Turns to a window and the target y after it, whose probability is asked about from now on.
   * @param v0 what a replaced byte gives, float64 [inputSize]
   */
  aim(past: Past, target: number, v0: Float64Array): this {
    if (past.bytes.length > this.kernels.capacity.rows)
      throw new RangeError(`a window of ${past.bytes.length} bytes, made for fewer`);
    this.past = past;
    this.target = target;
    this.v0 = v0;
    this.screening?.aim(this.weights, past.bytes, v0);
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
    this.take(kept);
    this.runs++;
    return yield* this.run(this.past.before, 0);
  }

  /** For each kept lag the loss without it, the others kept; NaN for lags that are not kept. */
  *each(kept: Kept): Generator<number, Float64Array> {
    yield* this.walk(kept);
    const losses = new Float64Array(this.L + 1).fill(Number.NaN);
    for (let lag = 0; lag <= this.L; lag++) {
      if (!kept[lag]) continue;
      losses[lag] = yield* this.alone(lag);
      this.runs++;
    }
    return losses;
  }

  /**
   * The same where only the least loss is asked about: that one, and all that could be it, in float64, the others as
   * exactly as the backend's quickest look gives them.
   * @param best -1 if the largest loss is wanted instead
   */
  *without(kept: Kept, best: 1 | -1 = 1): Generator<number, Float64Array> {
    const { screening, L } = this;
    if (!screening?.isUseful) return yield* this.each(kept);
    yield* this.walk(kept);
    this.kernels.states.set(
      this.path.subarray(L * this.kernels.stride, (L + 1) * this.kernels.stride),
    );
    const first = yield* screening.look(kept, this.logits(), L, this.target);
    const losses = screening.losses.slice(0, L + 1);
    const isExact = new Array<boolean>(L + 1).fill(false);
    for (let done = 0; ; done++) {
      const lag = first[done] ?? this.undecided(losses, isExact, screening, best);
      if (lag < 0) break;
      losses[lag] = yield* this.alone(lag);
      screening.measure(lag, this.kernels.logits);
      isExact[lag] = true;
    }
    for (const is of kept) if (is) this.runs++;
    return losses;
  }

  /** A lag whose loss could be the best and is not exact, the likeliest first; -1 if there is none. */
  private undecided(
    losses: Float64Array,
    isExact: readonly boolean[],
    screening: Screening,
    best: 1 | -1,
  ): number {
    // Where the best is at worst, and which lag could be best of all.
    let reach = Number.POSITIVE_INFINITY;
    let [least, found] = [Number.POSITIVE_INFINITY, -1];
    for (let lag = 0; lag < losses.length; lag++) {
      if (Number.isNaN(losses[lag])) continue;
      const within = isExact[lag] ? 0 : screening.within(lag);
      const loss = best * losses[lag];
      reach = Math.min(reach, loss + within);
      if (isExact[lag] || loss - within >= least) continue;
      [least, found] = [loss - within, lag];
    }
    return least <= reach ? found : -1;
  }

  /** The loss without one more lag than the last walk left out, from the state before it on. */
  private *alone(lag: number): Generator<number, number> {
    const { inputs, path, L } = this;
    const { stride } = this.kernels;
    const at = L - lag;
    const input = inputs[at];
    inputs[at] = REPLACED;
    const before = at === 0 ? this.past.before : path.subarray((at - 1) * stride, at * stride);
    const bits = yield* this.run(before, at);
    inputs[at] = input;
    return bits;
  }

  /** Leaves the state after each step, with these lags kept. Begins where the last walk differs. */
  private *walk(kept: Kept): Generator<number, void> {
    const { kernels, path, walked, L } = this;
    const { stride, states } = kernels;
    const first = walked.length === 0 ? L : kept.findLastIndex((is, k) => is !== walked[k]);
    this.take(kept);
    this.walked = [...kept];
    if (first < 0) return;
    const from = L - first;
    states.set(from === 0 ? this.past.before : path.subarray((from - 1) * stride, from * stride));
    const isDue = everyStep(kernels.shape);
    for (let at = from; at <= L; at++) {
      kernels.recur(this.inputs, at, 1, 0, 1);
      path.set(states.subarray(0, stride), at * stride);
      if (isDue()) yield at;
    }
  }

  private take(kept: Kept): void {
    const { inputs, past, L, kernels } = this;
    kernels.replacement.set(this.v0);
    for (let at = 0; at <= L; at++) inputs[at] = kept[L - at] ? past.bytes[at] : REPLACED;
  }

  /** The loss at the end of the steps from `from` on, after the state `before`. */
  private *run(before: Float64Array, from: number): Generator<number, number> {
    const { kernels, inputs, L } = this;
    kernels.states.set(before);
    const recur = (at: number, count: number) => kernels.recur(inputs, from + at, count, 0, 1);
    for (const done of steps(kernels.shape, L + 1 - from, recur)) yield from + done;
    return lossOfLogits(this.logits(), this.target);
  }

  /** Of the state in row 0. */
  private logits(): Float64Array {
    this.kernels.readout(0, 1);
    return this.kernels.logits.subarray(0, 256);
  }
}
