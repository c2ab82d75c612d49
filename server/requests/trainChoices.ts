// Checks the choices of a training run before anything starts. The error is one sentence that names the choice, what
// was found and what was expected.

import { InputError } from "../nets/inputError";
import { inSentence, isWithinLimits, limitsWords, namesOf } from "../protocol/vocabulary/terms";
import {
  DEFAULT_HIDDEN,
  DEFAULT_SEED,
  TRAIN_CHOICES,
  type TrainChoice,
} from "../protocol/vocabulary/training";
import type { TrainParams } from "../protocol/wire/training";
import { shortPath } from "../protocol/words/shortened";
import type { TrainingOptions } from "../training/types";

/** @throws InputError */
export function trainingOptions({ choices, outputPath, textName }: TrainParams): TrainingOptions {
  for (const name of namesOf(TRAIN_CHOICES)) check(choices[name], name);
  if (!/\.(safetensors|bin)$/i.test(outputPath))
    throw new InputError(
      `${shortPath(outputPath)}: expected a file name that ends in .safetensors or .bin to write the model to`,
    );
  const { hiddenSize, seed, untilBitsPerByte, maxEpochs, bpttLength } = choices;
  return {
    name: textName,
    hidden: hiddenSize ?? DEFAULT_HIDDEN,
    seed: seed ?? DEFAULT_SEED,
    untilBitsPerByte,
    maxEpochs,
    recipe: bpttLength === undefined ? {} : { length: bpttLength },
  };
}

function check(value: number | undefined, name: TrainChoice): void {
  const choice = TRAIN_CHOICES[name];
  if (value === undefined || isWithinLimits(value, choice)) return;
  throw new InputError(`${inSentence(choice.label)}: ${value}; expected ${limitsWords(choice)}`);
}
