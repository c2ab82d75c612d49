// Times the traces of a stretch of text without the forward pass, for the benchmark: on this thread, or on several
// that begin every round together.

import { SEGMENT, SegmentWorkspace, traceBlock } from "../attribution/blocks";
import type { BackendName, Kernels, Weights } from "../kernels/interface";
import { selectKernels } from "../kernels/select";
import type { JobKind } from "./kind";

const WAIT_MS = 10;

export class TraceTiming {
  private readonly workspace: SegmentWorkspace;
  private readonly state: Float64Array;

  constructor(backend: Kernels, weights: Weights, text: Uint8Array, depth: number) {
    this.workspace = new SegmentWorkspace(backend, weights, text, depth);
    this.state = new Float64Array(weights.H);
  }

  /** Seconds spent in g_t, steps, attributions and norms of positions from .. to). */
  *run(from: number, to: number): Generator<void, number> {
    const { workspace, state } = this;
    state.fill(0);
    // The states before `from` do not matter here; those of each segment follow from the one before.
    let milliseconds = 0;
    for (let at = from; at < to; at += SEGMENT) {
      yield* workspace.forward(at, Math.min(to, at + SEGMENT), state);
      for (const block of workspace.blocks()) {
        const start = performance.now();
        block.kernels.outputGradient(block.count);
        for (const _ of traceBlock(block, workspace.depth, nothing));
        milliseconds += performance.now() - start;
        yield;
      }
    }
    return milliseconds / 1000;
  }
}

function nothing(): void {}

export interface TimingData {
  readonly backend: BackendName;
  readonly weights: Weights;
  readonly text: Uint8Array;
  readonly depth: number;
  readonly threads: number;
  /** [1] number of threads that have reached the start of a round, over all rounds. */
  readonly arrived: Int32Array;
}

export interface TimingRound {
  readonly round: number;
  readonly from: number;
  readonly to: number;
}

export const traceTimingKind: JobKind<TimingData, TimingRound, number> = {
  name: "traceTiming",
  open({ backend, weights, text, depth, threads, arrived }) {
    const timing = new TraceTiming(selectKernels(backend), weights, text, depth);
    return function* ({ round, from, to }) {
      Atomics.add(arrived, 0, 1);
      Atomics.notify(arrived, 0);
      for (;;) {
        const come = Atomics.load(arrived, 0);
        if (come >= threads * (round + 1)) break;
        Atomics.wait(arrived, 0, come, WAIT_MS);
        yield;
      }
      return yield* timing.run(from, to);
    };
  },
};
