// Neuron paths on the paper's model and text: the worked example of docs/method.md, section 4, and sums that hold along
// the whole text. The first neurons, the norm and the attribution are the example's, which comes from outside this
// program; shares and the number of edges are what this program gave, held so that a change is seen
// (test/property/paths.test.ts compares with finite differences).
import assert from "node:assert/strict";
import { test } from "node:test";
import { finished } from "../../server/attribution/backward";
import { pathsOf } from "../../server/attribution/paths";
import { Tracer } from "../../server/attribution/trace";
import { defaultOptions } from "../../server/attribution/types";
import type { Kernels } from "../../server/kernels/interface";
import { backends } from "../tools/backends";
import { pastOf } from "../tools/past";
import { needsSharedData, paper } from "../tools/sharedData";

function pathsAt(backend: Kernels, at: readonly number[]) {
  const [weights, text] = [paper.weights(), paper.text()];
  const kernels = backend.bind(weights, { rows: 1, window: 8 });
  const tracer = new Tracer(backend, weights, 7);
  const choice = { neurons: 6, least: 0.03 };
  return at.map((t) => {
    const past = pastOf(kernels, text, t, 7);
    return finished(pathsOf(tracer, past, defaultOptions, choice)).paths;
  });
}

for (const backend of backends()) {
  test(`${backend.backend}: the prediction of 'x' at t = 10`, needsSharedData, () => {
    const [paths] = pathsAt(backend, [10]);
    const [first, second] = paths.columns;
    assert.deepEqual(
      first.neurons.slice(0, 3).map(({ neuron, gradient }) => [neuron, gradient.toFixed(4)]),
      [
        [99, "0.0043"],
        [68, "0.0038"],
        [52, "-0.0037"],
      ],
    );
    assert.equal(first.gradientNorm.toFixed(5), "0.01283");
    assert.equal(second.attribution.toFixed(4), "0.0196");
    // Measured by this program, as docs/method.md, section 3, prints them.
    assert.equal((paths.drawn / paths.total).toFixed(4), "0.0286");
    assert.equal((paths.drawn / paths.intoDrawn).toFixed(3), "0.277");
    const edges = paths.columns.flatMap(({ neurons }) => neurons.flatMap((to) => to.edges));
    assert.equal(edges.length, 89);
  });

  test(
    `${backend.backend}: every drawn neuron of the text is its edges' sum`,
    needsSharedData,
    () => {
      const at = Array.from({ length: 128 }, (_, i) => 8 * i + 7);
      for (const [i, { columns }] of pathsAt(backend, at).entries())
        for (const { k, neurons } of columns.slice(1))
          for (const { neuron, gradient, edges, other } of neurons) {
            const sum = edges.reduce((total, { value }) => total + value, other);
            assert.ok(
              Math.abs(sum - gradient) <= 1e-6 * Math.abs(gradient),
              `t = ${at[i]}, k = ${k}, h${neuron}`,
            );
          }
    },
  );
}
