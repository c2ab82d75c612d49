// Interventions on the paper's model and text: zeroing neurons costs what docs/method.md, section 6 says, and a past byte
// with another value loses what the reference loses on a text in which that byte really stands.
import assert from "node:assert/strict";
import { test } from "node:test";
import { finished } from "../../server/attribution/backward";
import { byteCurve } from "../../server/attribution/causes/byteCurve";
import { neuronOverText } from "../../server/attribution/causes/neuronEdit";
import { lossOfLogits, predict } from "../../server/attribution/objective";
import { referenceKernels } from "../../server/kernels/reference";
import { bindRuns } from "../../server/kernels/select";
import { backends } from "../tools/backends";
import { pastOf } from "../tools/past";
import { needsSharedData, paper } from "../tools/sharedData";

/** Bits per byte more over the whole text with the neuron zeroed in the readout. */
const ZEROED = [
  [8, "+0.0348"],
  [56, "+0.0250"],
  [68, "+0.0245"],
  [99, "+0.0198"],
  [15, "+0.0196"],
  [52, "+0.0175"],
  [76, "+0.0172"],
] as const;

for (const backend of backends()) {
  test(
    `${backend.backend}: what the paper's neurons are worth in the readout`,
    needsSharedData,
    () => {
      const [weights, text] = [paper.weights(), paper.text()];
      const kernels = backend.bind(weights, { rows: 64, window: 64 });
      const before = new Float64Array(weights.H);
      for (const [neuron, want] of ZEROED) {
        const edit = { kind: "zero" } as const;
        const found = finished(neuronOverText(kernels, weights, text, before, neuron, edit));
        assert.ok(found);
        assert.equal(found.count, 1023);
        assert.equal(found.bitsPerByte.toFixed(4), "0.0792");
        assert.equal(`+${found.change.toFixed(4)}`, want, `h${neuron}`);
      }
    },
  );

  test(
    `${backend.backend}: other values of a past byte, against texts that hold them`,
    needsSharedData,
    () => {
      const [weights, text] = [paper.weights(), paper.text()];
      const kernels = backend.bind(weights, { rows: 1, window: 51 });
      const runs = finished(bindRuns(backend, weights, { rows: 50, steps: 58 }));
      const whole = referenceKernels.bind(weights, { rows: 1, window: 301 });
      for (const [t, lag, step] of [
        [10, 9, 1],
        [57, 57, 5],
        [300, 50, 31],
      ]) {
        const past = pastOf(kernels, text, t, lag);
        const { bits, value, within } = finished(byteCurve(runs, weights, past, lag, text[t + 1]));
        assert.equal(value, text[t - lag]);
        assert.ok(within <= (backend === referenceKernels ? 0 : 1e-3));
        for (let other = 0; other < 256; other += step) {
          const replaced = text.slice();
          replaced[t - lag] = other;
          const h = new Float64Array(weights.H);
          whole.recur(replaced, 0, t + 1, h, 0);
          const want = lossOfLogits(predict(weights, h).Z, text[t + 1]);
          const what = `t = ${t}, lag ${lag}, value ${other}: ${bits[other]} against ${want}`;
          assert.ok(Math.abs(bits[other] - want) <= within + 1e-9 * Math.max(1, want), what);
        }
      }
    },
  );
}

test(
  "without 'm' in the place of the paper's example the prediction falls",
  needsSharedData,
  () => {
    const [weights, text] = [paper.weights(), paper.text()];
    const kernels = referenceKernels.bind(weights, { rows: 1, window: 51 });
    const past = pastOf(kernels, text, 10, 10);
    const runs = finished(bindRuns(referenceKernels, weights, { rows: 256, steps: 51 }));
    const { bits, expected } = finished(byteCurve(runs, weights, past, 9, text[11]));
    assert.equal(bits["m".charCodeAt(0)].toFixed(3), "0.005");
    assert.ok(bits["n".charCodeAt(0)] > 13);
    // The net itself expects 'm' there.
    assert.ok(expected && expected["m".charCodeAt(0)] > 0.99);
  },
);
