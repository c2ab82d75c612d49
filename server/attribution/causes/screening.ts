// A quicker look at all runs that each leave out one more lag of a window: their losses, and within what distance of the
// true ones they are. Who is best among those within reach of each other is not decided here but in float64 (window.ts).
import type { Weights } from "../../kernels/interface";
import { atOnce, rowsAtOnce } from "../../kernels/limits";
import type { Runs, Screen } from "../../kernels/runs";

/**
 * How far runs drift from float64 depends on the net and the text: a chaotic one enlarges every rounding error from step
 * to step. So it is measured again and again, on the runs that are made in float64 as well. Drift is the largest error of
 * a logit's shift as a part of the run's largest shift; a run of the same round drifts this many times as much at most.
 */
const MARGIN = 100;
/** Drift that is assumed where less is measured: that of nets that forget. */
const LEAST_DRIFT = 1e-5;
/** With more, a screen decides nothing. */
const MOST_DRIFT = 0.02;
/** Measurements that count, the last ones. */
const RECENT = 8;
/** The runs that drift furthest are those of the largest lags; one of these is measured in every second round. */
const FURTHEST = 4;
/** Bits by which losses may be off for other reasons: rounding in float64, numbers too small for float32. */
const LEAST_WITHIN = 1e-9;
/** Logits this far below the largest add less than a hundredth of that, all together. */
const UNSEEN = 31;

export class Screening {
  /** [steps] By lag; NaN for lags that are not kept. */
  readonly losses: Float64Array;
  /** [steps] The largest shift of a logit, by lag. */
  private readonly largest: Float64Array;
  /** Row of the screen, by lag. */
  private readonly rows: Int32Array;
  private readonly leaves: Uint8Array;
  private readonly logits = new Float64Array(256);
  /** The logits at the end of the path. */
  private readonly base = new Float64Array(256);
  private measured: number[] = [];
  private rounds = 0;
  private drift = 0;

  constructor(
    private readonly kernels: Runs,
    private readonly screen: Screen,
  ) {
    const { steps } = kernels.capacity;
    this.losses = new Float64Array(steps);
    this.largest = new Float64Array(steps);
    this.rows = new Int32Array(steps);
    this.leaves = new Uint8Array(steps);
  }

  /** @param v0 what a replaced byte gives, float64 [inputSize] */
  aim({ H, Wx }: Weights, bytes: Uint8Array, v0: Float64Array): void {
    const { change } = this.screen;
    for (const [at, x] of bytes.entries())
      for (let i = 0; i < H; i++) change[at * this.kernels.stride + i] = v0[i] - Wx[i * 256 + x];
    this.measured = [];
    this.rounds = 0;
    this.drift = 0;
  }

  /** Whether a look is worth its time, by what has been measured since aim(). */
  get isUseful(): boolean {
    return this.drift <= MOST_DRIFT;
  }

  /**
   * Sets the losses without each kept lag. The screen's path is that of the kept lags.
   * @param base its logits, [256]
   * @param L the largest lag
   * @returns lags to run in float64 first and to measure(), so that within() knows the drift
   */
  *look(
    kept: readonly boolean[],
    base: Float64Array,
    L: number,
    y: number,
  ): Generator<number, readonly number[]> {
    const { kernels, screen, leaves, losses } = this;
    this.base.set(base);
    losses.fill(Number.NaN);
    const operations = 2 * kernels.stride * kernels.stride;
    const lags = [...kept.keys()].filter((k) => kept[k]).reverse();
    for (let first = 0; first < lags.length; ) {
      const end = Math.min(lags.length, first + rowsAtOnce(operations));
      leaves.fill(0);
      for (let row = first; row < end; row++) leaves[L - lags[row]] = 1;
      const steps = atOnce(operations * (end - first));
      let active = 0;
      for (let at = L - lags[first]; at <= L; at += steps) {
        active = screen.deviate(leaves, at, Math.min(steps, L + 1 - at), first, active);
        yield at;
      }
      screen.readout(first, end);
      for (; first < end; first++) this.set(lags[first], first, y);
    }
    const round = this.rounds++;
    // In the first round nothing is known yet.
    if (round === 0) return lags.filter((_, row) => row < FURTHEST || row % FURTHEST === 0);
    const turn = (round >> 1) % Math.min(FURTHEST, lags.length);
    return round % 2 === 0 ? lags.slice(turn, turn + 1) : [];
  }

  private set(lag: number, row: number, y: number): void {
    const { base, logits, screen } = this;
    let [low, high, max] = [0, 0, Number.NEGATIVE_INFINITY];
    for (let o = 0; o < 256; o++) {
      const shift = screen.shifts[row * 256 + o];
      const z = base[o] + shift;
      logits[o] = z;
      if (shift < low) low = shift;
      else if (shift > high) high = shift;
      if (z > max) max = z;
    }
    // The loss as lossOfLogits gives it, but for terms too small to be seen among LEAST_WITHIN.
    let others = 0;
    for (let o = 0; o < 256; o++)
      if (logits[o] > max - UNSEEN && o !== y) others += Math.exp(logits[o] - max);
    const all = others + Math.exp(logits[y] - max);
    const nats = others < all / 2 ? -Math.log1p(-others / all) : Math.log(all) + max - logits[y];
    this.rows[lag] = row;
    this.largest[lag] = Math.max(high, -low);
    this.losses[lag] = nats / Math.LN2;
  }

  /** Compares the last look at a lag with its true logits [256]. */
  measure(lag: number, logits: Float64Array): void {
    const { base, largest, screen } = this;
    const from = this.rows[lag] * 256;
    let error = 0;
    for (let o = 0; o < 256; o++) {
      // What float64 itself cannot tell is no drift.
      const rounding = 1e-13 * (1 + Math.abs(base[o]));
      error = Math.max(error, Math.abs(logits[o] - base[o] - screen.shifts[from + o]) - rounding);
    }
    this.measured.push(error / Math.max(largest[lag], Number.MIN_VALUE));
    if (this.measured.length > RECENT) this.measured.shift();
    this.drift = Math.max(...this.measured);
  }

  /**
   * The true loss without a lag is within this distance of the look's, in bits. d loss = sum over o of P(o) (dz(o) -
   * dz(y)): the part of y itself falls out, so near certainty little is left.
   */
  within(lag: number): number {
    const bits = this.losses[lag];
    const shift = MARGIN * Math.max(LEAST_DRIFT, this.drift) * this.largest[lag];
    const others = -Math.expm1(-bits * Math.LN2);
    return (2 * shift * others) / Math.LN2 + LEAST_WITHIN * (1 + bits);
  }
}
