// Runs a generator of fractions to its end, showing percent and handling Ctrl+C between slices.
import type { Context } from "./command";

const SLICE_MS = 50;

/** @param fraction converts a yielded value to a fraction; by default it is one already. */
export async function finish<T>(
  { out, signal }: Context,
  what: string,
  work: Generator<number, T>,
  fraction: (step: number) => number = (step) => step,
): Promise<T> {
  let last = performance.now();
  for (;;) {
    const step = work.next();
    if (step.done) {
      out.progress("");
      return step.value;
    }
    signal.throwIfAborted();
    if (performance.now() - last < SLICE_MS) continue;
    out.progress(`${what}: ${Math.floor(100 * fraction(step.value))} %`);
    // A turn of the event loop, so that signals are handled.
    await new Promise((resume) => setImmediate(resume));
    last = performance.now();
  }
}
