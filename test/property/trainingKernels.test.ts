// Every fast training backend against the reference: loss, gradient, carried state and Adam step agree for every cell that is
// trained and any hidden size, number of streams and length, in whole tiles or with tails.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { TrainedCell } from "../../server/kernels/cells/cell";
import { availableBackends, selectTraining } from "../../server/kernels/select";
import { type Tensors, tensorNames } from "../../server/kernels/training";
import { referenceTraining } from "../../server/kernels/trainingReference";
import { emptyWeights, initialWeights } from "../../server/training/initialise";
import { createRandom } from "../../server/training/random";

const settings = { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, clip: 5 };
const scales = { recurrent: 0.9, input: 0.7, output: 0.5 };

const trained: readonly TrainedCell[] = ["tanh", "gru", "lstm"];
const shapes = fc.record({
  H: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(64, 65, 96)),
  streams: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 9 })),
  steps: fc.integer({ min: 1, max: 12 }),
  spare: fc.integer({ min: 0, max: 3 }),
  seed: fc.integer(),
});

/** The largest difference over all tensors, and the largest value as its scale. */
function compare(found: Tensors, expected: Tensors): { difference: number; largest: number } {
  let [difference, largest] = [0, 0];
  for (const name of tensorNames)
    for (let i = 0; i < expected[name].length; i++) {
      difference = Math.max(difference, Math.abs(found[name][i] - expected[name][i]));
      largest = Math.max(largest, Math.abs(expected[name][i]));
      assert.ok(!Number.isNaN(found[name][i]), `${name}[${i}] is NaN`);
    }
  return { difference, largest };
}

const fast = availableBackends().filter((name) => name !== "reference");
for (const [backend, cell] of fast.flatMap((name) => trained.map((cell) => [name, cell] as const)))
  test(`${backend}, ${cell}: loss, gradient and state equal the reference's`, () => {
    fc.assert(
      fc.property(shapes, ({ H, streams, steps, spare, seed }) => {
        const random = createRandom(seed);
        const shape = { streams, length: steps + spare };
        const workspaces = [referenceTraining, selectTraining(backend)].map((k) =>
          k.allocate(H, shape, cell),
        );
        const weights = initialWeights(H, random, scales, cell);
        for (const bias of [weights.bh, weights.by])
          for (let i = 0; i < bias.length; i++) bias[i] = 0.3 * random.normal();
        const size = streams * workspaces[0].net.stateSize;
        const state = Float32Array.from({ length: size }, () => Math.tanh(random.normal()));
        const bytes = Uint8Array.from(
          { length: 2 * steps * streams },
          () => 256 * random.uniform(),
        );
        const results = workspaces.map((w) => {
          w.write("weights", weights);
          w.writeState(state);
          w.inputs.set(bytes.subarray(0, steps * streams));
          w.targets.set(bytes.subarray(steps * streams));
          const nats = w.backpropagate(steps, 1 / streams);
          const gradient = emptyWeights(H, cell);
          w.read("gradient", gradient);
          const after = new Float32Array(size);
          w.readState(after);
          return { nats, gradient, after };
        });
        const [expected, found] = results;
        assert.ok(Math.abs(found.nats - expected.nats) <= 1e-5 * expected.nats);
        const { difference, largest } = compare(found.gradient, expected.gradient);
        assert.ok(difference <= 2e-5 * largest, `gradient off by ${difference} of ${largest}`);
        for (let i = 0; i < state.length; i++)
          assert.ok(Math.abs(found.after[i] - expected.after[i]) <= 1e-5);
      }),
      { numRuns: 60 },
    );
  });

for (const backend of fast) {
  test(`${backend}: Adam steps equal the reference's, clipped and not`, () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.constantFrom(1e-3, 5, 1e9),
        fc.integer({ min: 1, max: 300 }),
        fc.integer(),
        (H, clip, update, seed) => {
          const random = createRandom(seed);
          const shape = { streams: 1, length: 2 };
          const parts = {
            weights: initialWeights(H, random, scales),
            gradient: initialWeights(H, random, scales),
            mean: initialWeights(H, random, scales),
            square: initialWeights(H, random, scales),
          };
          for (const name of tensorNames)
            for (let i = 0; i < parts.square[name].length; i++)
              parts.square[name][i] = parts.square[name][i] ** 2 + 1e-6;
          const [expected, found] = [referenceTraining, selectTraining(backend)].map((k) => {
            const w = k.allocate(H, shape);
            for (const part of ["weights", "gradient", "mean", "square"] as const)
              w.write(part, parts[part]);
            const norm = w.adam(update, 0.01, { ...settings, clip });
            const [weights, mean, square] = [emptyWeights(H), emptyWeights(H), emptyWeights(H)];
            w.read("weights", weights);
            w.read("mean", mean);
            w.read("square", square);
            return { norm, weights, mean, square };
          });
          assert.ok(Math.abs(found.norm - expected.norm) <= 1e-6 * expected.norm);
          for (const part of ["weights", "mean", "square"] as const) {
            const { difference, largest } = compare(found[part], expected[part]);
            assert.ok(difference <= 1e-5 * largest, `${part} off by ${difference}`);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  test(`${backend}: weights pass in and out unchanged, and the weights of unused bytes never change`, () => {
    const sizes = trained.flatMap((cell) => [1, 7, 8, 9, 24].map((H) => [cell, H] as const));
    for (const [cell, H] of sizes) {
      const biased = { ...scales, biases: [0.5, -1] };
      const weights = initialWeights(H, createRandom(H), biased, cell);
      const w = selectTraining(backend).allocate(H, { streams: 2, length: 5 }, cell);
      w.write("weights", weights);
      const back = emptyWeights(H, cell);
      w.read("weights", back);
      assert.deepEqual(back, weights);
      for (let update = 1; update <= 5; update++) {
        w.backpropagate(5, 1);
        w.adam(update, 0.1, settings);
      }
      w.read("weights", back);
      for (let i = 200; i < weights.Wx.length; i += 256) assert.equal(back.Wx[i], weights.Wx[i]);
    }
  });
}
