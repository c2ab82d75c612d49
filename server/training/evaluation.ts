// Bits per byte of a model on a text, as `report` prints it: float64 recurrence over the float32 weights, N - 1
// predictions. Works in pieces, so that a long text never blocks. Not here: other statistics.
import {
  bindInSteps,
  type Capacity,
  type Kernels,
  type ModelKernels,
  type Weights,
} from "../kernels/interface";

/** Multiply-adds per piece: a few milliseconds on the fast kernels, whatever the hidden size. */
const PIECE = 2 ** 24;
const MOST_ROWS = 256;

function capacityFor(H: number, bytes: number): Capacity {
  const rows = Math.min(MOST_ROWS, bytes - 1, Math.ceil(PIECE / (H * (H + 256))));
  return { rows, window: rows };
}

/** Binds with pauses, for evaluating texts of up to this many bytes one after another. */
export function bindToEvaluate(
  kernels: Kernels,
  weights: Weights,
  bytes: number,
): Generator<void, ModelKernels> {
  return bindInSteps(kernels, weights, capacityFor(weights.H, bytes));
}

export class Evaluation {
  private readonly state: Float64Array;
  private at = 0;
  private logP = 0;

  /** @param model the bound weights, if shared with the evaluation of other texts; the bits are the same. */
  constructor(
    kernels: Kernels,
    readonly weights: Weights,
    private readonly text: Uint8Array,
    private readonly model = kernels.bind(weights, capacityFor(weights.H, text.length)),
  ) {
    this.state = new Float64Array(weights.H);
  }

  get finished(): boolean {
    return this.at === this.text.length - 1;
  }

  /** Summed -log P[y] of the predictions so far. */
  get nats(): number {
    return -this.logP;
  }

  /** Of the predictions so far; NaN before the first. */
  get bitsPerByte(): number {
    return this.nats / Math.LN2 / this.at;
  }

  /** Evaluates one more piece. */
  advance(): void {
    const { model, text, at } = this;
    const count = Math.min(model.capacity.rows, text.length - 1 - at);
    model.recur(text, at, count, this.state, 0);
    model.readout(0, count);
    model.score(text.subarray(at + 1, at + 1 + count), count);
    for (let i = 0; i < count; i++) this.logP += model.logP[i];
    this.at += count;
  }
}

/** Pauses after every piece, and while the model is bound. @param text at least 2 bytes. */
export function* evaluate(
  kernels: Kernels,
  weights: Weights,
  text: Uint8Array,
): Generator<void, number> {
  const model = yield* bindToEvaluate(kernels, weights, text.length);
  const evaluation = new Evaluation(kernels, weights, text, model);
  while (!evaluation.finished) {
    evaluation.advance();
    yield;
  }
  return evaluation.bitsPerByte;
}

/** The same without pauses. @param text at least 2 bytes. */
export function bitsPerByte(kernels: Kernels, weights: Weights, text: Uint8Array): number {
  const evaluation = new Evaluation(kernels, weights, text);
  while (!evaluation.finished) evaluation.advance();
  return evaluation.bitsPerByte;
}
