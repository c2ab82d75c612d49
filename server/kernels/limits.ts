// What bounds the work of a kernel before its speed is known: how much is computed without a pause at first, and at most where
// the rows of a workspace are chosen; and the error when memory for a workspace is not to be had. Not here: how work is paced
// once it runs (pace.ts).

/** Operations without a pause: about a millisecond in float32, 30 milliseconds in the plain reference. */
export const MOST_OPERATIONS = 5e7;
/** The products process four rows together; with fewer rows they read all weights for less work. */
export const TILE = 4;

/** How many items of this many operations each are done without a pause; at least 1. */
export function atOnce(operations: number): number {
  return Math.max(1, Math.floor(MOST_OPERATIONS / operations));
}

/** Rows of a matrix product without a pause, in whole tiles. */
export function rowsAtOnce(operations: number): number {
  return Math.max(TILE, TILE * Math.floor(atOnce(operations) / TILE));
}

/**
 * The memory of a workspace cannot be allocated; says for what. A RangeError like the engine's own, so that it is
 * recognised when it comes from a worker thread, which loses the class.
 */
export class NotEnoughMemory extends RangeError {
  /** @param steps rows of states to be held */
  constructor(H: number, steps: number) {
    super(
      `${BEGINNING} for ${steps} steps of hidden size ${H}; expected less depth or a smaller model`,
    );
  }
}

const BEGINNING = "Not enough memory";

/** Whether an error is of this kind, from this thread or another. */
export function isNotEnoughMemory(error: unknown): error is RangeError {
  return error instanceof RangeError && error.message.startsWith(BEGINNING);
}

/** Runs `make`, which allocates. @throws NotEnoughMemory */
export function allocated<T>(H: number, steps: number, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError) throw new NotEnoughMemory(H, steps);
    throw error;
  }
}
