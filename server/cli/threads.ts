// The --threads option, and the worker threads of a command. Results never depend on their number.
import { availableParallelism } from "node:os";
import { Pool } from "../jobs/pool";
import { workerScript } from "../jobs/workerScript";
import { type Context, type OptionTable, wholeNumber } from "./command";

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
  const pool = new Pool({ script: workerScript, size: threads });
  try {
    return await use(pool);
  } finally {
    await pool.dispose();
  }
}
