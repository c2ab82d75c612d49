// Trains on a corpus on worker threads. The run is divided into stretches, each ending with a snapshot; in a stretch
// every thread of the team works on one part. The first thread shows progress and returns the snapshot. If a thread
// dies, the stretch is repeated from its start, with the same bits.
import type { TrainedCell } from "../kernels/cells/cell";
import type { BackendName } from "../kernels/interface";
import { selectKernels, selectTraining } from "../kernels/select";
import { shapeOf } from "../kernels/shape";
import type { Corpus } from "../training/corpus/corpus";
import { type CorpusRecipe, passesOf } from "../training/corpus/recipe";
import { CorpusRun, isFinished } from "../training/corpus/run";
import { type CorpusSnapshot, freshSnapshot } from "../training/corpus/snapshot";
import { createTeam, Member, TeamBroken, type TeamMemory } from "../training/corpus/team";
import { makeWeights } from "../training/initialise";
import { createRandom } from "../training/random";
import type { Pool } from "./pool";
import { type JobKind, shareBytes, sharedBuffer, shareFloats, shareWeights } from "./shared";
import { type BoardMemory, putUp, showProgress } from "./trainingBoard";

export interface CorpusPlan {
  readonly backend: BackendName;
  readonly corpus: Corpus;
  readonly recipe: CorpusRecipe;
  readonly hidden: number;
  /** Absent: tanh. */
  readonly cell?: TrainedCell;
  /** Seed of the initial weights. */
  readonly seed: number;
  /** Ends the run at this many bits per byte of the held-out files; 0: never. */
  readonly target: number;
}

interface CorpusData extends CorpusPlan {
  /** Progress and current weights, for whoever watches. */
  readonly board: BoardMemory;
}

interface Stretch {
  readonly index: number;
  readonly team: TeamMemory;
  /** undefined: start from the initial weights, which every thread makes for itself. */
  readonly from: CorpusSnapshot | undefined;
  /** Number of updates of the weights after which the stretch ends. */
  readonly until: number;
}

const SHOW_MS = 200;

export const corpusKind: JobKind<CorpusData, Stretch, CorpusSnapshot | "broken" | null> = {
  name: "corpus",
  open({ backend, corpus, recipe, hidden, cell, seed, target, board }) {
    const backends = { evaluation: selectKernels(backend), training: selectTraining(backend) };
    function* begin(): Generator<void, CorpusSnapshot> {
      const weights = yield* makeWeights(hidden, createRandom(seed), recipe.scales, cell);
      return freshSnapshot(weights, recipe.groups * recipe.streams);
    }
    return function* ({ index, team, from, until }) {
      const member = new Member(team, index);
      try {
        const start = from ?? (yield* begin());
        const run = new CorpusRun(corpus, recipe, target, backends, member, start);
        let shown = 0;
        for (const _ of run.work(until)) {
          yield;
          if (index > 0 || performance.now() < shown + SHOW_MS) continue;
          shown = performance.now();
          show(board, run, corpus, recipe);
        }
        if (index > 0) return null;
        show(board, run, corpus, recipe);
        return shareSnapshot(run.snapshot());
      } catch (error) {
        member.leave();
        if (error instanceof TeamBroken) return "broken";
        throw error;
      }
    };
  },
};

/**
 * Puts a snapshot in shared memory. Every stretch hands it to all threads, and copying a large model's four sets of
 * weights would block the thread that does so.
 */
function shareSnapshot(snapshot: CorpusSnapshot): CorpusSnapshot {
  const { weights, mean, square } = snapshot.parameters;
  return {
    ...snapshot,
    parameters: {
      weights: shareWeights(weights),
      mean: shareWeights(mean),
      square: shareWeights(square),
    },
    states: shareFloats(snapshot.states),
    best: shareWeights(snapshot.best),
  };
}

function show(board: BoardMemory, run: CorpusRun, corpus: Corpus, recipe: CorpusRecipe): void {
  const { weights, runningBitsPerByte: running } = run.present();
  const passes = passesOf(recipe, run.update, corpus.text.length);
  const epochs = Math.floor(passes);
  const best = run.bestBitsPerByte;
  const measured = best < Number.POSITIVE_INFINITY;
  const bitsPerByte = measured ? best : running;
  putUp(board, measured ? run.best : weights, { epochs, bitsPerByte, measured });
  showProgress(board, {
    epochs,
    planned: passesOf(recipe, recipe.updates, corpus.text.length),
    ofEpoch: passes - epochs,
    best: measured ? best : Number.NaN,
    running,
  });
}

/** How long a stretch should last; a checkpoint can be written between two. */
const STRETCH_MS = 15_000;
const FIRST_UPDATES = 50;
/** Stretches broken off in a row before the run is given up; its last snapshot is whole. */
const MOST_BROKEN = 3;

/**
 * Trains from `start`, or from the beginning, to the end of the run, and yields every snapshot. The bits depend
 * neither on the pool's size nor on where stretches end. If `signal` aborts, ends early with the last snapshot, if
 * any.
 * @param pool only for this run: the threads of a team wait for each other, so other work would hold them all up.
 */
export async function* trainOnThreads(
  pool: Pool,
  plan: CorpusPlan,
  start: CorpusSnapshot | undefined,
  board: BoardMemory,
  signal: AbortSignal,
): AsyncGenerator<CorpusSnapshot, CorpusSnapshot | undefined> {
  const { corpus, recipe, target, hidden: H, cell = "tanh" } = plan;
  const { stateSize } = shapeOf({ H, cell });
  const threads = Math.min(pool.size, recipe.groups);
  const row = selectTraining(plan.backend).rowLength(H, cell);
  const files = corpus.starts.length - 1;
  const shared = {
    ...corpus,
    text: shareBytes(corpus.text),
    heldOut: shareBytes(corpus.heldOut),
  };
  const job = pool.open(corpusKind, { ...plan, corpus: shared, board });
  const stop = () => job.close();
  signal.addEventListener("abort", stop);
  try {
    let snapshot = start && shareSnapshot(start);
    let updates = FIRST_UPDATES;
    let broken = 0;
    while (
      !signal.aborted &&
      !(snapshot && isFinished(snapshot.counters, snapshot.bestBitsPerByte, recipe, target))
    ) {
      const team = createTeam(recipe, stateSize, row, files, threads, sharedBuffer);
      const from = snapshot;
      const first = from?.counters.update ?? 0;
      const until = first + updates;
      const began = performance.now();
      const results = await Promise.all(
        Array.from({ length: threads }, (_, index) => job.part({ index, team, from, until })),
      );
      const [next] = results;
      if (next === undefined) break;
      if (next === null || next === "broken" || results.includes("broken")) {
        if (++broken === MOST_BROKEN) throw new TeamBroken();
        continue;
      }
      broken = 0;
      const milliseconds = (performance.now() - began) / (next.counters.update - first);
      updates = Math.max(1, Math.round(STRETCH_MS / milliseconds));
      snapshot = next;
      yield snapshot;
    }
    return snapshot;
  } finally {
    signal.removeEventListener("abort", stop);
    job.close();
  }
}
