// The state of a corpus run between two steps, as plain copies: the content of a checkpoint, and the starting point
// of every thread of the team. Not a file format.
import type { Weights } from "../../kernels/interface";
import { shapeOf } from "../../kernels/shape";
import { emptyWeights } from "../initialise";
import type { Kept } from "../types";

/** One judgement, for the log of the run. */
export interface Judgement {
  /** Number of steps before it. */
  readonly update: number;
  /** Mean loss on the training text since the previous judgement; the weights changed meanwhile. */
  readonly runningBitsPerByte: number;
  readonly heldOutBitsPerByte: number;
}

export interface CorpusSnapshot {
  readonly parameters: Kept;
  /** [groups x streams x stateSize] */
  readonly states: Float32Array;
  readonly counters: CorpusCounters;
  readonly judgements: readonly Judgement[];
  readonly best: Weights;
  /** Infinity before the first judgement. */
  readonly bestBitsPerByte: number;
}

/** Every number of a run that is not a tensor. */
export interface CorpusCounters {
  /** Number of steps done. */
  update: number;
  /** Adam's count: steps since its moments were last zero. */
  moments: number;
  /** Halved by every divergence. */
  rateFactor: number;
  divergences: number;
  /** Steps since the last judgement, and their summed -log P[y]. */
  steps: number;
  nats: number;
  /** Judgements since the best one. */
  waited: number;
}

export function freshCounters(): CorpusCounters {
  return {
    update: 0,
    moments: 0,
    rateFactor: 1,
    divergences: 0,
    steps: 0,
    nats: 0,
    waited: 0,
  };
}

/** The snapshot of a run that has not begun. @param rows total number of streams */
export function freshSnapshot(weights: Weights, rows: number): CorpusSnapshot {
  const { H, cell } = weights;
  return {
    parameters: { weights, mean: emptyWeights(H, cell), square: emptyWeights(H, cell) },
    states: new Float32Array(rows * shapeOf(weights).stateSize),
    counters: freshCounters(),
    judgements: [],
    best: weights,
    bestBitsPerByte: Number.POSITIVE_INFINITY,
  };
}
