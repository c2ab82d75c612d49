// The interface of a training run: options in, progress and the best weights out, and its state between two chunks as
// plain copies, which is the content of a checkpoint. Pure: results do not depend on a clock; no files, no threads. The
// caller gives it time and reads it. Not a file format.
import type { TrainedCell } from "../kernels/cells/cell";
import type { Kernels, Weights } from "../kernels/interface";
import type { Part, TrainingKernels, TrainingWorkspace } from "../kernels/training";
import { emptyWeights } from "./initialise";
import type { Recipe } from "./recipe";

export interface TrainingOptions {
  /** Hidden size H; default 128. */
  readonly hidden?: number | undefined;
  /** Default tanh, the paper's. */
  readonly cell?: TrainedCell | undefined;
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

/** Weights and Adam's moments; the gradient is recomputed in every chunk. */
const kept = ["weights", "mean", "square"] as const satisfies readonly Part[];
export type Kept = Readonly<Record<(typeof kept)[number], Weights>>;

/** Does not include the text or the options, which the caller supplies when resuming. */
export interface TrainingSnapshot {
  readonly parameters: Kept;
  /** [S x stateSize] carried state of each stream. */
  readonly state: Float32Array;
  readonly counters: Counters;
  readonly best: Weights;
  readonly bestBitsPerByte: number;
}

/** Every number of a run that is not a tensor. */
export interface Counters {
  /** Epochs completed, and judged where that was worthwhile. */
  epochs: number;
  /** Adam steps taken since the moments were last zero. */
  updates: number;
  /** Predictions learnt from, over all epochs. */
  predictions: number;
  /** Bits per byte of the last complete epoch; NaN before. */
  running: number;
  /** Halved by every divergence. */
  rateFactor: number;
  divergences: number;
  /** In the current epoch: chunks done, their predictions and summed -log P[y]. */
  chunk: number;
  epochPredictions: number;
  epochNats: number;
}

/** Counters of a run that has not begun. */
export function freshCounters(): Counters {
  return {
    epochs: 0,
    updates: 0,
    predictions: 0,
    running: Number.NaN,
    rateFactor: 1,
    divergences: 0,
    chunk: 0,
    epochPredictions: 0,
    epochNats: 0,
  };
}

export function keep(workspace: TrainingWorkspace): Kept {
  const parts = kept.map((part) => {
    const tensors = emptyWeights(workspace.H, workspace.net.name);
    workspace.read(part, tensors);
    return [part, tensors] as const;
  });
  return Object.fromEntries(parts) as Kept;
}

export function putBack(workspace: TrainingWorkspace, parameters: Kept): void {
  for (const part of kept) workspace.write(part, parameters[part]);
}
