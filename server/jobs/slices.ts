// Long work on the server's own thread, in slices: between two slices the connection is served, so that a
// cancellation or an edit acts at once. One slice per turn of the event loop in total, the most urgent work first.
// Work is a generator; cancellation is not an error.
import { Priority } from "./kind";

/** Longest time between two turns of the event loop. */
export const SLICE_MS = 8;

export interface Cancellation {
  readonly isCancellationRequested: boolean;
}

interface Waiting {
  readonly priority: Priority;
  readonly token: Cancellation;
  resume(): void;
}

/** Work that has had its slice, longest waiting first. */
const waiting: Waiting[] = [];
let scheduled = false;

/** Waits for the next turn of the event loop; messages that have arrived are handled first. */
export function nextTurn(): Promise<void> {
  return new Promise((resume) => setImmediate(resume));
}

/** The result, or undefined if cancelled. `onProgress` is called with the last value of each slice. */
export async function inSlices<P, T>(
  work: Generator<P, T>,
  token: Cancellation,
  onProgress: (progress: P) => void = () => {},
  priority: Priority = Priority.hover,
): Promise<T | undefined> {
  let end = performance.now() + SLICE_MS;
  for (;;) {
    if (token.isCancellationRequested) {
      work.return(undefined as T);
      return undefined;
    }
    const step = work.next();
    if (step.done) return step.value;
    if (performance.now() < end) continue;
    onProgress(step.value);
    await nextSlice(priority, token);
    end = performance.now() + SLICE_MS;
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
  setImmediate(() => {
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
