// A job of one part that tells how far it has come: the thread writes the fraction done to shared memory, and whoever waits
// looks at it now and then.
import type { Pool } from "./pool";
import type { JobKind } from "./shared";

const LOOK_MS = 100;

/** What the thread and whoever waits have in common. */
export interface Watched {
  /** [1] in shared memory: the fraction done. */
  readonly progress: Float64Array;
}

/** On the thread: the same work, its fractions in shared memory. */
export function* watched<T>(work: Generator<number, T>, { progress }: Watched): Generator<void, T> {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    progress[0] = step.value;
    yield;
  }
}

/** @returns undefined if the pool was disposed of */
export async function onOneThread<Data extends Watched, Result>(
  pool: Pool,
  kind: JobKind<Data, null, Result>,
  data: Data,
  onProgress: (fraction: number) => void,
): Promise<Result | undefined> {
  const job = pool.open(kind, data);
  const look = setInterval(() => onProgress(data.progress[0]), LOOK_MS);
  try {
    return await job.part(null);
  } finally {
    clearInterval(look);
    job.close();
  }
}
