// Training that starts from a model instead of random weights. Its bits per byte are measured first, so that the
// result is never worse than the start. Adam's moments begin at zero.
import type { Weights } from "../kernels/interface";
import { evaluate } from "./evaluation";
import { emptyWeights } from "./initialise";
import { type Recipe, recipeFor } from "./recipe";
import { freshCounters } from "./snapshot";
import { resumeTraining } from "./trainer";
import type { Trainer, TrainingBackends, TrainingOptions } from "./types";

/** Factor on the recipe's learning rate, which is meant for untrained weights. */
const GENTLER = 0.5;

/** Pauses while the model is measured. @param text at least 2 bytes. */
export function* continueTraining(
  text: Uint8Array,
  options: TrainingOptions,
  backends: TrainingBackends,
  start: Weights,
): Generator<void, Trainer> {
  const { H } = start;
  const recipe: Recipe = { ...recipeFor(text.length, H), ...options.recipe };
  const bitsPerByte = yield* evaluate(backends.evaluation, start, text);
  const zero = emptyWeights(H);
  return resumeTraining(
    text,
    { ...options, hidden: H, recipe: { ...options.recipe, rate: GENTLER * recipe.rate } },
    backends,
    {
      parameters: { weights: start, mean: zero, square: zero },
      state: new Float32Array(recipe.streams * H),
      counters: freshCounters(),
      best: start,
      bestBitsPerByte: bitsPerByte,
    },
  );
}
