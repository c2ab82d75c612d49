// Runs all parts of a job that a request waits for: on worker threads, or in slices on this thread if there are none
// or they keep dying. A cancellation takes effect within a few pauses of the work.
import { type JobKind, opened, type Priority } from "./kind";
import { type Pool, WorkerDied } from "./pool";
import { type Cancellation, inSlices } from "./slices";

/** How often a request whose work is on other threads checks for cancellation. */
const LOOK_MS = 10;

/** Operations that this thread finishes before another thread would have started: about 20 milliseconds. */
const MOST_HERE = 1e9;

/** The thread pool to use for a job of this many operations; undefined if this thread finishes sooner. */
export function poolFor(pool: Pool | undefined, operations: number): Pool | undefined {
  return operations > MOST_HERE ? pool : undefined;
}

interface Parts<Data, Argument> {
  readonly data: Data;
  readonly parts: readonly Argument[];
  readonly token: Cancellation;
  readonly priority: Priority;
}

/** The results, in the order of the parts; undefined if cancelled. */
export async function inParts<Data, Argument, Result>(
  pool: Pool | undefined,
  kind: JobKind<Data, Argument, Result>,
  asked: Parts<Data, Argument>,
): Promise<Result[] | undefined> {
  if (pool) {
    try {
      return await onThreads(pool, kind, asked);
    } catch (error) {
      if (!(error instanceof WorkerDied)) throw error;
      console.error(`going on in the server itself: ${error.message}`);
    }
  }
  const { data, parts, token, priority } = asked;
  const work = await inSlices(opened(kind, data), token, undefined, priority);
  if (!work) return undefined;
  const results: Result[] = [];
  for (const part of parts) {
    const result = await inSlices(work(part), token, undefined, priority);
    if (token.isCancellationRequested) return undefined;
    results.push(result as Result);
  }
  return results;
}

async function onThreads<Data, Argument, Result>(
  pool: Pool,
  kind: JobKind<Data, Argument, Result>,
  { data, parts, token, priority }: Parts<Data, Argument>,
): Promise<Result[] | undefined> {
  if (token.isCancellationRequested) return undefined;
  const job = pool.open(kind, data, priority);
  let look: NodeJS.Timeout | undefined;
  // Answer at once: the threads stop at their next pause, and nobody uses what they leave behind.
  const cancelled = new Promise<undefined>((resolve) => {
    look = setInterval(() => {
      if (token.isCancellationRequested) resolve(undefined);
    }, LOOK_MS);
  });
  try {
    const all = Promise.all(parts.map((part) => job.part(part)));
    const results = await Promise.race([all, cancelled]);
    return token.isCancellationRequested ? undefined : (results as Result[]);
  } finally {
    clearInterval(look);
    job.close();
  }
}
