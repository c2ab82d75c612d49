// The limits of the kernels: gradients whose squares are far outside the range of float32, certain and impossible
// targets, rows beyond the capacity, and the choice of backend.
import assert from "node:assert/strict";
import { test } from "node:test";
import { referenceKernels } from "../../server/kernels/reference";
import { availableBackends, KernelsUnavailable, selectKernels } from "../../server/kernels/select";
import { fastBackends, randomText, randomWeights } from "./kernelsModels";

for (const kernels of fastBackends) {
  test(`${kernels.backend}: norms are right even if squares leave the range of float32`, () => {
    const H = 21;
    const k = kernels.bind(randomWeights(H, 1), { rows: 1, window: 1 });
    k.recur(Uint8Array.of(0), 0, 1, new Float64Array(H), 0);
    for (let exponent = -44; exponent <= 37; exponent++) {
      for (let j = 0; j < H; j++) k.G[j] = (1 + j / H) * 10 ** exponent;
      const exact = Math.hypot(...k.G.subarray(0, H));
      k.lag(0, 0, 0, 1);
      const error = Math.abs(k.norm[0] - exact) / exact;
      assert.ok(error < 1e-6 + 1.5e-45 / exact, `1e${exponent}: ${k.norm[0]}, not ${exact}`);
    }
  });

  test(`${kernels.backend}: certain and impossible targets keep their logarithm`, () => {
    const H = 8;
    for (const height of [5, 20, 40, 80, 95, 300]) {
      const weights = randomWeights(H, 2, 0.1);
      weights.by.fill(0);
      weights.by[7] = height;
      const y = Uint8Array.of(7, 9);
      const [fast, exact] = [kernels, referenceKernels].map((backend) => {
        const k = backend.bind(weights, { rows: 2, window: 2 });
        k.recur(Uint8Array.of(1, 255), 0, 2, new Float64Array(H), 0);
        k.readout(0, 2);
        k.score(y, 2);
        return k;
      });
      for (const i of [0, 1]) {
        const error = Math.abs(fast.logP[i] - exact.logP[i]);
        assert.ok(
          error <= 5e-6 * Math.abs(exact.logP[i]) + 1e-35,
          `height ${height}: ${fast.logP[i]}, not ${exact.logP[i]}`,
        );
        assert.ok(fast.logP[i] <= 0 && Number.isFinite(fast.logP[i]));
      }
      assert.deepEqual([...fast.best], [7, 7]);
    }
  });

  test(`${kernels.backend}: the lowest byte wins a tie`, () => {
    const weights = randomWeights(4, 3);
    weights.Wy.fill(0);
    weights.by.fill(0);
    weights.by.set([1, 1], 100);
    weights.by[255] = 1;
    const k = kernels.bind(weights, { rows: 1, window: 1 });
    k.readout(0, 1);
    k.score(Uint8Array.of(255), 1);
    assert.equal(k.best[0], 100);
  });

  test(`${kernels.backend}: rows beyond the capacity are refused; an empty block does nothing`, () => {
    const k = kernels.bind(randomWeights(5, 1), { rows: 2, window: 4 });
    const state = new Float64Array(5);
    const text = randomText(8, 1);
    assert.throws(() => k.recur(text, 0, 5, state, 0), RangeError);
    assert.throws(() => k.readout(0, 3), RangeError);
    assert.throws(() => k.lag(0, 1, 0, 1), RangeError);
    assert.throws(() => k.step(0, 3), RangeError);
    const before = k.G.slice();
    k.recur(text, 0, 0, state, 4);
    k.readout(0, 0);
    k.lag(0, 1, 1, 1);
    k.step(2, 2);
    assert.deepEqual(k.G, before);
    assert.ok(state.every((s) => s === 0));
  });
}

test("the fastest backend is chosen, or the one asked for", () => {
  const names = availableBackends();
  assert.equal(selectKernels().backend, names.at(-1));
  for (const name of names) assert.equal(selectKernels(name).backend, name);
  assert.ok(names.includes("simd"), "every supported Node has WebAssembly SIMD");
  if (!names.includes("relaxed-simd"))
    assert.throws(() => selectKernels("relaxed-simd"), KernelsUnavailable);
});
