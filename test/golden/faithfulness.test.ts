// The faithfulness of the methods on the paper's model and text: the figures that were measured by an independent
// program, in float64, with a random order of its own.
import assert from "node:assert/strict";
import { test } from "node:test";
import { finished } from "../../server/attribution/backward";
import { faithfulnessKind } from "../../server/jobs/measureJobs";
import { opened } from "../../server/jobs/shared";
import { selectKernels } from "../../server/kernels/select";
import { RANKED } from "../../server/protocol/vocabulary/faithfulness";
import {
  faithfulnessOf,
  faithfulnessTasks,
  samplePositions,
} from "../../server/statistics/faithfulness";
import { needsSharedData, paper } from "../tools/sharedData";

const DEPTH = 30;
/** Order; by |score| or sign; comprehensiveness; sufficiency. */
const FIGURES = [
  ["gradient", "absolute", 0.619, 0.842],
  ["gated", "signed", 0.677, 0.841],
  ["occlusion", "signed", 0.809, 0.835],
  ["recency", "absolute", 0.594, 0.686],
] as const;

test("the orders of the paper's model and text", needsSharedData, () => {
  const text = paper.text();
  const positions = samplePositions(text.length, DEPTH, 121);
  assert.deepEqual(positions, { from: 60, step: 8, count: 121 });
  const { backend } = selectKernels();
  const seed = 1;
  const data = { backend, weights: paper.weights(), text, depth: DEPTH, seed };
  const measure = finished(opened(faithfulnessKind, data));
  const all = [...faithfulnessTasks(positions, DEPTH, seed)].map((task) => finished(measure(task)));
  const { methods, shuffledWeights, sufficientSets } = faithfulnessOf(positions, all);
  const near = (got: number, want: number, allowed: number, what: string) =>
    assert.ok(Math.abs(got - want) <= allowed, `${what}: ${got} against ${want}`);
  for (const [name, order, out, alone] of FIGURES) {
    near(methods[name].comprehensiveness[order], out, 5e-4, `${name}, comprehensiveness`);
    near(methods[name].sufficiency[order], alone, 5e-4, `${name}, sufficiency`);
  }
  near(methods.random.comprehensiveness.absolute, 0.543, 0.05, "random, comprehensiveness");
  near(methods.random.sufficiency.absolute, 0.886, 0.05, "random, sufficiency");
  near(methods.gradient.spearman, 0.24, 0.005, "gradient, Spearman");
  near(methods.gated.spearman, 0.34, 0.005, "gated, Spearman");
  assert.deepEqual([methods.occlusion.spearman, methods.occlusion.topLagAgreement], [1, 1]);
  // What knows nothing does not agree, and neither does a map of shuffled weights: 4 / sqrt(121 x 30).
  for (const by of [methods.recency.spearman, methods.random.spearman]) near(by, 0, 0.07, "chance");
  for (const map of Object.values(shuffledWeights)) near(map, 0, 0.07, "shuffled weights");
  assert.ok(sufficientSets.meanLost > 0 && sufficientSets.meanLost <= 1);
  for (const name of RANKED)
    assert.ok(
      sufficientSets.sameSize[name] > sufficientSets.meanLost,
      `${name} finds smaller sets`,
    );
});
