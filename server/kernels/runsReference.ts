// The oracle of the runs: float64, plain loops, one state after the other. It has no screen, since nothing is quicker
// than its own recurrence.
import type { Weights } from "./interface";
import { allocated } from "./limits";
import { ReferenceRecurrence } from "./referenceRecurrence";
import { REPLACED, type Runs, type RunsCapacity } from "./runs";
import type { NetShape } from "./shape";

export function referenceRuns(weights: Weights, capacity: RunsCapacity): Runs {
  return allocated(
    weights.H,
    Math.max(capacity.rows, capacity.steps),
    () => new ReferenceRuns(weights, capacity),
  );
}

class ReferenceRuns implements Runs {
  readonly shape: NetShape;
  readonly stride: number;
  readonly states: Float64Array;
  readonly replacement: Float64Array;
  readonly logits: Float64Array;
  private readonly recurrence: ReferenceRecurrence;
  private readonly tape: Float64Array;

  constructor(
    private readonly w: Weights,
    readonly capacity: RunsCapacity,
  ) {
    this.recurrence = new ReferenceRecurrence(w);
    const { stateSize, inputSize } = this.recurrence.shape;
    this.shape = this.recurrence.shape;
    this.stride = stateSize;
    this.states = new Float64Array(capacity.rows * stateSize);
    this.replacement = new Float64Array(inputSize);
    this.logits = new Float64Array(capacity.rows * 256);
    this.tape = new Float64Array(this.recurrence.tapeSize);
  }

  recur(inputs: Uint16Array, from: number, count: number, first: number, end: number): void {
    const { recurrence, replacement, states, tape } = this;
    for (let row = first; row < end; row++)
      for (let s = from; s < from + count; s++) {
        if (inputs[s] === REPLACED) recurrence.takeVector(replacement);
        else recurrence.takeByte(inputs[s]);
        recurrence.step({ numbers: states, at: row * this.stride }, { numbers: tape, at: 0 });
      }
  }

  readout(first: number, end: number): void {
    const { states, logits, stride } = this;
    const { H, Wy, by } = this.w;
    for (let row = first; row < end; row++)
      for (let o = 0; o < 256; o++) {
        let z = by[o];
        for (let j = 0; j < H; j++) z += Wy[o * H + j] * states[row * stride + j];
        logits[row * 256 + o] = z;
      }
  }
}
