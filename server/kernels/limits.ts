// What bounds the work of a kernel on any machine and for every hidden size: how much is computed between two pauses,
// in operations rather than time, and the error when memory for a workspace is not to be had. Not here: what happens in
// a pause (jobs/slices.ts, jobs/worker.ts).

/** Operations between two pauses: about a millisecond in float32, 30 milliseconds in the plain reference. */
export const MOST_OPERATIONS = 5e7;
/** The products process four rows together; with fewer rows they read all weights for less work. */
export const TILE = 4;

/** How many items of this many operations each fit between two pauses; at least 1. */
export function atOnce(operations: number): number {
  return Math.max(1, Math.floor(MOST_OPERATIONS / operations));
}

/** Steps of the recurrence between two pauses. @param shape of the net (shape.ts) */
export function recurrencesAtOnce(shape: { readonly operations: number }): number {
  return atOnce(shape.operations);
}

/** Rows of a matrix product between two pauses, in whole tiles. */
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
