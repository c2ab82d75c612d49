// What is thrown where the memory of a workspace cannot be had: it says for what. Still a RangeError, as the
// engine's own is, so that it comes through from a worker thread, which loses the class.

export class NotEnoughMemory extends RangeError {
  /** @param steps rows of states that were to be held */
  constructor(H: number, steps: number) {
    super(
      `${BEGINNING} for ${steps} steps of hidden size ${H}; expected less depth or a smaller model`,
    );
  }
}

const BEGINNING = "Not enough memory";

/** Whether it is one, from this thread or another. */
export function isNotEnoughMemory(error: unknown): error is RangeError {
  return error instanceof RangeError && error.message.startsWith(BEGINNING);
}

/** What `make` allocates. @throws NotEnoughMemory */
export function allocated<T>(H: number, steps: number, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError) throw new NotEnoughMemory(H, steps);
    throw error;
  }
}
