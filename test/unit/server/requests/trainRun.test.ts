// The model file of a training run in the server: it holds what was reported, whatever else was being written. The test
// plays the thread; test/protocol/train.test.ts uses real ones.
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Files } from "../../../../server/files";
import type { Pool } from "../../../../server/jobs/pool";
import { type BoardMemory, putUp } from "../../../../server/jobs/trainingBoard";
import type { TrainingData } from "../../../../server/jobs/trainingJob";
import { referenceKernels } from "../../../../server/kernels/reference";
import { readModel } from "../../../../server/nets/formats";
import { CHECKPOINT_MS, FIRST_CHECKPOINT_MS } from "../../../../server/requests/trainCheckpoints";
import { Run } from "../../../../server/requests/trainRun";
import { initialWeights } from "../../../../server/training/initialise";
import { bitsPerByte } from "../../../../server/training/passes";
import { createRandom } from "../../../../server/training/random";
import type { TrainingProgress } from "../../../../server/training/types";

const text = new TextEncoder().encode("why this byte?");
const scales = { recurrent: 0.9, input: 0.7, output: 0.5 };
const [first, second] = [1, 2].map((seed) => initialWeights(6, createRandom(seed), scales));

/** A run whose thread and disk the test controls. */
function started({ mock }: TestContext) {
  mock.timers.enable({ apis: ["setTimeout"] });
  const written: Uint8Array[] = [];
  const waiting: (() => void)[] = [];
  const files = {
    writeAtomic: async (_: string, bytes: Uint8Array) => {
      await new Promise<void>((resolve) => waiting.push(resolve));
      written.push(bytes);
    },
  } as Partial<Files> as Files;
  let board: BoardMemory | undefined;
  let end: (progress: TrainingProgress) => void = () => {};
  const pool = {
    open: (_: unknown, data: TrainingData) => {
      board = data.board;
      return { part: () => new Promise((resolve) => (end = resolve)) };
    },
    dispose: () => {},
  } as unknown as Pool;
  const outputPath = "model.safetensors";
  const params = { jobId: "1", textName: "text", choices: {}, outputPath };
  const run = new Run(
    { files, backend: referenceKernels, threads: () => pool },
    {
      params: { ...params, source: { kind: "document", uri: "untitled:text" } },
      text,
      files: null,
      textSha256: "ab",
      options: { hidden: 6, cell: "tanh", seed: 1 },
    },
  );
  const progress = { epochs: 3, bitsPerByte: 1, reached: true, finished: true } as TrainingProgress;
  return {
    run,
    board: board!,
    end: () => end(progress),
    /** Lets the server do everything that needs neither the clock nor the disk. */
    settle: () => new Promise((resolve) => setImmediate(resolve)),
    clock: (milliseconds: number) => mock.timers.tick(milliseconds),
    disk: () => waiting.shift()?.(),
    models: () => written.map((bytes) => readModel(bytes, outputPath)),
  };
}

test("a checkpoint due while the finished model is being written does not replace it", async (t) => {
  const { run, board, end, settle, clock, disk, models } = started(t);
  putUp(board, first, { epochs: 3, bitsPerByte: 1, measured: true });
  const finished = run.finished();
  end();
  await settle();
  clock(FIRST_CHECKPOINT_MS);
  const saved = run.save();
  for (let i = 0; i < 4; i++) {
    disk();
    await settle();
  }
  const result = await finished;
  await saved;
  clock(CHECKPOINT_MS);
  await settle();
  assert.equal(result.bitsPerByte, 1);
  assert.deepEqual(
    models().map(({ metadata }) => metadata.unfinished),
    [undefined],
  );
});

test("the result and the file have the same weights, even if the thread puts up others", async (t) => {
  const { run, board, settle, clock, disk, models } = started(t);
  putUp(board, first, { epochs: 3, bitsPerByte: 5, measured: false });
  clock(FIRST_CHECKPOINT_MS);
  await settle();
  const finished = run.finished();
  run.stop();
  await settle();
  putUp(board, second, { epochs: 4, bitsPerByte: 4, measured: false });
  for (let i = 0; i < 4; i++) {
    disk();
    await settle();
  }
  const result = await finished;
  const [checkpoint, last] = models();
  assert.equal(checkpoint.metadata.unfinished, "true");
  assert.deepEqual(last.weights, first);
  assert.equal(last.metadata.unfinished, undefined);
  assert.deepEqual([result.epochs, last.metadata.epochs], [3, "3"]);
  // The value so far was only the running loss; now it is measured, for both.
  assert.equal(result.bitsPerByte, bitsPerByte(referenceKernels, first, text));
  assert.equal(Number(last.metadata.bits_per_byte), result.bitsPerByte);
});

test("a run that ends before anything is known writes no file", async (t) => {
  const { run, board, settle, clock, disk, models } = started(t);
  putUp(board, first, { epochs: 0, bitsPerByte: Number.NaN, measured: false });
  clock(FIRST_CHECKPOINT_MS);
  await settle();
  disk();
  const finished = run.finished();
  run.stop();
  assert.equal((await finished).kept, false);
  assert.equal(models().length, 0);
});
