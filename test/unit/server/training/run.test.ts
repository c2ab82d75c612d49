// A training run seen from outside: determinism, slices, limits, the best model, snapshots, awkward texts.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Weights } from "../../../../server/kernels/interface";
import { referenceKernels } from "../../../../server/kernels/reference";
import { selectTraining } from "../../../../server/kernels/select";
import { type TrainingKernels, tensorNames } from "../../../../server/kernels/training";
import { referenceTraining } from "../../../../server/kernels/trainingReference";
import { InputError } from "../../../../server/nets/inputError";
import { initialWeights } from "../../../../server/training/initialise";
import { bitsPerByte } from "../../../../server/training/passes";
import { createRandom } from "../../../../server/training/random";
import { recipeFor } from "../../../../server/training/recipe";
import { createTrainer, resumeTraining } from "../../../../server/training/trainer";
import type { Trainer, TrainingOptions } from "../../../../server/training/types";

const backends = { training: selectTraining(), evaluation: referenceKernels };
const bytes = (text: string) => new TextEncoder().encode(text);
const verse = bytes("one byte at a time, one byte at a line, and the state goes on. ".repeat(3));

function finished(trainer: Trainer, slice = 1000): Trainer {
  while (!trainer.progress.finished) trainer.step(slice);
  return trainer;
}

const trained = (text: Uint8Array, options: TrainingOptions, slice?: number) =>
  finished(createTrainer(text, options, backends), slice);

function assertFinite(weights: Weights): void {
  for (const name of tensorNames) assert.ok(weights[name].every(Number.isFinite), name);
}

test("the same seed gives the same weights in any slices; another seed gives others", () => {
  const options = { hidden: 16, seed: 5, maxEpochs: 8 };
  const first = trained(verse, options);
  assert.deepEqual(trained(verse, options, 0).best, first.best);
  assert.notDeepEqual(trained(verse, { ...options, seed: 6 }).best, first.best);
});

test("the reported figure is the evaluation of the returned weights", () => {
  const trainer = trained(verse, { hidden: 16, maxEpochs: 40 });
  const { bitsPerByte: reported, epochs, finished: over } = trainer.progress;
  assert.equal(reported, bitsPerByte(referenceKernels, trainer.best, verse));
  assert.equal(epochs, 40);
  assert.ok(over);
});

test("a run ends when its target is reached; an unreachable target is reported as not reached", () => {
  const reached = trained(verse, { hidden: 24, untilBitsPerByte: 0.5 }).progress;
  assert.ok(reached.reached && reached.bitsPerByte <= 0.5);
  const missed = trained(verse, { hidden: 4, untilBitsPerByte: 1e-9, maxEpochs: 5 }).progress;
  assert.ok(!missed.reached && missed.epochs === 5 && Number.isFinite(missed.bitsPerByte));
});

test("the best model is kept: more epochs never give a worse one", () => {
  // The rate is far too high on purpose.
  const recipe = { rate: 0.2 };
  let before = Number.POSITIVE_INFINITY;
  const trainer = createTrainer(verse, { hidden: 8, maxEpochs: 60, recipe }, backends);
  while (!trainer.progress.finished) {
    const { bitsPerByte: now } = trainer.step(0);
    assert.ok(now <= before);
    before = now;
  }
  assert.equal(before, bitsPerByte(referenceKernels, trainer.best, verse));
});

for (const cell of ["tanh", "gru", "lstm"] as const)
  test(`${cell}: a resumed run gives the same bits as an uninterrupted one`, () => {
    const options = { hidden: 16, cell, maxEpochs: 12, recipe: { streams: 2, length: 20 } };
    const whole = trained(verse, options);
    for (const pieces of [1, 7, 30, 50]) {
      const trainer = createTrainer(verse, options, backends);
      for (let i = 0; i < pieces; i++) trainer.step(0);
      const snapshot = trainer.snapshot();
      finished(trainer); // continues with its own memory, not the snapshot's
      const resumed = finished(resumeTraining(verse, options, backends, snapshot));
      assert.deepEqual(resumed.best, whole.best);
      assert.deepEqual(resumed.progress, whole.progress);
    }
  });

test("a large model's initial weights are made in many steps, but not made again for a snapshot", () => {
  const options = { hidden: 400, seed: 5, maxEpochs: 1, recipe: { length: 8 } };
  const whole = createTrainer(verse, options, backends);
  const { scales } = recipeFor(verse.length, 400);
  const initial = initialWeights(400, createRandom(5), scales);
  assert.equal(whole.step(0).predictions, 0);
  assert.deepEqual(whole.best, initial);

  const trainer = createTrainer(verse, options, backends);
  let steps = 0;
  while (trainer.step(0).predictions === 0) steps++;
  assert.ok(steps > 3, `${steps} steps`);
  const resumed = resumeTraining(verse, options, backends, whole.snapshot());
  assert.equal(resumed.step(0).predictions, 8);
  assert.deepEqual(finished(resumed).best, finished(trainer).best);
});

for (const cell of ["gru", "lstm"] as const)
  test(`${cell}: a net is judged by its own evaluation`, () => {
    const trainer = trained(verse, { hidden: 9, cell, maxEpochs: 30 });
    assert.equal(trainer.best.cell, cell);
    assert.ok(trainer.progress.bitsPerByte < 3);
    assert.equal(trainer.progress.bitsPerByte, bitsPerByte(referenceKernels, trainer.best, verse));
  });

test("awkward texts: the shortest, constant, binary, and every byte", () => {
  const every = Uint8Array.from({ length: 256 }, (_, i) => (i * 37) % 256);
  const texts = [bytes("ab"), bytes("abc"), new Uint8Array(300), every, bytes("é→\r\n".repeat(20))];
  for (const text of texts)
    for (const hidden of [1, 16]) {
      const trainer = trained(text, { hidden, maxEpochs: 60 });
      assertFinite(trainer.best);
      assert.ok(trainer.progress.bitsPerByte < 8, `${trainer.progress.bitsPerByte} bits per byte`);
    }
  assert.ok(trained(new Uint8Array(300), { hidden: 8, maxEpochs: 90 }).progress.bitsPerByte < 0.01);
});

test("without a target or a limit a run ends when the text is known well enough", () => {
  for (const text of [bytes("ab"), new Uint8Array(300), verse]) {
    const { bitsPerByte: bits, epochs, plannedEpochs } = trained(text, { hidden: 24 }).progress;
    assert.ok(bits <= 0.05 && epochs < plannedEpochs, `${bits} after ${epochs} epochs`);
  }
});

test("fewer than two bytes are refused with one sentence that names the text", () => {
  for (const [text, found] of [
    ["", "no bytes"],
    ["x", "1 byte"],
  ])
    assert.throws(
      () => createTrainer(bytes(text), { name: "a.txt" }, backends),
      (error) => error instanceof InputError && error.message.startsWith(`a.txt: ${found}; `),
    );
});

for (const cell of ["tanh", "gru", "lstm"] as const)
  test(`${cell}: after a divergence the run returns to finite weights and a lower rate`, () => {
    let chunks = 0;
    const diverging: TrainingKernels = {
      backend: "diverging",
      rowLength: referenceTraining.rowLength,
      allocate(H, shape, cell) {
        const workspace = referenceTraining.allocate(H, shape, cell);
        const { backpropagate } = workspace;
        workspace.backpropagate = (steps, scale) => {
          const nats = backpropagate.call(workspace, steps, scale);
          return ++chunks % 10 === 0 && chunks <= 30 ? Number.NaN : nats;
        };
        return workspace;
      },
    };
    const trainer = createTrainer(
      verse,
      { hidden: 8, cell, maxEpochs: 30 },
      { training: diverging, evaluation: referenceKernels },
    );
    const { epochs, bitsPerByte: bits } = finished(trainer).progress;
    assert.equal(trainer.snapshot().counters.divergences, 3);
    assert.equal(epochs, 30);
    assertFinite(trainer.best);
    assert.ok(bits < 5);

    const hopeless = trained(verse, { hidden: 8, recipe: { rate: Number.POSITIVE_INFINITY } });
    assertFinite(hopeless.best);
    assert.ok(hopeless.progress.finished && Number.isFinite(hopeless.progress.bitsPerByte));
  });
