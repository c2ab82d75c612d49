// Training on a corpus on worker threads: the same bits on one, two and three threads, in stretches of any length, and
// from the last snapshot after a stop.
import assert from "node:assert/strict";
import path from "node:path";
import { after, test } from "node:test";
import type { Worker } from "node:worker_threads";
import { type CorpusPlan, trainOnThreads } from "../../server/jobs/corpusJob";
import type { Pool } from "../../server/jobs/pool";
import { SlicedPool } from "../../server/jobs/slicedPool";
import { ThreadPool } from "../../server/jobs/threads.node";
import { createBoard, readProgress, takeDown } from "../../server/jobs/trainingBoard";
import type { TrainedCell } from "../../server/kernels/cells/cell";
import { selectTraining } from "../../server/kernels/select";
import { corpusOf } from "../../server/training/corpus/corpus";
import { corpusRecipeFor } from "../../server/training/corpus/recipe";
import type { CorpusSnapshot } from "../../server/training/corpus/snapshot";
import { until } from "../tools/states";
import { randomText } from "./kernelsModels";

const script = path.join(__dirname, "report.worker.js");
/** The last has no threads. */
const pools = [...[1, 2, 3].map((size) => new ThreadPool({ script, size })), new SlicedPool()];
after(() => Promise.all(pools.map((p) => p.dispose())));

const H = 24;
const files = Array.from({ length: 5 }, (_, i) => ({
  name: `${i}`,
  bytes: randomText(700 + 31 * i, i),
}));
const corpus = corpusOf(files.slice(1), files.slice(0, 1), 3);
const plan: CorpusPlan & { readonly cell: TrainedCell } = {
  backend: selectTraining().backend as CorpusPlan["backend"],
  corpus,
  hidden: H,
  cell: "tanh",
  seed: 3,
  recipe: { ...corpusRecipeFor(corpus.text.length, H), updates: 120, judgeEvery: 50 },
  target: 0,
};
async function ended(
  pool: Pool,
  from?: CorpusSnapshot,
  seen: (snapshot: CorpusSnapshot, stop: AbortController) => void = () => {},
  how = plan,
): Promise<CorpusSnapshot> {
  const board = createBoard(H, how.cell);
  const stop = new AbortController();
  const work = trainOnThreads(pool, how, from, board, stop.signal);
  for (;;) {
    const step = await work.next();
    if (!step.done) {
      const { parameters, states } = step.value;
      // These are handed to every thread without copying.
      for (const values of [
        parameters.weights.Wh,
        parameters.square.Wx,
        step.value.best.Wy,
        states,
      ])
        assert.ok(values.buffer instanceof SharedArrayBuffer);
      seen(step.value, stop);
      continue;
    }
    assert.ok(step.value);
    const { bestBitsPerByte, best } = step.value;
    assert.equal(readProgress(board).best, bestBitsPerByte);
    assert.deepEqual(takeDown(board)?.weights, best);
    return step.value;
  }
}

for (const cell of ["tanh", "gru", "lstm"] as const) {
  const how = { ...plan, cell };

  test(`${cell}: any number of threads gives the same bits; the end of the schedule is judged too`, async () => {
    const [alone, ...others] = await Promise.all(
      pools.map((pool) => ended(pool, undefined, undefined, how)),
    );
    assert.deepEqual(
      alone.judgements.map((one) => one.update),
      [50, 100, 120],
    );
    assert.equal(alone.best.cell ?? "tanh", cell);
    for (const snapshot of others) assert.deepEqual(snapshot, alone);
  });

  test(`${cell}: a run stopped between two stretches resumes from its last snapshot with the same bits`, async () => {
    const whole = await ended(pools[1], undefined, undefined, how);
    const stopped = await ended(pools[1], undefined, (_, stop) => stop.abort(), how);
    assert.ok(stopped.counters.update > 0 && stopped.counters.update < plan.recipe.updates);
    assert.deepEqual(await ended(pools[2], stopped, undefined, how), whole);
  });
}

test("a thread that dies during a stretch does not change the bits", async () => {
  const recipe = { ...plan.recipe, streams: 2, length: 20, updates: 4000, judgeEvery: 1000 };
  const long = { ...plan, recipe, target: 0 };
  const run = async (pool: Pool, board = createBoard(H)) => {
    const work = trainOnThreads(pool, long, undefined, board, new AbortController().signal);
    let step = await work.next();
    while (!step.done) step = await work.next();
    return step.value;
  };
  const whole = await run(pools[0]);
  const started: Worker[] = [];
  const note = (worker: Worker) => started.push(worker);
  process.on("worker", note);
  const pool = new ThreadPool({ script, size: 2 });
  try {
    const board = createBoard(H);
    const learnt = () => readProgress(board).epochs + readProgress(board).ofEpoch;
    const disturbed = run(pool, board);
    await until(() => started.length === 2 && learnt() > 0, "nothing is learnt");
    const [first, second] = started;
    const before = learnt();
    await second.terminate();
    // The same part may not die twice, so the run must have got past it.
    await until(() => started.length > 2 && learnt() > before, "nothing is learnt after a death");
    await first.terminate();
    assert.deepEqual(await disturbed, whole);
    assert.ok(started.length > 2, `${started.length} threads were started`);
  } finally {
    process.off("worker", note);
    await pool.dispose();
  }
});
