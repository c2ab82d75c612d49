// Starts a training run, or continues one from a snapshot. The interface of a run is in types.ts.
import { InputError } from "../nets/inputError";
import { shortened } from "../protocol/words/shortened";
import { TrainingRun } from "./run";
import type { TrainingSnapshot } from "./snapshot";
import type { Trainer, TrainingBackends, TrainingOptions } from "./types";

/** @throws InputError for a text of fewer than 2 bytes. */
export function createTrainer(
  text: Uint8Array,
  options: TrainingOptions,
  backends: TrainingBackends,
): Trainer {
  return new TrainingRun(checked(text, options), options, backends);
}

/**
 * Continues from `snapshot`; the same text, options and backend give the same bits. The hidden size is the
 * snapshot's.
 * @throws InputError as createTrainer, and for a snapshot of another shape than the recipe requires.
 */
export function resumeTraining(
  text: Uint8Array,
  options: TrainingOptions,
  backends: TrainingBackends,
  snapshot: TrainingSnapshot,
): Trainer {
  const hidden = snapshot.best.H;
  return new TrainingRun(checked(text, options), { ...options, hidden }, backends, snapshot);
}

function checked(text: Uint8Array, { name = "text" }: TrainingOptions): Uint8Array {
  if (text.length >= 2) return text;
  const found = text.length === 1 ? "1 byte" : "no bytes";
  throw new InputError(
    `${shortened(name)}: ${found}; training needs at least 2, a byte and one to predict`,
  );
}
