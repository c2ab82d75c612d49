// The board between a training thread and the server: what is taken down is whole, and the last thing put up.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  createBoard,
  putUp,
  readProgress,
  showProgress,
  takeDown,
} from "../../../../server/jobs/trainingBoard";
import { referenceKernels } from "../../../../server/kernels/reference";
import { referenceTraining } from "../../../../server/kernels/trainingReference";
import {
  HELD_OUT,
  provenanceMetadata,
  readProvenance,
} from "../../../../server/requests/modelFile";
import { initialWeights } from "../../../../server/training/initialise";
import { bitsPerByte } from "../../../../server/training/passes";
import { createRandom } from "../../../../server/training/random";
import { continueTraining } from "../../../../server/training/trainer";

const scales = { recurrent: 0.9, input: 0.7, output: 0.5 };
const weightsOf = (seed: number) => initialWeights(6, createRandom(seed), scales);

test("an empty board gives nothing", () => {
  assert.equal(takeDown(createBoard(6)), undefined);
});

test("the last weights come back with their numbers, from either slot", () => {
  const board = createBoard(6);
  for (let seed = 1; seed <= 5; seed++) {
    const standing = { epochs: seed, bitsPerByte: 1 / seed, measured: seed > 2 };
    putUp(board, weightsOf(seed), standing);
    assert.deepEqual(takeDown(board), { weights: weightsOf(seed), standing });
  }
});

test("progress is read as it was shown", () => {
  const board = createBoard(6);
  const progress = { epochs: 3, planned: 30, ofEpoch: 0.5, best: Number.NaN, running: 2.5 };
  showProgress(board, progress);
  assert.deepEqual(readProgress(board), progress);
});

test("a file's provenance is read back, and what is missing is null", () => {
  const provenance = { textName: "a.txt", textSha256: "ab", bitsPerByte: 0.5, seed: 1, epochs: 9 };
  const metadata = provenanceMetadata({ ...provenance, unfinished: true });
  assert.deepEqual(readProvenance(metadata), {
    textName: "a.txt",
    textSha256: "ab",
    bitsPerByte: 0.5,
    isHeldOut: false,
    unfinished: true,
  });
  const judged = provenanceMetadata({ ...provenance, measuredOn: HELD_OUT });
  assert.equal(readProvenance(judged).isHeldOut, true);
  const nothing = { textName: null, textSha256: null, bitsPerByte: null };
  assert.deepEqual(readProvenance({}), { ...nothing, isHeldOut: false, unfinished: false });
  assert.equal(readProvenance({ bits_per_byte: "many" }).bitsPerByte, null);
  const unknown = provenanceMetadata({ ...provenance, bitsPerByte: Number.NaN });
  assert.equal("bits_per_byte" in unknown, false);
});

test("continued training starts at the model's own bits per byte and never ends above it", () => {
  const text = new TextEncoder().encode("abcabcabcabcabc");
  const start = weightsOf(1);
  const backends = { training: referenceTraining, evaluation: referenceKernels };
  const work = continueTraining(text, { maxEpochs: 3 }, backends, start);
  let step = work.next();
  while (!step.done) step = work.next();
  const trainer = step.value;
  const before = bitsPerByte(referenceKernels, start, text);
  assert.equal(trainer.progress.bitsPerByte, before);
  while (!trainer.step(10).finished);
  assert.ok(trainer.progress.bitsPerByte < before);
  assert.equal(trainer.H, 6);
});
