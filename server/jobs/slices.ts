// How long work that a request waits for is run: in slices on the server's own thread, so that the connection is served
// between two of them, or in parts on worker threads. Work is a generator; a cancellation acts within a few pauses and
// is not an error.
import { soon } from "./eventLoop";
import { type Pool, WorkerDied } from "./pool";
import { type JobKind, opened, Priority } from "./shared";

/** Longest time between two turns of the event loop. */
export const SLICE_MS = 8;
/** The same for work that nobody waits for. */
const BACKGROUND_MS = 2;

export interface Cancellation {
  readonly isCancellationRequested: boolean;
}

/** For work that ends with its threads. */
export const NEVER: Cancellation = { isCancellationRequested: false };

interface Waiting {
  readonly priority: Priority;
  readonly token: Cancellation;
  resume(): void;
}

// One slice per turn of the event loop in total, the most urgent work first.

/** Work that has had its slice, longest waiting first. */
const waiting: Waiting[] = [];
let scheduled = false;

/** The result, or undefined if cancelled. `onProgress` is called with the last value of each slice. */
export async function inSlices<P, T>(
  work: Generator<P, T>,
  token: Cancellation,
  onProgress: (progress: P) => void = () => {},
  priority: Priority = Priority.hover,
): Promise<T | undefined> {
  const slice = priority === Priority.background ? BACKGROUND_MS : SLICE_MS;
  let end = performance.now() + slice;
  for (;;) {
    if (token.isCancellationRequested) {
      work.return(undefined as T);
      return undefined;
    }
    const begun = performance.now();
    const step = work.next();
    if (step.done) return step.value;
    const now = performance.now();
    // Where another piece like this one would no longer fit, the slice ends.
    if (2 * now - begun < end) continue;
    onProgress(step.value);
    await nextSlice(priority, token);
    end = performance.now() + slice;
  }
}

function nextSlice(priority: Priority, token: Cancellation): Promise<void> {
  return new Promise((resume) => {
    waiting.push({ priority, token, resume });
    schedule();
  });
}

function schedule(): void {
  if (scheduled || waiting.length === 0) return;
  scheduled = true;
  soon(() => {
    scheduled = false;
    resumeNext();
    schedule();
  });
}

/** Resumes all cancelled work so that it ends, which costs nothing, and gives the slice to one other. */
function resumeNext(): void {
  let next: Waiting | undefined;
  for (const work of waiting.splice(0)) {
    if (work.token.isCancellationRequested) work.resume();
    else if (!next) next = work;
    else if (work.priority < next.priority) {
      waiting.push(next);
      next = work;
    } else waiting.push(work);
  }
  next?.resume();
}

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

/**
 * Runs all parts of a job: on worker threads, or in slices on this thread if there are none or they keep dying.
 * @returns the results, in the order of the parts; undefined if cancelled
 */
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

/** Runs all parts of a job on worker threads, and nowhere else. @returns undefined if cancelled */
export async function onThreads<Data, Argument, Result>(
  pool: Pool,
  kind: JobKind<Data, Argument, Result>,
  { data, parts, token, priority }: Parts<Data, Argument>,
): Promise<Result[] | undefined> {
  if (token.isCancellationRequested) return undefined;
  const job = pool.open(kind, data, priority);
  try {
    // The threads stop at their next pause, and nobody uses what they leave behind.
    const all = Promise.all(parts.map((part) => job.part(part)));
    return (await untilCancelled(all, token)) as Result[] | undefined;
  } finally {
    job.close();
  }
}

/** What the work comes to; undefined as soon as it is cancelled, whatever the work does from then on. */
export async function untilCancelled<T>(
  work: Promise<T>,
  token: Cancellation,
): Promise<T | undefined> {
  let look: NodeJS.Timeout | undefined;
  const cancelled = new Promise<undefined>((resolve) => {
    look = setInterval(() => {
      if (token.isCancellationRequested) resolve(undefined);
    }, LOOK_MS);
  });
  try {
    const result = await Promise.race([work, cancelled]);
    return token.isCancellationRequested ? undefined : result;
  } finally {
    clearInterval(look);
  }
}
