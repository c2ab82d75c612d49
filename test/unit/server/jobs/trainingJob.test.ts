// When a training thread dies, the pool starts the training again on the same board. What the first attempt left
// there is kept until the second has something at least as good.
import assert from "node:assert/strict";
import { test } from "node:test";
import { finished } from "../../../../server/attribution/backward";
import { opened } from "../../../../server/jobs/shared";
import { createBoard, putUp, takeDown } from "../../../../server/jobs/trainingBoard";
import { type TrainingData, trainingKind } from "../../../../server/jobs/trainingJob";
import { emptyWeights, initialWeights } from "../../../../server/training/initialise";
import { createRandom } from "../../../../server/training/random";

const text = new TextEncoder().encode("one byte at a time, one byte at a line. ".repeat(8));
const data = (bytes = text): TrainingData => ({
  backend: "reference",
  text: bytes,
  options: { hidden: 8, seed: 3, maxEpochs: 25 },
  start: undefined,
  board: createBoard(8),
});
const attempt = (of: TrainingData) => finished(opened(trainingKind, of))(null);

test("a second attempt puts up nothing worse than the measured value, and ends with the same bits", () => {
  const undisturbed = data();
  for (const _ of attempt(undisturbed));
  const whole = takeDown(undisturbed.board)!;

  const disturbed = data();
  const first = attempt(disturbed);
  while (!takeDown(disturbed.board)?.standing.measured) first.next();
  let { bitsPerByte: before } = takeDown(disturbed.board)!.standing;
  for (const _ of attempt(disturbed)) {
    const { measured, bitsPerByte } = takeDown(disturbed.board)!.standing;
    assert.ok(measured && bitsPerByte <= before, `${bitsPerByte} after ${before}`);
    before = bitsPerByte;
  }
  assert.deepEqual(takeDown(disturbed.board), whole);
});

test("it also puts up nothing worse than the running loss, if the text was too long to be measured", () => {
  // A text of this length is measured only at the end.
  const long = data(new TextEncoder().encode("many bytes. ".repeat(6000)));
  const left = { epochs: 2, bitsPerByte: 0.5, measured: false };
  const weights = initialWeights(8, createRandom(9), { recurrent: 0.9, input: 0.7, output: 0.5 });
  putUp(long.board, weights, left);
  const work = attempt(long);
  for (let i = 0; i < 20; i++) work.next();
  assert.deepEqual(takeDown(long.board), { weights, standing: left });
});

test("on the board a measurement is replaced only by a measurement at least as good", () => {
  const board = createBoard(2);
  const standing = (bitsPerByte: number, measured: boolean) => ({
    epochs: 1,
    bitsPerByte,
    measured,
  });
  const after = (bits: number, measured: boolean) => {
    putUp(board, emptyWeights(2), standing(bits, measured));
    return takeDown(board)!.standing;
  };
  assert.deepEqual(after(3, false), standing(3, false));
  assert.deepEqual(after(4, false), standing(4, false));
  assert.deepEqual(after(5, true), standing(5, true));
  assert.deepEqual(after(1, false), standing(5, true));
  assert.deepEqual(after(6, true), standing(5, true));
  assert.deepEqual(after(2, true), standing(2, true));
});
