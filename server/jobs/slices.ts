// Long work on the server's own thread, in slices: between two slices the connection is served, so
// that a cancellation or an edit acts at once, and more urgent work goes first. Work is a generator;
// cancellation is not an error.
import { Priority } from "./kind";

/** Longest time between two looks at the event loop. */
export const SLICE_MS = 8;

export interface Cancellation {
  readonly isCancellationRequested: boolean;
}

/** How much work of each priority is under way. */
const underWay: number[] = [0, 0, 0];

function moreUrgent(priority: Priority): boolean {
  for (let p = 0; p < priority; p++) if (underWay[p] > 0) return true;
  return false;
}

/** A turn of the event loop: what has arrived meanwhile is taken in first. */
export function nextTurn(): Promise<void> {
  return new Promise((resume) => setImmediate(resume));
}

/** The result, or undefined where it was cancelled. `onProgress` hears the last value of each slice. */
export async function inSlices<P, T>(
  work: Generator<P, T>,
  token: Cancellation,
  onProgress: (progress: P) => void = () => {},
  priority: Priority = Priority.hover,
): Promise<T | undefined> {
  underWay[priority]++;
  try {
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
      do await nextTurn();
      while (moreUrgent(priority) && !token.isCancellationRequested);
      end = performance.now() + SLICE_MS;
    }
  } finally {
    underWay[priority]--;
  }
}
