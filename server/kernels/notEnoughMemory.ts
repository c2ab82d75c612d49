// The error for a workspace whose memory cannot be allocated; it says for what. A RangeError like the engine's own,
// so that it is recognised when it comes from a worker thread, which loses the class.

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
