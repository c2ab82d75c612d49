// Long work of a command: percent and Ctrl+C between slices, and worker threads by the --threads option. Results never
// depend on the number of threads.
import { availableParallelism } from "node:os";
import type { Pool } from "../jobs/pool";
import { ThreadPool, workerScript } from "../jobs/threads.node";
import { type Context, type OptionTable, wholeNumber } from "./command";

const SLICE_MS = 50;

/**
 * Runs a generator of fractions to its end, showing percent and handling Ctrl+C between slices.
 * @param fraction converts a yielded value to a fraction; by default it is one already.
 */
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

/** Shows the percentage of work on threads. */
export const percent =
  ({ out }: Context, what: string) =>
  (fraction: number) =>
    out.progress(`${what}: ${Math.floor(100 * fraction)} %`);

/** The threads ended early, which only an interruption makes them do. */
export function interrupted({ signal }: Context): never {
  signal.throwIfAborted();
  throw new Error("the worker threads ended early");
}

const MOST_BY_DEFAULT = 8;
const MOST = 64;

export const threadsOption: OptionTable = { threads: { type: "string" } };
export const threadsHelp =
  "--threads N             worker threads (default: the cores, at most 8); the numbers stay the same";

export function threadsOf(context: Context): number {
  return wholeNumber(
    context,
    "threads",
    Math.min(MOST_BY_DEFAULT, availableParallelism()),
    1,
    MOST,
  );
}

/** Runs `use` with a pool of this many threads, and ends them afterwards. */
export async function withPool<T>(threads: number, use: (pool: Pool) => Promise<T>): Promise<T> {
  const pool = new ThreadPool({ script: workerScript, size: threads });
  try {
    return await use(pool);
  } finally {
    await pool.dispose();
  }
}
