// Whole traces of the fast backends against the float64 reference (docs/method.md, section 6), over 50 lags: within
// 1e-4 of the position's largest |attribution| (or 1e-12 nats) on random models of every hidden size, and within 1e-5
// at every position of the paper's text.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Kernels, ModelKernels, Weights } from "../../server/kernels/interface";
import { referenceKernels } from "../../server/kernels/reference";
import { needsSharedData, paper } from "../tools/sharedData";
import { fastBackends, hiddenSizes, randomText, randomWeights } from "./kernelsModels";

const depth = 50;
const rows = 32;
const scalars = ["gradient", "gated", "norm"] as const;
type Lags = Record<(typeof scalars)[number], Float64Array> & { logP: number };

for (const kernels of fastBackends) {
  test(`${kernels.backend}: traces of random models are within 1e-4`, () => {
    // Gain 3 is chaotic: over a longer text two float64 recurrences would differ as well.
    for (const H of hiddenSizes)
      for (const [gain, length] of H % 8 === 3
        ? [
            [0.3, 90],
            [1, 90],
            [3, 30],
          ]
        : [[0.6, 90]]) {
        const text = randomText(length, H);
        compare(kernels, randomWeights(H, H + 1, gain), text, `H = ${H}, gain ${gain}`, 1e-4);
      }
  });

  test(
    `${kernels.backend}: traces of the paper's model are within 1e-5 everywhere`,
    needsSharedData,
    () => {
      compare(kernels, paper.weights(), paper.text(), "paper", 1e-5);
    },
  );

  test(`${kernels.backend}: no digits are lost at p = 1 - 9e-10 (t = 483)`, needsSharedData, () => {
    const text = paper.text().subarray(0, 485);
    const [fast] = tracesOf(kernels, paper.weights(), text).slice(483);
    const [exact] = tracesOf(referenceKernels, paper.weights(), text).slice(483);
    assert.ok(exact.logP > -1e-9 && exact.logP < 0);
    assert.ok(Math.abs(fast.logP / exact.logP - 1) < 1e-5);
    for (let k = 0; k <= depth; k++) assert.ok(Math.abs(fast.norm[k] / exact.norm[k] - 1) < 1e-4);
  });
}

function compare(
  kernels: Kernels,
  weights: Weights,
  text: Uint8Array,
  label: string,
  bound: number,
): void {
  const exact = tracesOf(referenceKernels, weights, text);
  const fast = tracesOf(kernels, weights, text);
  for (const [t, e] of exact.entries()) {
    const f = fast[t];
    const logP = Math.abs(f.logP - e.logP) / (1e-5 * Math.abs(e.logP) + 1e-12);
    assert.ok(logP <= 1, `${label}, t = ${t}: logP ${f.logP}, not ${e.logP}`);
    for (const what of scalars) {
      const largest = e[what].reduce((m, v) => Math.max(m, Math.abs(v)), 0);
      for (let k = 0; k <= Math.min(depth, t); k++) {
        const difference = Math.abs(f[what][k] - e[what][k]);
        if (!(difference <= bound * largest + 1e-12))
          assert.fail(`${label}, t = ${t}, k = ${k}: ${what} ${f[what][k]}, not ${e[what][k]}`);
      }
    }
  }
}

/** The traces of every position of a text, in blocks. */
function tracesOf(kernels: Kernels, weights: Weights, text: Uint8Array): Lags[] {
  const k = kernels.bind(weights, { rows, window: text.length });
  k.recur(text, 0, text.length, new Float64Array(weights.H), 0);
  const out: Lags[] = [];
  for (let t = 0; t < text.length - 1; t += rows) {
    const count = Math.min(rows, text.length - 1 - t);
    k.readout(t, count);
    k.score(text.subarray(t + 1), count);
    for (let i = 0; i < count; i++) out.push(emptyLags(k, i));
    k.outputGradient(count);
    for (let lag = 0; lag <= depth; lag++) {
      const from = Math.max(0, lag - t); // rows whose past reaches back `lag` bytes
      if (from >= count) break;
      k.lag(t, lag, from, count);
      for (let i = from; i < count; i++)
        for (const what of scalars) out[t + i][what][lag] = k[what][i];
      k.step(from, count);
    }
  }
  return out;
}

function emptyLags(k: ModelKernels, row: number): Lags {
  const zero = () => new Float64Array(depth + 1);
  return { gradient: zero(), gated: zero(), norm: zero(), logP: k.logP[row] };
}
