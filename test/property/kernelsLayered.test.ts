// Nets of any cell, 1 to 3 layers and every hidden size: each operation of the fast backends against the float64 reference,
// and their way back against finite differences of their own way forward. kernelsDeterminism.test.ts and runs.test.ts hold
// their bits.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { finished } from "../../server/attribution/backward";
import type { ModelKernels, Numbers } from "../../server/kernels/interface";
import { referenceKernels } from "../../server/kernels/reference";
import { REPLACED } from "../../server/kernels/runs";
import { bindRuns } from "../../server/kernels/select";
import { type NetShape, shapeOf } from "../../server/kernels/shape";
import {
  anyNet,
  cellNames,
  fastBackends,
  type Net,
  randomNet,
  randomNumbers,
  randomText,
} from "./kernelsModels";

const rows = 5;
const window = 11;
const first = 6;
const lags = 6;

for (const kernels of fastBackends) {
  test(`${kernels.backend}: every net has the states, predictions and trace of the reference`, () => {
    fc.assert(
      fc.property(anyNet, fc.boolean(), (drawn, drops) => {
        // A large net of ReLU has logits whose float32 has no digits left behind the point.
        const net = drawn.cell === "relu" ? { ...drawn, gain: Math.min(drawn.gain, 1) } : drawn;
        const weights = randomNet(net);
        const capacity = { rows, window };
        const fast = kernels.bind(weights, capacity);
        const exact = referenceKernels.bind(weights, capacity);
        assert.deepEqual(fast.shape, exact.shape);
        checkForward(fast, exact, net);
        checkTrace(fast, exact, drops);
      }),
      { numRuns: 150 },
    );
  });

  test(`${kernels.backend}: saturated gates and large weights stay finite and right`, () => {
    for (const cell of cellNames)
      for (const gain of [30, 1000]) {
        const net = { cell, layers: 2, H: 19, seed: gain, gain };
        const fast = kernels.bind(randomNet(net), { rows, window });
        const exact = referenceKernels.bind(randomNet(net), { rows, window });
        // ReLU grows with every step, and beyond what float32 can hold.
        const steps = cell === "relu" ? 2 : window;
        const states = [fast, exact].map((k) => {
          const state = new Float64Array(k.shape.stateSize);
          k.recur(randomText(window, gain), 0, steps, state, 0);
          return state;
        });
        near(states[0], states[1], 1e-9, 1e-9, `${cell}, gain ${gain}: state`);
        for (const k of [fast, exact]) {
          k.G.fill(0);
          for (let i = 0; i < 19; i++) k.G[i] = 1 + i;
          k.lag(steps - 1, 0, 0, 1);
          k.step(0, 1);
          k.lag(steps - 1, 1, 0, 1);
        }
        const largest = Math.max(...exact.D.slice(0, exact.strideD).map(Math.abs));
        near(
          unpadded(fast.D, fast.shape, fast.stride, fast.shape.cell.width),
          exact.D.subarray(0, exact.shape.errorSize),
          0,
          1e-4 * largest + 1e-37,
          `${cell}, gain ${gain}: D`,
        );
      }
  });

  test(`${kernels.backend}: dL/d(input) of every net is the finite difference of its float64 runs`, () => {
    fc.assert(
      fc.property(anyNet, (drawn) => {
        const net = { ...drawn, gain: 0.5, H: Math.min(drawn.H, 33) };
        const weights = randomNet(net);
        const { inputSize, stateSize } = shapeOf(weights);
        const text = randomText(lags + 1, net.seed);
        const k = kernels.bind(weights, { rows: 1, window: lags });
        k.recur(text, 0, lags, new Float64Array(stateSize), 0);
        k.readout(lags - 1, 1);
        k.score(text.subarray(lags), 1);
        k.outputGradient(1);

        const runs = finished(bindRuns(kernels, weights, { rows: 1, steps: lags }));
        const direction = Float64Array.from({ length: inputSize }, randomNumbers(net.seed));
        /** log P[y] when the input of step s moves along the direction. */
        const logP = (s: number, by: number) => {
          const inputs = Uint16Array.from(text, (x, i) => (i === s ? REPLACED : x));
          for (let i = 0; i < inputSize; i++)
            runs.replacement[i] = weights.Wx[i * 256 + text[s]] + by * direction[i];
          runs.states.fill(0);
          runs.recur(inputs, 0, lags, 0, 1);
          runs.readout(0, 1);
          const Z = Array.from(runs.logits);
          const max = Math.max(...Z);
          return Z[text[lags]] - max - Math.log(Z.reduce((sum, z) => sum + Math.exp(z - max), 0));
        };
        const slope = new Float64Array(inputSize);
        for (let lag = 0; lag < lags; lag++) {
          k.lag(lags - 1, lag, 0, 1);
          k.inputGradient(0, slope);
          const along = slope.reduce((sum, d, i) => sum + d * direction[i], 0);
          const terms = slope.reduce((sum, d, i) => sum + Math.abs(d * direction[i]), 0);
          const s = lags - 1 - lag;
          const step = 1e-5;
          const difference = (logP(s, step) - logP(s, -step)) / (2 * step);
          // A kink of ReLU may lie between the two points; the pieces on its two sides then bound the slope.
          const sides = [logP(s, step) - logP(s, 0), logP(s, 0) - logP(s, -step)].map(
            (d) => d / step,
          );
          const kink = Math.abs(sides[0] - sides[1]);
          assert.ok(
            Math.abs(along - difference) <= 1e-5 * terms + kink + 1e-8,
            `lag ${lag}: ${along}, not ${difference}`,
          );
          k.step(0, 1);
        }
      }),
      { numRuns: 60 },
    );
  });
}

function checkForward(fast: ModelKernels, exact: ModelKernels, { seed }: Net): void {
  const text = randomText(window + 1, seed);
  const { stateSize, inputSize } = exact.shape;
  const v = Float64Array.from({ length: inputSize }, randomNumbers(seed));
  const [a, b] = [fast, exact].map((k) => {
    const state = new Float64Array(stateSize);
    k.recur(text, 0, 4, state, 0);
    k.recur(text, 4, window - 5, state, 4);
    k.recurVector(v, state, window - 1);
    k.x[window - 1] = 255;
    k.readout(first, rows);
    k.score(text.subarray(first + 1), rows);
    k.outputGradient(rows);
    return state;
  });
  near(a, b, 1e-12, 1e-12, "state");
  for (let r = 0; r < window; r++) {
    const h = fast.h.subarray(r * fast.stride, (r + 1) * fast.stride);
    near(
      h.subarray(0, exact.H),
      exact.h.subarray(r * exact.H, (r + 1) * exact.H),
      1e-7,
      1e-12,
      "h",
    );
    assert.ok(h.subarray(exact.H).every((padding) => padding === 0));
  }
  near(fast.P, exact.P, 1e-4, 1e-7, "P");
  near(fast.logP, exact.logP, 1e-5, 1e-6, "log P");
}

function checkTrace(fast: ModelKernels, exact: ModelKernels, drops: boolean): void {
  const { shape } = exact;
  const { parts, width } = shape.cell;
  const largest = Array.from({ length: rows }, () => ({
    G: 0,
    D: 0,
    gradient: 0,
    gated: 0,
    norm: 0,
  }));
  const inputs = [fast, exact].map(() => new Float64Array(shape.inputSize));
  for (let lag = 0; lag <= lags; lag++) {
    const from = Math.min(lag, 2);
    for (const k of [fast, exact]) {
      const block = k.stride;
      // Zeroing a component of dL/da by its own number, whatever the padding.
      const drop = (_: number, at: number, size: number) => {
        for (let i = 0; i < size; i++) if ((i % block) % 3 === 1) k.D[at + i] = 0;
      };
      k.lag(first, lag, from, rows, drops ? drop : undefined);
    }
    for (let i = from; i < rows; i++) {
      const most = largest[i];
      const check = (what: "G" | "D", a: Numbers, b: Numbers) => {
        for (const x of b) most[what] = Math.max(most[what], Math.abs(x));
        near(a, b, 0, 1e-4 * most[what] + 1e-37, `${what} at lag ${lag}`);
      };
      check(
        "G",
        unpadded(
          fast.G.subarray(i * fast.strideG, (i + 1) * fast.strideG),
          shape,
          fast.stride,
          parts,
        ),
        exact.G.subarray(i * exact.strideG, (i + 1) * exact.strideG),
      );
      check(
        "D",
        unpadded(
          fast.D.subarray(i * fast.strideD, (i + 1) * fast.strideD),
          shape,
          fast.stride,
          width,
        ),
        exact.D.subarray(i * exact.strideD, (i + 1) * exact.strideD),
      );
      for (const what of ["gradient", "gated", "norm"] as const) {
        most[what] = Math.max(most[what], Math.abs(exact[what][i]));
        const error = Math.abs(fast[what][i] - exact[what][i]);
        // A product may cancel: then its terms are the measure.
        const scale = Math.max(most[what], most[what === "gated" ? "D" : "G"]);
        assert.ok(
          error <= 1e-4 * scale + 1e-37,
          `${what} at lag ${lag}: off by ${error} of ${scale}`,
        );
      }
      for (const [k, v] of [fast, exact].entries()) v.inputGradient(i, inputs[k]);
      near(inputs[0], inputs[1], 0, 1e-4 * most.D + 1e-37, "dL/d(input)");
    }
    for (const k of [fast, exact]) k.step(from, rows);
  }
}

/** The numbers of a row whose blocks of H lie `stride` apart; asserts that what lies between them is zero. */
function unpadded(
  row: Numbers,
  { H, layers }: NetShape,
  stride: number,
  blocks: number,
): Float64Array {
  const out: number[] = [];
  for (let block = 0; block < layers * blocks; block++)
    for (let i = 0; i < stride; i++) {
      const value = row[block * stride + i];
      if (i < H) out.push(value);
      else assert.equal(value, 0, "padding stays zero");
    }
  return Float64Array.from(out);
}

function near(a: Numbers, b: Numbers, relative: number, absolute: number, label: string): void {
  assert.equal(a.length, b.length, label);
  for (let i = 0; i < a.length; i++)
    if (!(Math.abs(a[i] - b[i]) <= relative * Math.abs(b[i]) + absolute))
      assert.fail(`${label} [${i}]: ${a[i]} instead of ${b[i]}`);
}
