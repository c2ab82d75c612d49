// The quick look of the search for sets decides nothing by itself: with it and without it, all in float64, the search
// takes the same path on contracting and on chaotic nets, and on the paper's.
import assert from "node:assert/strict";
import { test } from "node:test";
import { finished } from "../../server/attribution/backward";
import { causesOf } from "../../server/attribution/causes/sets";
import { WindowRuns } from "../../server/attribution/causes/window";
import type { Kernels, Weights } from "../../server/kernels/interface";
import { byteCounts, meanEmbedding } from "../../server/nets/weights";
import { referenceSpectrum } from "../../server/statistics/spectrum";
import { pastOf } from "../tools/past";
import { needsSharedData, paper } from "../tools/sharedData";
import { fastBackends, randomNumbers, randomText, randomWeights } from "./kernelsModels";

/** @param disturb changes what the quick look has found */
function searches(
  backend: Kernels,
  weights: Weights,
  text: Uint8Array,
  depth: number,
  disturb?: (shifts: Float32Array) => void,
) {
  const kernels = backend.bind(weights, { rows: 1, window: 64 });
  const mean = meanEmbedding(weights, byteCounts(text));
  const runs = finished(WindowRuns.make(backend, weights, depth));
  const exact = finished(WindowRuns.make(backend, weights, depth));
  const { screen } = runs.kernels;
  assert.ok(screen);
  if (disturb) {
    const readout = screen.readout.bind(screen);
    screen.readout = (first, end) => {
      readout(first, end);
      disturb(screen.shifts.subarray(first * 256, end * 256));
    };
  }
  // Every loss in float64.
  exact.without = (kept) => exact.each(kept);
  return (position: number) => {
    const past = pastOf(kernels, text, position, depth);
    const target = past.next ?? 0;
    const [found, want] = [runs, exact].map((one) => {
      return finished(causesOf(one.aim(past, target, mean)));
    });
    const what = `H = ${weights.H}, t = ${position}`;
    assert.deepEqual(found.sufficient, want.sufficient, what);
    assert.deepEqual(found.necessary, want.necessary, what);
    assert.deepEqual(found.occlusion, want.occlusion, what);
    assert.equal(found.bits, want.bits, what);
  };
}

function withRadius(weights: Weights, radius: number): Weights {
  const factor = radius / referenceSpectrum(weights.Wh, weights.H).spectralRadius!;
  return { ...weights, Wh: weights.Wh.map((w) => w * factor) };
}

for (const backend of fastBackends) {
  for (const radius of [0.5, 1, 1.5, 2, 3])
    test(`${backend.backend}: spectral radius ${radius}: the path of the search is that of float64`, () => {
      for (let seed = 1; seed <= 40; seed++) {
        const weights = withRadius(randomWeights(seed, 7 * seed, 1), radius);
        const search = searches(backend, weights, randomText(80, seed), 10 + (seed % 40));
        for (const position of [5, 70]) search(position);
      }
    });

  test(
    `${backend.backend}: the paper's net: the path of the search is that of float64`,
    needsSharedData,
    () => {
      const [weights, text] = [paper.weights(), paper.text()];
      const search = searches(backend, weights, text, 50);
      for (let t = 20; t < text.length; t += 97) search(t);
      searches(backend, weights, text, 128)(600);
    },
  );

  for (const size of [1e-4, 1e-2, 1])
    test(`${backend.backend}: a look that is off by ${size} of its shifts decides nothing wrong`, () => {
      for (let seed = 1; seed <= 20; seed++) {
        const next = randomNumbers(seed);
        const search = searches(
          backend,
          randomWeights(2 * seed, seed, 1),
          randomText(80, seed),
          25,
          (shifts) => {
            for (let i = 0; i < shifts.length; i++) shifts[i] *= 1 + size * next();
          },
        );
        for (const position of [5, 70]) search(position);
      }
    });
}
