// Traces on worker threads: many single predictions, for the profile of a file or the fidelity of a threshold, and
// stretches of text that are only timed, for the benchmark. Not here: which predictions, what is made of their traces.
import { SEGMENT, SegmentWorkspace, traceBlock } from "../attribution/blocks";
import type { Fidelity } from "../attribution/sparsity";
import { Tracer } from "../attribution/trace";
import { lagsAt, type TraceOptions } from "../attribution/types";
import type { Binding } from "../documents/binding";
import type { BackendName, Kernels, Weights } from "../kernels/interface";
import { steps } from "../kernels/pace";
import { selectKernels } from "../kernels/select";
import { shapeOf } from "../kernels/shape";
import type { Pool } from "./pool";
import { type JobKind, Priority, shareWeights } from "./shared";
import { type Cancellation, inParts, poolFor } from "./slices";

/** Traces per part: enough to make the cost of handing them over negligible. */
const EACH = 16;

/** The nearest known state and the bytes from there on; the thread runs the rest itself. */
export interface TraceTask {
  readonly position: number;
  /** A state before the past of the position, float64 [stateSize]. */
  readonly known: Float64Array;
  /** From the position of `known` to `position`, inclusive. */
  readonly bytes: Uint8Array;
  readonly next: number | undefined;
  readonly options: TraceOptions;
}

export interface TraceNumbers {
  readonly norms: Float64Array;
  readonly attribution: Float64Array;
  readonly sparse: { readonly neuronsKept: number; readonly fidelity: Fidelity } | null;
}

interface TracesData {
  readonly backend: BackendName;
  readonly weights: Weights;
  /** The largest depth of all tasks. */
  readonly depth: number;
}

export const tracesKind: JobKind<TracesData, readonly TraceTask[], TraceNumbers[]> = {
  name: "traces",
  *open({ backend, weights, depth }) {
    const tracer = yield* Tracer.make(selectKernels(backend), weights, depth);
    return function* (tasks) {
      const all: TraceNumbers[] = [];
      for (const task of tasks) {
        const { norms, attribution, sparse } = yield* traced(tracer, task);
        all.push({ norms, attribution, sparse });
      }
      return all;
    };
  },
};

function* traced(tracer: Tracer, { position, known, bytes, next, options }: TraceTask) {
  const { kernels } = tracer;
  const lead = bytes.length - lagsAt(position, options.depth) - 1;
  const before = known.slice();
  const recur = (at: number, count: number) => kernels.recur(bytes, at, count, before, 0);
  for (const _ of steps(kernels.shape, lead, recur, kernels.capacity.window)) yield;
  return yield* tracer.steps({ position, bytes: bytes.subarray(lead), before, next }, options);
}

/** What the trace at a position of a document needs; undefined if the reading has not come near enough. */
export function traceTask(
  { document: { bytes }, states }: Binding,
  position: number,
  options: TraceOptions,
): TraceTask | undefined {
  const from = position - lagsAt(position, options.depth);
  if (!states.isNear(from)) return undefined;
  const known = new Float64Array(states.stateSize);
  const start = states.known(from, known);
  return {
    position,
    known,
    bytes: bytes.copyBytes(start, position + 1),
    next: position + 1 < bytes.byteLength ? bytes.byteAt(position + 1) : undefined,
    options,
  };
}

/** The traces, in the order of the tasks; undefined if cancelled. */
export async function traceAll(
  pool: Pool | undefined,
  { backend, model: { weights } }: Binding,
  tasks: readonly TraceTask[],
  token: Cancellation,
): Promise<TraceNumbers[] | undefined> {
  const depth = tasks.reduce((most, task) => Math.max(most, task.options.depth), 0);
  const parts: TraceTask[][] = [];
  for (let at = 0; at < tasks.length; at += EACH) parts.push(tasks.slice(at, at + EACH));
  const steps = tasks.reduce((sum, { bytes, options }) => sum + bytes.length + options.depth, 0);
  const data = { backend: backend.backend, weights: shareWeights(weights), depth };
  const asked = { data, parts, token, priority: Priority.background };
  const results = await inParts(
    poolFor(pool, steps * shapeOf(weights).operations),
    tracesKind,
    asked,
  );
  return results?.flat();
}

const WAIT_MS = 10;

/** Times the traces of a stretch of text without the forward pass. */
export class TraceTiming {
  private readonly workspace: SegmentWorkspace;
  private readonly state: Float64Array;

  constructor(backend: Kernels, weights: Weights, text: Uint8Array, depth: number) {
    this.workspace = new SegmentWorkspace(backend, weights, text, depth);
    this.state = new Float64Array(this.workspace.kernels.shape.stateSize);
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
