// The numbers of a training run and their defaults by size of text; where they come from is the table
// in TRAINING.md. Not here: what is done with them.
import type { AdamSettings, ChunkShape } from "../kernels/training";
import type { InitialScales } from "./initialise";

export interface Recipe extends AdamSettings, ChunkShape {
  /** Epochs of the first descent of the learning rate. */
  readonly epochs: number;
  /** Descents, each twice as long as the one before, until the target is reached. */
  readonly descents: number;
  /** Learning rate at the start of a descent. */
  readonly rate: number;
  /** Where the cosine ends, as a share of `rate`. */
  readonly lastRate: number;
  readonly scales: InitialScales;
}

export const paperTextRecipe: Recipe = {
  streams: 1,
  length: 50,
  epochs: 30,
  descents: 3,
  rate: 5e-3,
  lastRate: 0.05,
  beta1: 0.9,
  beta2: 0.99,
  epsilon: 1e-8,
  clip: 5,
  scales: { recurrent: 0.9, input: 0.7, output: 0.15 },
};

/** Defaults for a text of `bytes` bytes and hidden size H. */
export function recipeFor(_bytes: number, _H: number): Recipe {
  return paperTextRecipe;
}
