// A quicker look at all runs that each leave out one more lag of a window: their losses, and within what distance of the
// true ones they are. Who is best among those within reach of each other is not decided here but in float64 (window.ts).
import type { Weights } from "../../kernels/interface";
import { paceOf } from "../../kernels/pace";
import type { Runs, Screen } from "../../kernels/runs";
import { Looks } from "./looks";

/**
 * How far runs drift from float64 depends on the net and the text: a chaotic one enlarges every rounding error from step
 * to step. So it is measured again and again, on the runs that are made in float64 as well (Looks.driftOf). A run of the
 * same round drifts this many times as much at most.
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

export class Screening {
  /** By lag. */
  private readonly looks: Looks;
  /** Row of the screen, by lag. */
  private readonly rows: Int32Array;
  private readonly leaves: Uint8Array;
  private measured: number[] = [];
  private rounds = 0;
  private drift = 0;

  constructor(
    private readonly kernels: Runs,
    private readonly screen: Screen,
  ) {
    const { steps } = kernels.capacity;
    this.looks = new Looks(screen, steps);
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

  /** [steps] By lag; NaN for lags that are not kept. */
  get losses(): Float64Array {
    return this.looks.losses;
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
    const { kernels, screen, leaves, looks, rows } = this;
    looks.begin(base);
    const operations = 2 * kernels.stride * kernels.stride;
    const pace = paceOf(kernels.shape, "product");
    const lags = [...kept.keys()].filter((k) => kept[k]).reverse();
    for (let first = 0; first < lags.length; ) {
      const end = Math.min(lags.length, first + pace.rowsAtOnce(operations));
      leaves.fill(0);
      for (let row = first; row < end; row++) leaves[L - lags[row]] = 1;
      let active = 0;
      const from = L - lags[first];
      const deviate = (at: number, count: number) => {
        active = screen.deviate(leaves, from + at, count, first, active);
      };
      for (const done of pace.pieces(L + 1 - from, operations * (end - first), deviate))
        yield from + done;
      screen.readout(first, end);
      for (; first < end; first++) {
        rows[lags[first]] = first;
        looks.set(lags[first], first, y);
      }
    }
    const round = this.rounds++;
    // In the first round nothing is known yet.
    if (round === 0) return lags.filter((_, row) => row < FURTHEST || row % FURTHEST === 0);
    const turn = (round >> 1) % Math.min(FURTHEST, lags.length);
    return round % 2 === 0 ? lags.slice(turn, turn + 1) : [];
  }

  /** Compares the last look at a lag with its true logits [256]. */
  measure(lag: number, logits: Float64Array): void {
    this.measured.push(this.looks.driftOf(lag, this.rows[lag], logits));
    if (this.measured.length > RECENT) this.measured.shift();
    this.drift = Math.max(...this.measured);
  }

  /** The true loss without a lag is within this distance of the look's, in bits. */
  within(lag: number): number {
    return this.looks.within(lag, MARGIN * Math.max(LEAST_DRIFT, this.drift));
  }
}
