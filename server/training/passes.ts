// The two passes over a text: one that learns, chunk by chunk, and one that only judges. Neither updates the weights.
import { checkPredictions } from "../attribution/finite";
import {
  bindInSteps,
  type Capacity,
  type Kernels,
  type ModelKernels,
  type Weights,
} from "../kernels/interface";
import { isPredicted, shapeOf } from "../kernels/shape";
import type { TrainingWorkspace } from "../kernels/training";
import type { Counters } from "./types";

/**
 * A pass that learns: S streams through S equal stretches, with the state carried from chunk to chunk. Fills the
 * workspace and sums the loss.
 */
export class Epoch {
  /** Predictions per stream. */
  private readonly stretch: number;
  private readonly state: Float32Array;
  readonly chunks: number;

  constructor(
    private readonly workspace: TrainingWorkspace,
    private readonly text: Uint8Array,
    private readonly counters: Counters,
  ) {
    const { streams, length } = workspace.shape;
    this.stretch = Math.ceil((text.length - 1) / streams);
    this.chunks = Math.ceil(this.stretch / length);
    this.state = new Float32Array(streams * workspace.net.stateSize);
  }

  get finished(): boolean {
    return this.counters.chunk === this.chunks;
  }

  get bitsPerByte(): number {
    return this.counters.epochNats / Math.LN2 / this.counters.epochPredictions;
  }

  /**
   * Returns to the start of the text with a zero state. A stream that starts inside the text takes over the state in
   * which the stream before it ended the last epoch, since its own stretch follows that one.
   */
  restart(): void {
    const { workspace, state, counters } = this;
    const { stateSize } = workspace.net;
    workspace.readState(state);
    state.copyWithin(stateSize, 0, state.length - stateSize);
    state.fill(0, 0, stateSize);
    workspace.writeState(state);
    counters.chunk = 0;
    counters.epochNats = 0;
    counters.epochPredictions = 0;
  }

  /** Returns to the start without using the last epoch: a zero state for every stream. */
  forget(): void {
    this.workspace.writeState(this.state.fill(0));
    this.restart();
  }

  /** Runs the next chunk, forward and backward. @returns its summed -log P[y] in nats. */
  advance(): number {
    const { workspace, text, stretch, counters } = this;
    const { streams: S, length: T } = workspace.shape;
    const from = counters.chunk * T;
    const steps = Math.min(T, stretch - from);
    for (let s = 0; s < S; s++) {
      // Stretches overlap by a byte if the text does not divide evenly.
      const start = Math.floor((s * (text.length - 1)) / S) + from;
      for (let t = 0; t < steps; t++) {
        workspace.inputs[t * S + s] = text[start + t];
        workspace.targets[t * S + s] = text[start + t + 1];
      }
    }
    // Summed over the steps, as the paper's clipping at 5 assumes; averaged over the streams.
    const nats = workspace.backpropagate(steps, 1 / S);
    counters.chunk++;
    counters.epochNats += nats;
    counters.epochPredictions += steps * S;
    counters.predictions += steps * S;
    return nats;
  }
}

/** Multiply-adds per piece: a few milliseconds on the fast kernels, whatever the hidden size. */
const PIECE = 2 ** 24;
const MOST_ROWS = 256;

function capacityFor(weights: Weights, bytes: number): Capacity {
  const { H, operations } = shapeOf(weights);
  const rows = Math.min(MOST_ROWS, bytes - 1, Math.ceil(PIECE / (operations / 2 + 256 * H)));
  return { rows, window: rows };
}

/** Binds with pauses, for evaluating texts of up to this many bytes one after another. */
export function bindToEvaluate(
  kernels: Kernels,
  weights: Weights,
  bytes: number,
): Generator<void, ModelKernels> {
  return bindInSteps(kernels, weights, capacityFor(weights, bytes));
}

/** The predictions of a text, judged; a byte outside the net's alphabet is read, but it is no prediction. */
export class Evaluation {
  private readonly state: Float64Array;
  private at = 0;
  private logP = 0;
  private counted = 0;

  /** @param model the bound weights, if shared with the evaluation of other texts; the bits are the same. */
  constructor(
    kernels: Kernels,
    readonly weights: Weights,
    private readonly text: Uint8Array,
    private readonly model = kernels.bind(weights, capacityFor(weights, text.length)),
  ) {
    this.state = new Float64Array(this.model.shape.stateSize);
  }

  get finished(): boolean {
    return this.at === this.text.length - 1;
  }

  /** Summed -log P[y] of the predictions so far. */
  get nats(): number {
    return -this.logP;
  }

  /** How many predictions that is. */
  get predictions(): number {
    return this.counted;
  }

  /** Of the predictions so far; NaN before the first. */
  get bitsPerByte(): number {
    return this.nats / Math.LN2 / this.counted;
  }

  /** Evaluates one more piece. @throws NotFinite */
  advance(): void {
    const { model, text, at } = this;
    const count = Math.min(model.capacity.rows, text.length - 1 - at);
    model.recur(text, at, count, this.state, 0);
    model.readout(0, count);
    model.score(text.subarray(at + 1, at + 1 + count), count);
    checkPredictions(model, at, count);
    for (let i = 0; i < count; i++) {
      if (!isPredicted(this.weights, text[at + 1 + i])) continue;
      this.logP += model.logP[i];
      this.counted++;
    }
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
