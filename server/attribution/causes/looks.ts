// Losses from a quick look (kernels/runs.ts, Screen): the logits of runs that leave a common path, as float32 shifts from the
// path's own, and how far the losses may be off. Not here: which runs are made, and how much their drift is
// (screening.ts, byteCurve.ts).
import { exp, expm1, log, log1p } from "../../kernels/elementary";
import type { Screen } from "../../kernels/runs";

/** Bits by which losses may be off for other reasons: rounding in float64, numbers too small for float32. */
const LEAST_WITHIN = 1e-9;
/** Logits this far below the largest add less than a hundredth of that, all together. */
const UNSEEN = 31;

export class Looks {
  /** [count] In bits; NaN where no look was taken. */
  readonly losses: Float64Array;
  /** [count] The largest shift of a logit. */
  private readonly largest: Float64Array;
  private readonly logits = new Float64Array(256);
  private readonly base = new Float64Array(256);

  constructor(
    private readonly screen: Screen,
    count: number,
  ) {
    this.losses = new Float64Array(count);
    this.largest = new Float64Array(count);
  }

  /** @param base the logits at the end of the path, [256] */
  begin(base: Float64Array): void {
    this.base.set(base);
    this.losses.fill(Number.NaN);
  }

  /** Takes the loss of y from a row of the screen. */
  set(index: number, row: number, y: number): void {
    const { base, logits, screen } = this;
    let [low, high, max, sum] = [0, 0, Number.NEGATIVE_INFINITY, 0];
    for (let o = 0; o < 256; o++) {
      const shift = screen.shifts[row * 256 + o];
      const z = base[o] + shift;
      logits[o] = z;
      sum += shift;
      if (shift < low) low = shift;
      else if (shift > high) high = shift;
      if (z > max) max = z;
    }
    // The loss as lossOfLogits gives it, but for terms too small to be seen among LEAST_WITHIN.
    let others = 0;
    for (let o = 0; o < 256; o++)
      if (logits[o] > max - UNSEEN && o !== y) others += exp(logits[o] - max);
    const all = others + exp(logits[y] - max);
    const nats = others < all / 2 ? -log1p(-others / all) : log(all) + max - logits[y];
    // Weights may lead beyond float32: such a look says nothing, and the true loss may be any distance from it.
    const isSeen = Number.isFinite(sum) && Number.isFinite(nats);
    this.largest[index] = isSeen ? Math.max(high, -low) : Number.POSITIVE_INFINITY;
    this.losses[index] = isSeen ? nats / Math.LN2 : 1;
  }

  /**
   * The drift of a look: the largest error of a logit's shift as a part of the run's largest shift; 0 where the look says nothing.
   * @param row where the look was taken, and still stands
   * @param logits of the same run in float64, [256]
   */
  driftOf(index: number, row: number, logits: Float64Array): number {
    const { base, largest, screen } = this;
    if (largest[index] === Number.POSITIVE_INFINITY) return 0;
    let error = 0;
    for (let o = 0; o < 256; o++) {
      // What float64 itself cannot tell is no drift.
      const rounding = 1e-13 * (1 + Math.abs(base[o]));
      const shift = screen.shifts[row * 256 + o];
      error = Math.max(error, Math.abs(logits[o] - base[o] - shift) - rounding);
    }
    return error / Math.max(largest[index], Number.MIN_VALUE);
  }

  /**
   * The true loss is within this distance of the look's, in bits, if the look drifts by no more than `drift`. No logit is off
   * by more than e then, so the odds against y by no more than a factor exp(2e); near certainty little is left of that.
   */
  within(index: number, drift: number): number {
    const bits = this.losses[index];
    const others = -expm1(-bits * Math.LN2);
    const e = drift * this.largest[index];
    const most = others > 0 ? log1p(others * expm1(2 * e)) / Math.LN2 : 0;
    return most + LEAST_WITHIN * (1 + bits);
  }
}
