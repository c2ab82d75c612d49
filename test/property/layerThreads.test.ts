// Layers on worker threads: any number of threads gives the same bits as one; a cancellation ends them.
import assert from "node:assert/strict";
import path from "node:path";
import { after, test } from "node:test";
import { SEGMENT } from "../../server/attribution/blocks";
import { layerOnThreads } from "../../server/jobs/segmentJobs";
import { SlicedPool } from "../../server/jobs/slicedPool";
import { ThreadPool } from "../../server/jobs/threads.node";
import type { Kernels } from "../../server/kernels/interface";
import type { Layer, LayerQuestion, Stretch } from "../../server/layers/layer";
import { layerOf, stretchOf } from "../../server/layers/segments";
import { backends } from "../tools/backends";
import { randomText, randomWeights } from "./kernelsModels";

const script = path.join(__dirname, "report.worker.js");
/** The last has no threads. */
const pools = [...[1, 2, 3].map((size) => new ThreadPool({ script, size })), new SlicedPool()];
after(() => Promise.all(pools.map((p) => p.dispose())));
const live = { isCancellationRequested: false };
const H = 13;
const weights = randomWeights(H, 5);
const N = 3 * SEGMENT + 200;
const text = randomText(N, 7);

const questions: readonly LayerQuestion[] = [
  { layer: "surprise", neuron: 0, depth: 1, method: "gradient" },
  { layer: "gradientNorm", neuron: 0, depth: 1, method: "gradient" },
  { layer: "neuron", neuron: 12, depth: 1, method: "gradient" },
  { layer: "influence", neuron: 0, depth: 1, method: "gradient" },
  { layer: "influence", neuron: 0, depth: 9, method: "gated" },
  { layer: "influence", neuron: 0, depth: SEGMENT / 8 + 3, method: "gradient" },
];

function stretchFor(backend: Kernels, question: LayerQuestion, from: number, to: number): Stretch {
  const { first, end } = stretchOf(question, from, to, N);
  const before = new Float64Array(H);
  backend.bind(weights, { rows: 1, window: N }).recur(text, 0, first, before, 0);
  return { bytes: text.slice(first, end), before, lead: from - first, count: to - from };
}

function alone(backend: Kernels, stretch: Stretch, question: LayerQuestion): Layer {
  const work = layerOf(backend, weights, stretch, question);
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

for (const backend of backends())
  test(`${backend.backend}: any number of threads gives the same bits`, async () => {
    for (const question of questions)
      for (const [from, to] of [
        [0, 0],
        [0, 1],
        [0, N],
        [700, 2 * SEGMENT + 701],
        [N - 30, N],
      ]) {
        const stretch = stretchFor(backend, question, from, to);
        const want = alone(backend, stretch, question);
        for (const pool of pools) {
          const got = await layerOnThreads(pool, backend, weights, stretch, question, live);
          assert.deepEqual(
            got && { values: got.values, absolute: got.absolute },
            want,
            `${question.layer} ${from}..${to} depth ${question.depth}, ${pool.size} threads`,
          );
        }
      }
  });

test("where a segment begins changes no bit: a long stretch equals its pieces", () => {
  const [backend] = backends();
  for (const question of questions) {
    const whole = alone(backend, stretchFor(backend, question, 0, N), question);
    for (let from = 0; from < N; from += 777) {
      const to = Math.min(N, from + 777);
      const piece = alone(backend, stretchFor(backend, question, from, to), question);
      assert.deepEqual(piece.values, whole.values.slice(from, to), `${question.layer} ${from}`);
      if (whole.absolute) assert.deepEqual(piece.absolute, whole.absolute.slice(from, to));
    }
  }
});

test("a cancelled layer ends without values", async () => {
  const [backend] = backends();
  const question: LayerQuestion = { layer: "influence", neuron: 0, depth: 900, method: "gradient" };
  const stretch = stretchFor(backend, question, 0, N);
  for (const pool of pools) {
    const token = { isCancellationRequested: false };
    const work = layerOnThreads(pool, backend, weights, stretch, question, token);
    token.isCancellationRequested = true;
    assert.equal(await work, undefined);
  }
});
