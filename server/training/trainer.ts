// Starts a training run from random weights or from a model, or continues one from a snapshot. The interface of a run
// is in types.ts, what it does in run.ts.
import type { Weights } from "../kernels/interface";
import { shapeOf } from "../kernels/shape";
import { InputError } from "../nets/inputError";
import { l10n } from "../protocol/words/l10n";
import { several } from "../protocol/words/numbers";
import { shortened } from "../protocol/words/shortened";
import { emptyWeights } from "./initialise";
import { evaluate } from "./passes";
import { type Recipe, recipeFor } from "./recipe";
import { TrainingRun } from "./run";
import { trainableCell } from "./trainable";
import {
  freshCounters,
  type Trainer,
  type TrainingBackends,
  type TrainingOptions,
  type TrainingSnapshot,
} from "./types";

/** @throws InputError for a text of fewer than 2 bytes. */
export function createTrainer(
  text: Uint8Array,
  options: TrainingOptions,
  backends: TrainingBackends,
): Trainer {
  return new TrainingRun(checked(text, options), options, backends);
}

/**
 * Continues from `snapshot`; the same text, options and backend give the same bits. Hidden size and cell are the
 * snapshot's.
 * @throws InputError as createTrainer, and for a snapshot of another shape than the recipe requires.
 */
export function resumeTraining(
  text: Uint8Array,
  options: TrainingOptions,
  backends: TrainingBackends,
  snapshot: TrainingSnapshot,
): Trainer {
  const shape = { hidden: snapshot.best.H, cell: trainableCell(snapshot.best, l10n`checkpoint`) };
  return new TrainingRun(checked(text, options), { ...options, ...shape }, backends, snapshot);
}

function checked(text: Uint8Array, { name = l10n`text` }: TrainingOptions): Uint8Array {
  if (text.length >= 2) return text;
  const found = text.length === 1 ? several(1, "byte") : l10n`no bytes`;
  throw new InputError(
    l10n`${shortened(name)}: ${found}; training needs at least 2, a byte and one to predict`,
  );
}

/** Factor on the recipe's learning rate, which is meant for untrained weights. */
const GENTLER = 0.5;

/** Pauses while the model is measured. @param text at least 2 bytes. @throws InputError as trainableCell */
export function* continueTraining(
  text: Uint8Array,
  options: TrainingOptions,
  backends: TrainingBackends,
  start: Weights,
): Generator<void, Trainer> {
  const { H } = start;
  const cell = trainableCell(start, l10n`the model`);
  const recipe: Recipe = { ...recipeFor(text.length, H, cell), ...options.recipe };
  const bitsPerByte = yield* evaluate(backends.evaluation, start, text);
  const zero = emptyWeights(H, cell);
  return resumeTraining(
    text,
    { ...options, hidden: H, recipe: { ...options.recipe, rate: GENTLER * recipe.rate } },
    backends,
    {
      parameters: { weights: start, mean: zero, square: zero },
      state: new Float32Array(recipe.streams * shapeOf(start).stateSize),
      counters: freshCounters(),
      best: start,
      bestBitsPerByte: bitsPerByte,
    },
  );
}
