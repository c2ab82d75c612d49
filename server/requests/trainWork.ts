// What a training run does on worker threads, in its two regimes: memorising a text on one thread, or learning from a
// corpus on several and being judged by held-out text. Progress of both is read from the board.
import { type CorpusPlan, trainOnThreads } from "../jobs/corpusJob";
import type { OwnThreads } from "../jobs/pool";
import { shareBytes, shareWeights } from "../jobs/shared";
import type { BoardMemory } from "../jobs/trainingBoard";
import { trainingKind } from "../jobs/trainingJob";
import type { BackendName, Weights } from "../kernels/interface";
import type { TrainingOptions } from "../training/types";

export type RunOptions = TrainingOptions & { readonly hidden: number; readonly seed: number };

/** The outcome of a run that was not closed. */
export interface Ended {
  readonly reached: boolean;
}

export interface Work {
  /** undefined if closed. */
  readonly finished: Promise<Ended | undefined>;
  /** Ends the work and its threads; what is on the board stays there. */
  close(): void;
}

export function memorise(
  threads: OwnThreads,
  backend: BackendName,
  text: Uint8Array,
  options: RunOptions,
  start: Weights | undefined,
  board: BoardMemory,
): Work {
  const pool = threads(1);
  const job = pool.open(trainingKind, {
    backend,
    text: shareBytes(text),
    options,
    start: start && shareWeights(start),
    board,
  });
  return { finished: job.part(null), close: () => void pool.dispose() };
}

export function learn(threads: OwnThreads, plan: CorpusPlan, board: BoardMemory): Work {
  const pool = threads(plan.recipe.groups);
  const stop = new AbortController();
  const finished = async (): Promise<Ended | undefined> => {
    const work = trainOnThreads(pool, plan, undefined, board, stop.signal);
    let step = await work.next();
    while (!step.done) step = await work.next();
    if (stop.signal.aborted || !step.value) return undefined;
    return { reached: plan.target === 0 || step.value.bestBitsPerByte <= plan.target };
  };
  const close = () => {
    stop.abort();
    void pool.dispose();
  };
  return { finished: finished(), close };
}
