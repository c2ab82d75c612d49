// Training on a worker thread: runs the trainer in short steps, and every few steps puts its progress and the weights
// worth keeping on the board. If the thread dies, another starts over, with the same bits; until it has come as far,
// the board keeps what was there.
import type { BackendName, Weights } from "../kernels/interface";
import { selectKernels, selectTraining } from "../kernels/select";
import { type Comparison, comparison } from "../statistics/samples";
import { continueTraining, createTrainer } from "../training/trainer";
import type {
  Trainer,
  TrainingBackends,
  TrainingOptions,
  TrainingProgress,
} from "../training/types";
import type { JobKind } from "./shared";
import { type BoardMemory, putUp, type Standing, showProgress, standingOn } from "./trainingBoard";

export interface TrainingData {
  readonly backend: BackendName;
  readonly text: Uint8Array;
  readonly options: TrainingOptions;
  /** Weights to continue from. */
  readonly start: Weights | undefined;
  readonly board: BoardMemory;
}

/** The stop flag is checked between steps. */
const STEP_MS = 4;
/** Minimum time between two updates of the board, in milliseconds and as a multiple of their cost. */
const SHOW_MS = 60;
const SHOW_COST = 20;
/** From this many predictions on, the current epoch's own loss is reported. */
const LONG_EPOCH = 16384;

export const trainingKind: JobKind<TrainingData, null, TrainingProgress> = {
  name: "training",
  open: (data) => () => train(data),
};

function* train(data: TrainingData): Generator<void, TrainingProgress> {
  const { text, options, start, board } = data;
  const evaluation = selectKernels(data.backend);
  const backends: TrainingBackends = { evaluation, training: selectTraining(data.backend) };
  const trainer = start
    ? yield* continueTraining(text, options, backends, start)
    : createTrainer(text, options, backends);
  /** From an earlier attempt. */
  const left = standingOn(board);
  let showAt = 0;
  for (;;) {
    const progress = trainer.step(STEP_MS);
    const now = performance.now();
    // Not while the initial weights are being made; with the first progress there is a model to keep.
    const begun = progress.predictions > 0 || start !== undefined;
    if (begun && (now >= showAt || progress.finished)) {
      show(board, trainer, progress, left);
      showAt = performance.now() + Math.max(SHOW_MS, SHOW_COST * (performance.now() - now));
    }
    if (progress.finished) return progress;
    yield;
  }
}

function show(
  board: BoardMemory,
  trainer: Trainer,
  progress: TrainingProgress,
  left: Standing | undefined,
): void {
  const { epochs, plannedEpochs: planned, ofEpoch, bitsPerByte: best } = progress;
  const measured = best < Number.POSITIVE_INFINITY;
  const { parameters, counters } = trainer.snapshot();
  const own = counters.epochNats / Math.LN2 / counters.epochPredictions;
  const isLong = counters.epochPredictions >= LONG_EPOCH || Number.isNaN(counters.running);
  const running = isLong ? own : counters.running;
  if (measured) putUp(board, trainer.best, { epochs, bitsPerByte: best, measured });
  else if (!left || running <= left.bitsPerByte)
    putUp(board, parameters.weights, { epochs, bitsPerByte: running, measured });
  showProgress(board, { epochs, planned, ofEpoch, best: measured ? best : Number.NaN, running });
}

export interface ComparisonData {
  readonly backend: BackendName;
  readonly weights: Weights;
  readonly text: Uint8Array;
  readonly lag: number;
}

/** Compares a trained model with the paper's, on a thread of its own since a new one may be training meanwhile. */
export const comparisonKind: JobKind<ComparisonData, null, Comparison> = {
  name: "comparison",
  open: ({ backend, weights, text, lag }) => {
    const kernels = selectKernels(backend);
    return () => comparison(kernels, weights, text, lag);
  },
};
