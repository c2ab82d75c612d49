// Traces many single predictions on worker threads, for the profile of a file or the fidelity of a threshold. Each
// task has the nearest known state before it and the bytes from there on; the thread runs the rest itself. Not here:
// which predictions, what is made of their traces.
import type { Fidelity } from "../attribution/fidelity";
import { Tracer } from "../attribution/trace";
import { lagsAt, type TraceOptions } from "../attribution/types";
import type { Binding } from "../documents/binding";
import type { BackendName, Weights } from "../kernels/interface";
import { recurrencesAtOnce } from "../kernels/pauses";
import { selectKernels } from "../kernels/select";
import { inParts, poolFor } from "./inParts";
import { type JobKind, Priority } from "./kind";
import type { Pool } from "./pool";
import { shareWeights } from "./shared";
import type { Cancellation } from "./slices";

/** Traces per part: enough to make the cost of handing them over negligible. */
const EACH = 16;

export interface TraceTask {
  readonly position: number;
  /** A state before the past of the position, float64 [H]. */
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
  const piece = Math.min(kernels.capacity.window, recurrencesAtOnce(kernels.stride));
  const before = known.slice();
  for (let at = 0; at < lead; at += piece) {
    kernels.recur(bytes, at, Math.min(piece, lead - at), before, 0);
    yield;
  }
  return yield* tracer.steps({ position, bytes: bytes.subarray(lead), before, next }, options);
}

/** What the trace at a position of a document needs; undefined if the reading has not come near enough. */
export function traceTask(
  { document: { bytes }, model, states }: Binding,
  position: number,
  options: TraceOptions,
): TraceTask | undefined {
  const from = position - lagsAt(position, options.depth);
  if (!states.isNear(from)) return undefined;
  const known = new Float64Array(model.weights.H);
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
  const results = await inParts(poolFor(pool, 2 * steps * weights.H ** 2), tracesKind, asked);
  return results?.flat();
}
