// The state of a training run between two chunks, as plain copies: the content of a checkpoint file. Not a file
// format; does not include the text or the options, which the caller supplies when resuming.
import type { Weights } from "../kernels/interface";
import type { Part, TrainingWorkspace } from "../kernels/training";
import { emptyWeights } from "./initialise";

/** Weights and Adam's moments; the gradient is recomputed in every chunk. */
const kept = ["weights", "mean", "square"] as const satisfies readonly Part[];
export type Kept = Readonly<Record<(typeof kept)[number], Weights>>;

export interface TrainingSnapshot {
  readonly parameters: Kept;
  /** [S x H] carried state of each stream. */
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
    const tensors = emptyWeights(workspace.H);
    workspace.read(part, tensors);
    return [part, tensors] as const;
  });
  return Object.fromEntries(parts) as Kept;
}

export function putBack(workspace: TrainingWorkspace, parameters: Kept): void {
  for (const part of kept) workspace.write(part, parameters[part]);
}
