// The faithfulness of the methods on the paper's model and text: the figures that were measured by an independent
// program, in float64, with a random order of its own.
import assert from "node:assert/strict";
import { test } from "node:test";
import { finished } from "../../server/attribution/backward";
import { selectKernels } from "../../server/kernels/select";
import { RANKED, type Ranked } from "../../server/protocol/vocabulary/faithfulness";
import {
  faithfulnessOf,
  faithfulnessTasks,
  samplePositions,
} from "../../server/statistics/faithfulness";
import { PositionMeasures } from "../../server/statistics/positionMeasures";
import { needsSharedData, paper } from "../tools/sharedData";

const DEPTH = 30;
/** Order; by |score| or sign; comprehensiveness; sufficiency. */
const FIGURES = [
  ["gradient", "absolute", 0.619, 0.842],
  ["gated", "signed", 0.677, 0.841],
  ["occlusion", "signed", 0.809, 0.835],
  ["recency", "absolute", 0.594, 0.686],
] as const;

/** Integrated gradients take most of the time, and no figure is of them. */
const MEASURED = RANKED.filter((name) => name !== "integrated");

test("the orders of the paper's model and text", needsSharedData, () => {
  const [weights, text] = [paper.weights(), paper.text()];
  const positions = samplePositions(weights, text, DEPTH, 121);
  assert.deepEqual(positions, { from: 60, step: 8, count: 121, outside: 0 });
  assert.ok(positions);
  const seed = 1;
  const kernels = selectKernels();
  const work = PositionMeasures.make(kernels, weights, text, DEPTH, seed, MEASURED);
  const measures = finished(work);
  const tasks = [...faithfulnessTasks(weights, text, positions, DEPTH, seed)];
  const all = tasks.map((task) => finished(measures.at(task)));
  const { methods, shuffledWeights, sufficientSets } = faithfulnessOf(positions, all);
  const of = (name: Ranked) => {
    const found = methods[name];
    assert.ok(found, name);
    return found;
  };
  const near = (got: number, want: number, allowed: number, what: string) =>
    assert.ok(Math.abs(got - want) <= allowed, `${what}: ${got} against ${want}`);
  for (const [name, order, out, alone] of FIGURES) {
    near(of(name).comprehensiveness[order], out, 5e-4, `${name}, comprehensiveness`);
    near(of(name).sufficiency[order], alone, 5e-4, `${name}, sufficiency`);
  }
  near(methods.random.comprehensiveness.absolute, 0.543, 0.05, "random, comprehensiveness");
  near(methods.random.sufficiency.absolute, 0.886, 0.05, "random, sufficiency");
  near(of("gradient").spearman, 0.24, 0.005, "gradient, Spearman");
  near(methods.gated.spearman, 0.34, 0.005, "gated, Spearman");
  assert.deepEqual([methods.occlusion.spearman, methods.occlusion.topLagAgreement], [1, 1]);
  // What knows nothing does not agree, and neither does a map of shuffled weights: 4 / sqrt(121 x 30).
  for (const by of [methods.recency.spearman, methods.random.spearman]) near(by, 0, 0.07, "chance");
  for (const map of Object.values(shuffledWeights)) near(map, 0, 0.07, "shuffled weights");
  assert.ok(sufficientSets.meanLost > 0 && sufficientSets.meanLost <= 1);
  for (const name of MEASURED)
    assert.ok(
      (sufficientSets.sameSize[name] ?? 0) > sufficientSets.meanLost,
      `${name} finds smaller sets`,
    );
});
