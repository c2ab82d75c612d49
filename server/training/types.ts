// The interface of a training run: options in, progress and the best weights out. Pure: results do not depend on a
// clock; no files, no threads. The caller gives it time and reads it.
import type { Kernels, Weights } from "../kernels/interface";
import type { TrainingKernels } from "../kernels/training";
import type { Recipe } from "./recipe";
import type { TrainingSnapshot } from "./snapshot";

export interface TrainingOptions {
  /** Hidden size H; default 128. */
  readonly hidden?: number | undefined;
  /** Default 42. */
  readonly seed?: number | undefined;
  /** Stop as soon as an epoch ends at or below this many bits per byte. */
  readonly untilBitsPerByte?: number | undefined;
  /**
   * Stop after this many epochs; by default after the recipe's, or, if there is no target either, as soon as the text
   * is known well enough (`Recipe.enough`).
   */
  readonly maxEpochs?: number | undefined;
  /** Overrides of the default recipe. */
  readonly recipe?: Partial<Recipe> | undefined;
  /** The name of the text in an error. */
  readonly name?: string | undefined;
}

export interface TrainingBackends {
  readonly training: TrainingKernels;
  /** Judges a model; its bits per byte are those of `report`. */
  readonly evaluation: Kernels;
}

export interface TrainingProgress {
  /** Epochs completed, and judged where that was worthwhile. */
  readonly epochs: number;
  /** Epochs after which the current descent of the learning rate ends. */
  readonly plannedEpochs: number;
  /** Fraction of the current epoch that is done, 0..1. */
  readonly ofEpoch: number;
  /** Predictions learnt from, over all epochs. */
  readonly predictions: number;
  /** Mean loss during the last epoch (the weights changed meanwhile); NaN before its end. */
  readonly runningBitsPerByte: number;
  /** Of `best`; Infinity until something is judged. */
  readonly bitsPerByte: number;
  /** bitsPerByte is at or below the target, or, with neither target nor length, at or below the recipe's `enough`. */
  readonly reached: boolean;
  readonly finished: boolean;
}

export interface Trainer {
  readonly H: number;
  readonly progress: TrainingProgress;
  /**
   * The best weights judged so far; before the first judgement those at the end of the last epoch, before that the
   * initial ones. Always finite.
   */
  readonly best: Weights;
  /**
   * Works for about this long, in pieces well below 50 ms; making large initial weights takes many of them. The
   * results do not depend on it.
   */
  step(milliseconds: number): TrainingProgress;
  /** A copy of all that a later `resumeTraining` needs to continue with the same bits. */
  snapshot(): TrainingSnapshot;
}
