// What may be asked of a training run, checked before anything starts: one sentence that names the choice,
// what was found and what was expected.

import { InputError } from "../nets/inputError";
import { shortPath } from "../nets/shortened";
import type { TrainChoices, TrainParams } from "../protocol/wire/training";
import type { TrainingOptions } from "../training/types";

interface Range {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly whole: boolean;
}

/** Larger hidden sizes need more than a minute an epoch and hundreds of megabytes. */
const RANGES: { readonly [K in keyof Required<TrainChoices>]: Range } = {
  hiddenSize: { name: "hidden size", least: 1, most: 2048, whole: true },
  seed: { name: "seed", least: 0, most: 2 ** 32 - 1, whole: true },
  untilBitsPerByte: { name: "target", least: 0, most: 8, whole: false },
  maxEpochs: { name: "epochs", least: 1, most: 1_000_000, whole: true },
  heldOutPercent: { name: "held out", least: 0.1, most: 50, whole: false },
  bpttLength: { name: "BPTT length", least: 1, most: 1000, whole: true },
};

/** @throws InputError */
export function trainingOptions({ choices, outputPath, textName }: TrainParams): TrainingOptions {
  for (const key of Object.keys(RANGES) as (keyof TrainChoices)[]) check(choices[key], RANGES[key]);
  if (!/\.(safetensors|bin)$/i.test(outputPath))
    throw new InputError(
      `${shortPath(outputPath)}: expected a file name that ends in .safetensors or .bin to write the model to`,
    );
  const { hiddenSize, seed, untilBitsPerByte, maxEpochs, bpttLength } = choices;
  return {
    name: textName,
    hidden: hiddenSize ?? 128,
    seed: seed ?? 42,
    untilBitsPerByte,
    maxEpochs,
    recipe: bpttLength === undefined ? {} : { length: bpttLength },
  };
}

function check(value: number | undefined, { name, least, most, whole }: Range): void {
  if (value === undefined) return;
  const fits = value >= least && value <= most && (!whole || Number.isSafeInteger(value));
  if (fits) return;
  throw new InputError(
    `${name}: ${value}; expected a ${whole ? "whole " : ""}number from ${least} to ${most}`,
  );
}
