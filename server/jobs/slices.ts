// Long work on the server's own thread, in slices: between two slices the connection is served, so
// that a cancellation or an edit acts at once. Work is a generator; cancellation is not an error.

/** Longest time between two looks at the event loop. */
export const SLICE_MS = 8;

export interface Cancellation {
  readonly isCancellationRequested: boolean;
}

/** The result, or undefined where it was cancelled. `onProgress` hears the last value of each slice. */
export async function inSlices<P, T>(
  work: Generator<P, T>,
  token: Cancellation,
  onProgress: (progress: P) => void = () => {},
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
    await new Promise((resume) => setImmediate(resume));
    end = performance.now() + SLICE_MS;
  }
}
