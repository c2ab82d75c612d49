// What differs between the cells in the two regimes of training; where the numbers come from is in TRAINING.md. All else is
// the same for every cell (recipe.ts, corpus/recipe.ts).
import type { TrainedCell } from "../kernels/cells/cell";
import type { InitialScales } from "./initialise";

interface CellRecipe {
  /** Times 1 / H: the learning rate at the start of a descent. */
  readonly rate: number;
  /** Largest norm of the gradient in a step. */
  readonly clip: number;
  readonly recurrent: number;
  readonly input: number;
  /** Times 1 / sqrt(H). */
  readonly output: number;
  /** By place. */
  readonly biases?: readonly number[];
}

/** Memorising a text. */
export const TEXT_RECIPES: Readonly<Record<TrainedCell, CellRecipe>> = {
  tanh: { rate: 0.64, clip: 5, recurrent: 0.9, input: 0.7, output: 4.5 },
  gru: { rate: 1, clip: 5, recurrent: 0.9, input: 0.7, output: 4.5 },
  lstm: { rate: 1, clip: 5, recurrent: 0.9, input: 1.4, output: 9, biases: [0, 1] },
};

/** Learning from a corpus. */
export const CORPUS_RECIPES: Readonly<Record<TrainedCell, CellRecipe>> = {
  tanh: { rate: 0.5, clip: 1, recurrent: 0.9, input: 0.7, output: 1 },
  gru: { rate: 1, clip: 1, recurrent: 0.9, input: 1.4, output: 1 },
  lstm: { rate: 1, clip: 1, recurrent: 0.9, input: 1.4, output: 4, biases: [0, 1] },
};

export function ratesAndScales(
  { rate, clip, recurrent, input, output, biases }: CellRecipe,
  H: number,
): { readonly rate: number; readonly clip: number; readonly scales: InitialScales } {
  const scales = { recurrent, input, output: output / Math.sqrt(H) };
  return { rate: rate / H, clip, scales: biases ? { ...scales, biases } : scales };
}
