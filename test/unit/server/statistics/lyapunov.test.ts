// The Lyapunov exponent along a text: against the whole spectrum by QR of the Jacobians and against a plain loop, for nets whose
// exponent is known, and where there is none.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Matrix, QrDecomposition } from "ml-matrix";
import { finished } from "../../../../server/attribution/backward";
import { SEGMENT } from "../../../../server/attribution/blocks";
import type { Weights } from "../../../../server/kernels/interface";
import { bindReference, referenceKernels } from "../../../../server/kernels/reference";
import { shapeOf } from "../../../../server/kernels/shape";
import { lyapunov, stretchesOf, WARM_UP } from "../../../../server/statistics/lyapunov";
import { planReport } from "../../../../server/statistics/reportPlan";
import { ReportSegments } from "../../../../server/statistics/reportSegment";
import { allocateTables, stateOf } from "../../../../server/statistics/reportTables";
import { createRandom } from "../../../../server/training/random";
import { randomText, randomWeights } from "../../../property/kernelsModels";
import { netOfPlan } from "../../../tools/randomNets";
import { needsSharedData, paper } from "../../../tools/sharedData";

/** The states of all segments, and the exponent. */
function exponentOf(weights: Weights, text: Uint8Array, depth = 0) {
  const plan = planReport(text.length, shapeOf(weights), depth, "reference");
  const tables = allocateTables(plan, plan.segments, (bytes) => new ArrayBuffer(bytes));
  const segments = new ReportSegments(referenceKernels, weights, text, plan, tables);
  for (let s = 0; s < plan.segments; s++) finished(segments.forward(s));
  return finished(lyapunov(weights, text, plan, (s) => stateOf(tables, s)));
}

/** Jacobians dh_t / dh_{t-1} of the paper's net, t = 1 .. predictions - 1. */
function jacobians(weights: Weights, text: Uint8Array): Matrix[] {
  const { H, Wh } = weights;
  const kernels = bindReference(weights, { rows: 1, window: text.length });
  kernels.recur(text, 0, text.length, new Float64Array(H), 0);
  return Array.from({ length: text.length - 2 }, (_, i) => {
    const h = kernels.h.subarray((i + 1) * H, (i + 2) * H);
    return Matrix.from1DArray(
      H,
      H,
      Array.from(Wh, (w, at) => (1 - h[Math.floor(at / H)] ** 2) * w),
    );
  });
}

/** The largest exponent by repeated QR of the transposed Jacobians, from the end back, over the steps after the warm-up. */
function byQr(weights: Weights, text: Uint8Array): number {
  let basis = Matrix.eye(weights.H);
  const sums = new Float64Array(weights.H);
  let steps = 0;
  for (const [done, J] of jacobians(weights, text).reverse().entries()) {
    const { orthogonalMatrix, upperTriangularMatrix } = new QrDecomposition(
      J.transpose().mmul(basis),
    );
    basis = orthogonalMatrix;
    if (done < WARM_UP) continue;
    steps++;
    for (let i = 0; i < sums.length; i++)
      sums[i] += Math.log(Math.abs(upperTriangularMatrix.get(i, i)));
  }
  return Math.max(...sums) / steps;
}

test("small nets: the exponent is the largest of the whole spectrum by QR", () => {
  for (const seed of [1, 2, 3]) {
    const weights = randomWeights(6, seed);
    const text = randomText(900, seed);
    const found = exponentOf(weights, text);
    assert.equal(found?.steps, 900 - 2 - WARM_UP);
    const want = byQr(weights, text);
    // What is left of how the direction began weighs little after so many steps.
    assert.ok(Math.abs(found.natsPerStep! - want) < 0.01, `${found.natsPerStep} against ${want}`);
  }
});

test("the paper's text: about -0.004 nats a step, from any direction", needsSharedData, () => {
  const [weights, text] = [paper.weights(), paper.text()];
  const found = exponentOf(weights, text, 8);
  const { natsPerStep, standardError, ...where } = found!;
  assert.equal(natsPerStep?.toFixed(3), "-0.004");
  assert.deepEqual(where, { steps: 972, warmUp: WARM_UP, stretches: 1, from: 0, to: 1022 });
  // A plain loop from the same direction gives the same, and one from another nearly so.
  const all = jacobians(weights, text).reverse();
  const grown: number[] = [];
  const plain = (direction: (i: number) => number) => {
    grown.length = 0;
    let g = Float64Array.from({ length: weights.H }, (_, i) => direction(i));
    let nats = 0;
    for (const [done, J] of all.entries()) {
      const next = new Float64Array(weights.H);
      for (let i = 0; i < weights.H; i++)
        for (let j = 0; j < weights.H; j++) next[j] += J.get(i, j) * g[i];
      const norm = Math.hypot(...next) / Math.hypot(...g);
      if (done >= WARM_UP) {
        nats += Math.log(norm);
        grown.push(Math.log(norm));
      }
      g = next;
    }
    return nats / (all.length - WARM_UP);
  };
  const { uniform } = createRandom(1);
  const exponent = found?.natsPerStep ?? Number.NaN;
  assert.ok(Math.abs(plain(() => 2 * uniform() - 1) - exponent) < 1e-9);
  // The spread of the means of 30 blocks of 32 steps.
  const means = Array.from(
    { length: 30 },
    (_, b) => grown.slice(32 * b, 32 * b + 32).reduce((sum, one) => sum + one) / 32,
  );
  const mean = means.reduce((sum, one) => sum + one) / 30;
  const variance = means.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 29;
  assert.ok(Math.abs(Math.sqrt(variance / 30) - standardError!) < 1e-9);
  assert.ok(Math.abs(plain(Math.cos) - exponent) < 1e-3);
});

/** Every state is 0: what goes back is multiplied by `factor` at each step. */
function factorNet(H: number, factor: number): Weights {
  const weights = randomWeights(H, 1);
  for (const tensor of ["Wx", "Wh", "bh"] as const) weights[tensor].fill(0);
  for (let i = 0; i < H; i++) weights.Wh[i * H + i] = factor;
  return weights;
}

test("a factor of 1/2 a step is log 1/2, of 1e20 its logarithm, and of 0 the direction dies", () => {
  const text = randomText(200, 1);
  const of = (factor: number) => exponentOf(factorNet(4, factor), text)?.natsPerStep;
  assert.ok(Math.abs((of(0.5) ?? 0) - Math.log(0.5)) < 1e-12);
  assert.ok(Math.abs((of(1e20) ?? 0) - Math.log(1e20)) < 1e-5);
  assert.equal(of(0), null);
});

test("a net of any cell and layers has one, that does not depend on the depth of the report", () => {
  const text = randomText(2 * SEGMENT, 5);
  for (const plan of [
    { cell: "gru", layers: 2, H: 5, characters: null, seed: 3 },
    { cell: "lstm", layers: 3, H: 4, characters: null, seed: 4 },
  ] as const) {
    const weights = netOfPlan(plan);
    const found = exponentOf(weights, text);
    assert.ok(Number.isFinite(found?.natsPerStep), `${plan.cell}: ${found?.natsPerStep}`);
    assert.deepEqual(exponentOf(weights, text, 20), found);
  }
});

test("a long text is followed in at most 16 stretches, a short one not at all", () => {
  const at = (bytes: number) => stretchesOf(planReport(bytes, shapeOf({ H: 8 }), 8, "simd"));
  assert.deepEqual(at(2), []);
  assert.deepEqual(at(WARM_UP + 2), []);
  assert.deepEqual(at(WARM_UP + 3), [0]);
  assert.deepEqual(at(20 * SEGMENT + 1), [0, 10]);
  const long = at(3e6);
  assert.equal(long.length, 16);
  assert.ok(long.every((s, i) => i === 0 || s - (long[i - 1] ?? 0) > 100));
});
