// The memory curve of an open document (docs/causes.md, section 4) on worker threads, at most 64 targets a part. Not here:
// what is computed for a part.
import {
  type MemorySum,
  type MemoryTask,
  memoryParts,
  memoryPoints,
  memorySums,
  memoryTask,
  targetsWithin,
} from "../attribution/causes/memory";
import type { Binding } from "../documents/binding";
import type { BackendName, Weights } from "../kernels/interface";
import { selectKernels } from "../kernels/select";
import { shapeOf } from "../kernels/shape";
import type { MemoryPoint } from "../protocol/wire/reportJson";
import type { Pool } from "./pool";
import { type JobKind, Priority, shareWeights } from "./shared";
import { type Cancellation, inParts, inSlices, poolFor } from "./slices";

interface MemoryData {
  readonly backend: BackendName;
  readonly weights: Weights;
}

export const memoryKind: JobKind<MemoryData, MemoryTask, MemorySum> = {
  name: "memory",
  open: ({ backend, weights }) => memorySums(selectKernels(backend), weights),
};

/** Half a minute on one core; a net of more than 128 hidden units is asked about fewer targets. */
const MOST_OPERATIONS = 7e10;

/** The curve; undefined if cancelled. */
export async function memoryOnThreads(
  pool: Pool | undefined,
  { backend, model: { weights }, document: { bytes } }: Binding,
  token: Cancellation,
): Promise<MemoryPoint[] | undefined> {
  const shape = shapeOf(weights);
  const parts = memoryParts(bytes.byteLength, targetsWithin(MOST_OPERATIONS, shape));
  const copied = copies(parts, (from, to) => bytes.copyBytes(from, to));
  const tasks = await inSlices(copied, token, undefined, Priority.background);
  if (!tasks) return undefined;
  const steps = parts.reduce((sum, { m, positions }) => sum + m * positions.length, 0);
  const sums = await inParts(poolFor(pool, steps * shape.operations), memoryKind, {
    data: { backend: backend.backend, weights: shareWeights(weights) },
    parts: tasks,
    token,
    priority: Priority.background,
  });
  return sums && memoryPoints(parts, sums);
}

function* copies(
  parts: ReturnType<typeof memoryParts>,
  copy: Parameters<typeof memoryTask>[1],
): Generator<void, MemoryTask[]> {
  const tasks: MemoryTask[] = [];
  for (const part of parts) {
    tasks.push(memoryTask(part, copy));
    yield;
  }
  return tasks;
}
