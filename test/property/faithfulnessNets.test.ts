// The measure of faithfulness on nets of any cell, layers and alphabet: the orders are those that the net has, positions
// without a prediction are left out, and what is lost without some bytes is what a plain run of the reference loses.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { finished } from "../../server/attribution/backward";
import { referenceKernels } from "../../server/kernels/reference";
import { hasGradient, isPredicted, shapeOf } from "../../server/kernels/shape";
import type { Weights } from "../../server/kernels/weights";
import { byteCounts, meanEmbedding } from "../../server/nets/weights";
import {
  faithfulnessOf,
  faithfulnessTasks,
  samplePositions,
} from "../../server/statistics/faithfulness";
import { PositionMeasures, rankedOf } from "../../server/statistics/positionMeasures";
import { anyNet, netOfPlan } from "../tools/randomNets";
import { randomText } from "./kernelsModels";

const DEPTH = 3;
const SEED = 5;

/** p of the byte after the text up to `t`, the inputs at lags of `replaced` being v. */
function probability(
  weights: Weights,
  text: Uint8Array,
  t: number,
  v: Float64Array,
  replaced: ReadonlySet<number>,
): number {
  const kernels = referenceKernels.bind(weights, { rows: 1, window: text.length });
  const state = new Float64Array(kernels.shape.stateSize);
  for (let at = 0; at <= t; at++)
    if (replaced.has(t - at)) kernels.recurVector(v, state, at);
    else kernels.recur(text, at, 1, state, at);
  kernels.readout(t, 1);
  return kernels.P[text[t + 1]];
}

test("orders, positions and losses of every kind of net", () => {
  fc.assert(
    fc.property(anyNet, fc.nat(1000), (plan, seed) => {
      const weights = netOfPlan(plan);
      const inside = Array.from({ length: 128 }, (_, byte) => byte).filter((b) =>
        isPredicted(weights, b),
      );
      const text = randomText(24, seed).map((byte, i) =>
        i % 4 === 1 ? byte : inside[byte % inside.length],
      );
      const positions = samplePositions(weights, text, DEPTH, 5);
      assert.ok(positions);
      fc.pre(positions.count > 0);
      const tasks = [...faithfulnessTasks(weights, text, positions, DEPTH, SEED)];
      assert.equal(tasks.length, positions.count);
      assert.ok(tasks.every(({ position }) => isPredicted(weights, text[position + 1])));
      assert.ok(tasks.every(({ position }) => (position - positions.from) % positions.step === 0));
      // Integrated gradients take most of the time.
      const ranked = rankedOf(shapeOf(weights)).filter((name) => name !== "integrated");
      const measures = finished(
        PositionMeasures.make(referenceKernels, weights, text, DEPTH, SEED, ranked),
      );
      const all = tasks.map((task) => finished(measures.at(task)));
      const found = faithfulnessOf(positions, all);
      assert.deepEqual(Object.keys(found.methods), ranked);
      assert.deepEqual(Object.keys(found.sufficientSets.sameSize), ranked);
      assert.equal("gradient" in found.methods, hasGradient(shapeOf(weights)));
      const v = meanEmbedding(weights, byteCounts(text));
      const sizes = [1, 2, 3];
      let [lost, kept] = [0, 0];
      for (const { position } of tasks)
        for (const m of sizes) {
          const near = new Set(Array.from({ length: m }, (_, k) => k));
          const far = new Set(Array.from({ length: DEPTH + 1 - m }, (_, k) => m + k));
          const p = probability(weights, text, position, v, new Set());
          const share = 1 / (tasks.length * sizes.length);
          lost += share * (p - probability(weights, text, position, v, near));
          kept += share * (p - probability(weights, text, position, v, far));
        }
      const { comprehensiveness, sufficiency } = found.methods.recency;
      assert.ok(Math.abs(comprehensiveness.absolute - lost) < 1e-9, "comprehensiveness");
      assert.ok(Math.abs(sufficiency.absolute - kept) < 1e-9, "sufficiency");
      for (const value of Object.values(found.shuffledWeights)) assert.ok(Math.abs(value) <= 1);
    }),
    { numRuns: 40 },
  );
});
