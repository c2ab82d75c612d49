// How long work of the library runs: in short stretches with pauses between them, in which a page stays alive and an
// AbortSignal acts. Not here: the work, which is a generator of the fraction done.
import { NotFinite } from "../attribution/finite";
import { soon } from "../jobs/eventLoop";
import { InputError } from "../nets/inputError";

/** What every question of the library takes. */
export interface Running {
  /** Ends the work at its next pause; the promise is then rejected with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Is told the fraction done, 0 to 1, between two stretches. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

const STRETCH_MS = 12;

/**
 * @param model its name, for the sentence where its numbers leave the finite range
 * @throws InputError, and the reason of an aborted signal
 */
export async function run<T>(
  work: Generator<unknown, T>,
  { signal, onProgress }: Running,
  model = "the model",
): Promise<T> {
  try {
    for (let end = performance.now() + STRETCH_MS; ; ) {
      signal?.throwIfAborted();
      const step = work.next();
      if (step.done) return step.value;
      if (performance.now() < end) continue;
      if (typeof step.value === "number") onProgress?.(step.value);
      await new Promise<void>(soon);
      end = performance.now() + STRETCH_MS;
    }
  } catch (error) {
    throw error instanceof NotFinite ? new InputError(error.of(model)) : error;
  }
}
