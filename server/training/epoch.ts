// One pass over the text, chunk by chunk: S streams through S equal stretches, with the state carried from chunk to
// chunk. Fills the workspace and sums the loss; does not update the weights.
import type { TrainingWorkspace } from "../kernels/training";
import type { Counters } from "./snapshot";

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
    this.state = new Float32Array(streams * workspace.H);
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
    workspace.readState(state);
    state.copyWithin(workspace.H, 0, state.length - workspace.H);
    state.fill(0, 0, workspace.H);
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
