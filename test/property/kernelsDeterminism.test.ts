// Within one backend a row has the same bits alone, anywhere in a block of any size, and on every run. Stored
// numbers, caches and views therefore never depend on how the work was divided.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { ModelKernels } from "../../server/kernels/interface";
import { anyNet, fastBackends, randomNet, randomText, randomWeights } from "./kernelsModels";

const window = 40;
const lags = 4;

const cases = fc.record({
  H: fc.oneof(fc.integer({ min: 1, max: 67 }), fc.constant(128)),
  seed: fc.nat(1e6),
  gain: fc.constantFrom(0.5, 1, 5),
  cuts: fc.array(fc.integer({ min: 1, max: 17 }), { minLength: 1, maxLength: 12 }),
});

for (const kernels of fastBackends) {
  test(`${kernels.backend}: a row has the same bits in any block`, () => {
    fc.assert(
      fc.property(cases, ({ H, seed, gain, cuts }) => {
        const weights = randomWeights(H, seed, gain);
        const text = randomText(window + 1, seed);
        const bind = (rows: number) => kernels.bind(weights, { rows, window });
        const alone = rowsOf(bind(1), text, [1]);
        const cut = rowsOf(bind(17), text, cuts);
        assert.deepEqual(cut, alone);
        assert.deepEqual(rowsOf(bind(17), text, cuts), cut);
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  test(`${kernels.backend}: so it has in nets of any cell and number of layers, read in any pieces`, () => {
    fc.assert(
      fc.property(anyNet, cases, (net, { seed, cuts }) => {
        const weights = randomNet(net);
        const text = randomText(window + 1, seed);
        const bind = (rows: number) => kernels.bind(weights, { rows, window });
        const alone = rowsOf(bind(1), text, [1]);
        assert.deepEqual(rowsOf(bind(17), text, cuts), alone);
        // A byte's own column as a vector, too.
        const { shape } = bind(1);
        const states = [0, 1].map(() => new Float64Array(shape.stateSize));
        const [byByte, byVector] = [bind(1), bind(1)];
        byByte.recur(text, 0, 5, states[0], 0);
        for (let s = 0; s < 5; s++) {
          const v = Float64Array.from(
            { length: shape.inputSize },
            (_, i) => weights.Wx[i * 256 + text[s]],
          );
          byVector.recurVector(v, states[1], s);
        }
        assert.deepEqual(states[1], states[0]);
        assert.deepEqual(byVector.h, byByte.h);
      }),
      { numRuns: 40 },
    );
  });
}

/** Everything computed for positions lags .. window, in blocks of the given sizes, repeated as needed. */
function rowsOf(k: ModelKernels, text: Uint8Array, cuts: number[]): number[][] {
  const { strideG, strideD, shape } = k;
  const state = new Float64Array(shape.stateSize);
  for (let t = 0, i = 0; t < window; i++) {
    const count = Math.min(cuts[i % cuts.length], window - t);
    k.recur(text, t, count, state, t);
    t += count;
  }
  const out: number[][] = Array.from({ length: window }, () => []);
  for (let t = lags, i = 0; t < window; i++) {
    const count = Math.min(cuts[i % cuts.length], window - t);
    const keep = (stored: ArrayLike<number>, width: number, from = 0, columns = width) => {
      for (let r = from; r < count; r++)
        for (let c = 0; c < columns; c++) out[t + r].push(stored[r * width + c]);
    };
    k.readout(t, count);
    k.score(text.subarray(t + 1), count);
    k.outputGradient(count);
    keep(k.Z, 256);
    keep(k.P, 256);
    keep(k.C, 256);
    keep(k.logP, 1);
    keep(k.best, 1);
    keep(k.G, strideG);
    for (let lag = 0; lag <= lags; lag++) {
      // The rows of this block in two calls, because `from` divides a block as well.
      const middle = lag % (count + 1);
      if (middle > 0) {
        k.lag(t, lag, 0, middle);
        k.step(0, middle);
      }
      if (middle < count) {
        k.lag(t, lag, middle, count);
        k.step(middle, count);
      }
      for (const scalars of [k.gradient, k.gated, k.norm]) keep(scalars, 1);
      keep(k.D, strideD);
      keep(k.G, strideG);
    }
    t += count;
  }
  return out;
}
