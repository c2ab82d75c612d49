// The gradient of the reference trainer, checked against finite differences of its own loss, in float64, for every cell that
// is trained.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { TrainedCell } from "../../../../server/kernels/cells/cell";
import { tensorNames } from "../../../../server/kernels/training";
import { referenceTraining } from "../../../../server/kernels/trainingReference";
import { createRandom } from "../../../../server/training/random";

const settings = { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, clip: 5 };

/** A workspace of random float64 weights, bytes and states, and the tensors it was filled from. */
function filled(H: number, streams: number, length: number, seed: number, cell?: TrainedCell) {
  const random = createRandom(seed);
  const normals = (n: number, scale: number) =>
    Float64Array.from({ length: n }, () => scale * random.normal());
  const workspace = referenceTraining.allocate(H, { streams, length }, cell);
  const { gates, width } = workspace.net.cell;
  const weights = {
    H,
    Wx: normals(gates * H * 256, 0.5),
    Wh: normals(gates * H * H, 0.5),
    bh: normals(width * H, 0.2),
    Wy: normals(256 * H, 0.5),
    by: normals(256, 0.2),
  };
  const size = streams * workspace.net.stateSize;
  const state = Float64Array.from({ length: size }, () => Math.tanh(random.normal()));
  for (let i = 0; i < length * streams; i++) {
    workspace.inputs[i] = random.uniform() * 256;
    workspace.targets[i] = random.uniform() * 256;
  }
  workspace.write("weights", weights);
  workspace.writeState(state);
  return { workspace, weights, state };
}

const copyOf = (weights: ReturnType<typeof filled>["weights"]) => ({
  ...weights,
  ...Object.fromEntries(tensorNames.map((n) => [n, Float64Array.from(weights[n])])),
});

for (const [H, streams, length, cell] of [
  [5, 1, 7, "tanh"],
  [4, 3, 5, "tanh"],
  [1, 1, 1, "tanh"],
  [3, 1, 7, "gru"],
  [2, 3, 5, "gru"],
  [1, 1, 1, "gru"],
  [3, 1, 7, "lstm"],
  [2, 3, 5, "lstm"],
  [1, 1, 1, "lstm"],
] as const)
  test(`${cell}: gradient equals finite differences: H ${H}, ${streams} streams, ${length} steps`, () => {
    const { workspace, weights, state } = filled(H, streams, length, 7, cell);
    const scale = 0.1;
    workspace.backpropagate(length, scale);
    const gradient = copyOf(weights);
    workspace.read("gradient", gradient);
    const lossAt = () => {
      workspace.write("weights", weights);
      workspace.writeState(state);
      return scale * workspace.backpropagate(length, scale);
    };
    let largest = 0;
    for (const name of tensorNames)
      for (const g of gradient[name]) largest = Math.max(largest, g, -g);
    for (const name of tensorNames) {
      const w = weights[name];
      // All entries of the small tensors; every third of the large ones.
      const stride = w.length > 600 ? 3 : 1;
      for (let i = 0; i < w.length; i += stride) {
        const [before, step] = [w[i], 1e-5];
        w[i] = before + step;
        const above = lossAt();
        w[i] = before - step;
        const below = lossAt();
        w[i] = before;
        const difference = Math.abs((above - below) / (2 * step) - gradient[name][i]);
        assert.ok(difference <= 1e-8 * largest + 1e-9, `${name}[${i}]: off by ${difference}`);
      }
    }
  });

for (const cell of ["tanh", "gru", "lstm"] as const)
  test(`${cell}: the state is carried over: two chunks equal one long forward pass`, () => {
    const { workspace, state } = filled(6, 2, 8, 3, cell);
    const once = workspace.backpropagate(8, 1);
    const end = new Float64Array(state.length);
    workspace.readState(end);
    workspace.writeState(state);
    const first = workspace.backpropagate(5, 1);
    workspace.inputs.copyWithin(0, 10, 16);
    workspace.targets.copyWithin(0, 10, 16);
    const rest = workspace.backpropagate(3, 1);
    const carried = new Float64Array(state.length);
    workspace.readState(carried);
    assert.ok(Math.abs(first + rest - once) < 1e-12 * once);
    assert.deepEqual(carried, end);
  });

test("Adam's first step moves each weight by the rate against its gradient; clipping keeps the direction", () => {
  const { workspace, weights, state } = filled(3, 1, 4, 5);
  const moved = (clip: number) => {
    workspace.write("weights", weights);
    workspace.writeState(state);
    const zero = { ...copyOf(weights) };
    for (const name of tensorNames) zero[name].fill(0);
    workspace.write("mean", zero);
    workspace.write("square", zero);
    workspace.backpropagate(4, 1);
    const norm = workspace.adam(1, 1e-3, { ...settings, clip });
    const [after, gradient, mean] = [copyOf(weights), copyOf(weights), copyOf(weights)];
    workspace.read("weights", after);
    workspace.read("gradient", gradient);
    workspace.read("mean", mean);
    return { norm, after, gradient, mean };
  };
  const free = moved(1e9);
  const tight = moved(free.norm / 10);
  assert.equal(tight.norm, free.norm);
  for (const name of tensorNames)
    for (let i = 0; i < weights[name].length; i++) {
      const g = free.gradient[name][i];
      if (Math.abs(g) < 1e-4) continue;
      const step = free.after[name][i] - weights[name][i];
      assert.ok(Math.abs(step + 1e-3 * Math.sign(g)) < 1e-6, `${name}[${i}] moved by ${step}`);
      assert.ok(Math.abs(tight.mean[name][i] * 10 - free.mean[name][i]) < 1e-12);
    }
});

test("a gradient that is not finite changes no weight", () => {
  const { workspace, weights } = filled(3, 1, 4, 5);
  const broken = copyOf(weights);
  broken.by[3] = Number.NaN;
  workspace.write("weights", broken);
  workspace.backpropagate(4, 1);
  assert.ok(Number.isNaN(workspace.adam(1, 1e-3, settings)));
  const after = copyOf(weights);
  workspace.read("weights", after);
  assert.deepEqual(after.Wh, weights.Wh);
});
