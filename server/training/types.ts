// What a training run looks like from outside: options in, progress and the best weights out.
// Pure: no clock decides what is computed, no files, no threads; a caller gives it time and reads it.
import type { Kernels, Weights } from "../kernels/interface";
import type { TrainingKernels } from "../kernels/training";
import type { Recipe } from "./recipe";
import type { TrainingSnapshot } from "./snapshot";

export interface TrainingOptions {
  /** Hidden size H; 128 without. */
  readonly hidden?: number | undefined;
  /** 42 without. */
  readonly seed?: number | undefined;
  /** Stop as soon as an epoch ends at or below this many bits per byte. */
  readonly untilBitsPerByte?: number | undefined;
  /**
   * Stop after this many epochs; without, after the recipe's, and where there is no target either, as
   * soon as the text is known well enough (`Recipe.enough`).
   */
  readonly maxEpochs?: number | undefined;
  /** Departures from the default recipe. */
  readonly recipe?: Partial<Recipe> | undefined;
  /** What to call the text in an error. */
  readonly name?: string | undefined;
}

export interface TrainingBackends {
  readonly training: TrainingKernels;
  /** Judges a model: its bits per byte are those of `report`. */
  readonly evaluation: Kernels;
}

export interface TrainingProgress {
  /** Epochs completed and judged. */
  readonly epochs: number;
  /** Epochs after which the present descent of the learning rate ends. */
  readonly plannedEpochs: number;
  /** Share of the present epoch, 0..1. */
  readonly ofEpoch: number;
  /** Predictions learnt from, over all epochs. */
  readonly predictions: number;
  /** Mean loss while the last epoch was running (the weights moved meanwhile); NaN before its end. */
  readonly runningBitsPerByte: number;
  /** Of `best`; Infinity as long as nothing was judged. */
  readonly bitsPerByte: number;
  /** bitsPerByte is at or below the target, or without one and without a length at the recipe's `enough`. */
  readonly reached: boolean;
  readonly finished: boolean;
}

export interface Trainer {
  readonly H: number;
  readonly progress: TrainingProgress;
  /**
   * The best weights judged so far; before the first judgement those at the end of the last epoch,
   * before that the initial ones. Always finite.
   */
  readonly best: Weights;
  /**
   * Works for about this long, in pieces well below 50 ms, of which the making of large initial weights takes
   * many. What is computed does not depend on it.
   */
  step(milliseconds: number): TrainingProgress;
  /** A copy of everything a later `resumeTraining` needs to go on with the same bits. */
  snapshot(): TrainingSnapshot;
}
