// The native kernels give the same bits on every path that this processor has, and the bits of relaxed SIMD where the engine
// has it: states, readout and trace of any net, runs and deviations, training. Hidden sizes and rows cover every tail.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import fc from "fast-check";
import { finished } from "../../server/attribution/backward";
import type { SimdVariant } from "../../server/kernels/binary";
import type { Weights } from "../../server/kernels/interface";
import { bindRuns, selectKernels, selectTraining } from "../../server/kernels/select";
import { tensorNames } from "../../server/kernels/training";
import { emptyWeights } from "../../server/training/initialise";
import { nativePaths, useNativePath, VARIANTS } from "../tools/nativeKernels";
import { anyNet, netOfPlan } from "../tools/randomNets";
import { hiddenSizes, randomNet, randomNumbers, randomText } from "./kernelsModels";

const LAGS = 4;

/** One row for each path, and one for relaxed SIMD. */
const kinds: { name: string; variant: SimdVariant; path?: string }[] = [
  ...nativePaths().map((path) => ({ name: path, variant: "native" as const, path })),
  ...VARIANTS.filter((variant) => variant === "relaxed-simd").map((variant) => ({
    name: variant,
    variant,
  })),
];
after(() => useNativePath());

/** Asserts that every kind computes the same. */
function agree(compute: (variant: SimdVariant) => unknown, what: string): void {
  const [first, ...others] = kinds.map(({ name, variant, path }) => {
    useNativePath(path);
    return { name, found: compute(variant) };
  });
  for (const other of others)
    assert.deepEqual(other.found, first.found, `${what}: ${other.name} and ${first.name}`);
}

function traced(variant: SimdVariant, weights: Weights, rows: number, seed: number) {
  const text = randomText(LAGS + rows + 1, seed);
  const kernels = selectKernels(variant).bind(weights, { rows, window: LAGS + rows + 1 });
  const { stateSize, inputSize } = kernels.shape;
  const state = Float64Array.from({ length: stateSize }, randomNumbers(seed));
  kernels.recur(text, 0, LAGS + rows, state, 0);
  kernels.recurVector(
    Float64Array.from({ length: inputSize }, randomNumbers(seed + 1)),
    state,
    LAGS + rows,
  );
  kernels.readout(LAGS, rows);
  kernels.score(text.subarray(LAGS + 1), rows);
  kernels.outputGradient(rows);
  const lags: unknown[] = [];
  for (let k = 0; k <= LAGS; k++) {
    kernels.lag(LAGS, k, 0, rows);
    const { G, D, gradient, gated, norm } = kernels;
    lags.push([G, D, gradient, gated, norm].map((of) => of.slice()));
    kernels.step(0, rows);
  }
  const { h, Z, P, C, logP, best } = kernels;
  return { state, lags, of: [h, Z, P, C, logP, best].map((of) => of.slice()) };
}

test("there is a path on a machine whose compiler made one", { skip: skipped() }, () => {
  assert.ok(nativePaths().length > 0);
});

test("the trace of the paper's net has the same bits on every path, at every tail", {
  skip: skipped(),
}, () => {
  for (const H of hiddenSizes) {
    const weights = randomNet({ cell: "tanh", layers: 1, H, seed: H, gain: 1 });
    agree((variant) => traced(variant, weights, 1 + (H % 19), H), `H = ${H}`);
  }
});

test("and that of any net", { skip: skipped() }, () => {
  fc.assert(
    fc.property(anyNet, fc.integer({ min: 1, max: 40 }), fc.integer(), (plan, rows, seed) => {
      agree((variant) => traced(variant, netOfPlan(plan), rows, seed), JSON.stringify(plan));
    }),
  );
});

test("large nets too, whose weights stay float32", { skip: skipped() }, () => {
  for (const net of [
    { cell: "tanh", layers: 1, H: 531 },
    { cell: "lstm", layers: 1, H: 257 },
  ] as const) {
    const weights = randomNet({ ...net, seed: 1, gain: 1 });
    agree((variant) => traced(variant, weights, 21, 1), `${net.cell} ${net.H}`);
  }
});

test("runs and deviations from a path have the same bits", { skip: skipped() }, () => {
  fc.assert(
    fc.property(anyNet, fc.integer({ min: 1, max: 21 }), fc.integer(), (plan, rows, seed) => {
      const weights = netOfPlan(plan);
      const text = Uint16Array.from(randomText(12, seed));
      agree((variant) => {
        const runs = finished(bindRuns({ backend: variant }, weights, { rows, steps: 12 }));
        runs.states.set(Float64Array.from(runs.states, () => 0));
        runs.recur(text, 0, 12, 0, rows);
        runs.readout(0, rows);
        return [runs.states.slice(), runs.logits.slice()];
      }, JSON.stringify(plan));
    }),
  );
});

test("training has the same bits: loss, gradient and step", { skip: skipped() }, () => {
  const settings = { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, clip: 5 };
  for (const cell of ["tanh", "gru", "lstm"] as const)
    for (const H of [1, 7, 8, 24, 31, 40, 65])
      for (const [streams, length] of [
        [1, 9],
        [5, 3],
        [8, 11],
      ])
        agree((variant) => {
          const weights = randomNet({ cell, layers: 1, H, seed: H, gain: 1 });
          const workspace = selectTraining(variant).allocate(H, { streams, length }, cell);
          workspace.write("weights", weights);
          workspace.inputs.set(randomText(streams * length, H));
          workspace.targets.set(randomText(streams * length, H + 1));
          const results = [workspace.backpropagate(length, 1 / length)];
          results.push(workspace.adam(1, 0.01, settings));
          return (["weights", "gradient", "mean", "square"] as const).map((part) => {
            const into = emptyWeights(H, cell);
            workspace.read(part, into);
            return [results, ...tensorNames.map((name) => into[name])];
          });
        }, `${cell} ${H}, ${streams} x ${length}`);
});

/** Only where there is no compiler: `npm run build` says so. In CI there is one. */
function skipped(): string | false {
  return kinds.length > 1 || process.env.CI ? false : "one kind of kernels only";
}
