// The oracle of the runs: float64, plain loops, one state after the other. It has no screen, since nothing is quicker
// than its own recurrence.
import type { Weights } from "./interface";
import { allocated } from "./limits";
import { REPLACED, type Runs, type RunsCapacity } from "./runs";

export function referenceRuns(weights: Weights, capacity: RunsCapacity): Runs {
  return allocated(
    weights.H,
    Math.max(capacity.rows, capacity.steps),
    () => new ReferenceRuns(weights, capacity),
  );
}

class ReferenceRuns implements Runs {
  private readonly H: number;
  readonly stride: number;
  readonly states: Float64Array;
  readonly replacement: Float64Array;
  readonly logits: Float64Array;
  private readonly next: Float64Array;

  constructor(
    private readonly w: Weights,
    readonly capacity: RunsCapacity,
  ) {
    this.H = w.H;
    this.stride = w.H;
    this.states = new Float64Array(capacity.rows * w.H);
    this.replacement = new Float64Array(w.H);
    this.logits = new Float64Array(capacity.rows * 256);
    this.next = new Float64Array(w.H);
  }

  recur(inputs: Uint16Array, from: number, count: number, first: number, end: number): void {
    for (let row = first; row < end; row++)
      for (let s = from; s < from + count; s++) this.step(inputs[s], row * this.H);
  }

  private step(input: number, at: number): void {
    const { H, next, states } = this;
    const { Wx, Wh, bh } = this.w;
    for (let i = 0; i < H; i++) {
      let a = (input === REPLACED ? this.replacement[i] : Wx[i * 256 + input]) + bh[i];
      for (let j = 0; j < H; j++) a += Wh[i * H + j] * states[at + j];
      next[i] = Math.tanh(a);
    }
    states.set(next, at);
  }

  readout(first: number, end: number): void {
    const { H, states, logits } = this;
    const { Wy, by } = this.w;
    for (let row = first; row < end; row++)
      for (let o = 0; o < 256; o++) {
        let z = by[o];
        for (let j = 0; j < H; j++) z += Wy[o * H + j] * states[row * H + j];
        logits[row * 256 + o] = z;
      }
  }
}
