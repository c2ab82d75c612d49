// The loss curve of a training run: one point per epoch, never too many to draw, for its own text only.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ended, newCurve, withProgress } from "../../../../extension/state/curves";
import type { TrainProgress, TrainResult } from "../../../../server/protocol/wire/training";

const told = (epoch: number, running: number | null, best: number | null): TrainProgress => ({
  jobId: "a",
  cell: "elman",
  hiddenSize: 128,
  bytes: 1024,
  heldOutBytes: 0,
  epoch,
  planned: 30,
  bitsPerByte: best,
  runningBitsPerByte: running,
  secondsLeft: null,
});
const result: TrainResult = {
  jobId: "a",
  cancelled: false,
  kept: true,
  outputPath: "/m",
  cell: "elman",
  hiddenSize: 128,
  seed: 42,
  epochs: 3,
  bytes: 1024,
  heldOutBytes: 0,
  files: null,
  textSha256: "0",
  bitsPerByte: 0.07,
  measured: true,
  reached: true,
  seconds: 1,
};

test("an epoch is one point with its last numbers; an unknown epoch is no point", () => {
  let curve = newCurve("a.txt", 0.079);
  curve = withProgress(curve, told(1, null, null));
  assert.deepEqual([curve.points, curve.predictions, curve.target], [[], 1023, 0.079]);
  for (const running of [6, 5]) curve = withProgress(curve, told(1, running, null));
  curve = withProgress(curve, told(2, 4, 3.5));
  assert.deepEqual(curve.points, [
    { epoch: 1, running: 5, best: null },
    { epoch: 2, running: 4, best: 3.5 },
  ]);
});

test("the end adds the measured value; a run without a result keeps the reported points", () => {
  const running = withProgress(newCurve("a.txt", undefined), told(2, 4, null));
  const done = ended(running, result);
  assert.equal(done.state, "done");
  assert.deepEqual(done.points.at(-1), { epoch: 3, running: null, best: 0.07 });
  assert.equal(ended(running, { ...result, cancelled: true }).state, "cancelled");
  const loss = ended(running, { ...result, measured: false });
  assert.deepEqual(loss.points, running.points);
  const stopped = ended(running, undefined);
  assert.deepEqual([stopped.state, stopped.points], ["stopped", running.points]);
  assert.equal(ended(running, undefined, true).state, "cancelled");
});

test("even in a long run the points stay few, in order, with the first and the last", () => {
  let curve = newCurve("a.txt", undefined);
  for (let epoch = 1; epoch <= 5000; epoch++) {
    curve = withProgress(curve, told(epoch, 8 / epoch, null));
    assert.ok(curve.points.length <= 201);
    assert.equal(curve.points.at(-1)?.epoch, epoch);
  }
  const epochs = curve.points.map(({ epoch }) => epoch);
  assert.equal(epochs[0], 1);
  assert.deepEqual(
    epochs,
    [...epochs].sort((a, b) => a - b),
  );
});

test("the curve says what the best model is judged by", () => {
  const curve = withProgress(newCurve("more", undefined), { ...told(1, 5, 4), heldOutBytes: 900 });
  assert.equal(curve.heldOutBytes, 900);
  assert.equal(withProgress(curve, told(2, 4, 3)).heldOutBytes, 0);
});
