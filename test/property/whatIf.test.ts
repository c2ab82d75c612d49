// Interventions on random nets: a byte's value loses what a run written from the formulas loses on a text that holds it,
// and a neuron changed in the readout gives what a readout of the changed state gives.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { finished } from "../../server/attribution/backward";
import { byteCurve, logitsAfter } from "../../server/attribution/causes/byteCurve";
import { edited, neuronOverText, withNeuron } from "../../server/attribution/causes/neuronEdit";
import { lossOfLogits, predict, rankOf } from "../../server/attribution/objective";
import type { Weights } from "../../server/kernels/interface";
import { bindRuns } from "../../server/kernels/select";
import { ACTIVATION, type NeuronEdit } from "../../server/protocol/vocabulary/neuronEdits";
import { backends } from "../tools/backends";
import { probabilitiesAfter, stateAfter } from "../tools/formulas";
import { pastOf } from "../tools/past";
import { randomText, randomWeights } from "./kernelsModels";

const LENGTH = 40;

const net = {
  H: fc.integer({ min: 1, max: 21 }),
  seed: fc.nat(),
  scale: fc.constantFrom(0.3, 1, 2.5),
};
const close = (got: number, want: number, allowed: number, what: string) =>
  assert.ok(
    Math.abs(got - want) <= allowed * (1 + Math.abs(want)),
    `${what}: ${got} against ${want}`,
  );

/** -log2 p(y) after the state h, written from the formulas. */
const lossOf = (weights: Weights, h: Float64Array, y: number) =>
  -Math.log2(probabilitiesAfter(weights, h)[y]);

const ofByte = fc.record({
  ...net,
  t: fc.integer({ min: 0, max: LENGTH - 2 }),
  back: fc.nat(),
  deeper: fc.nat({ max: 5 }),
  rows: fc.constantFrom(1, 7, 64, 256),
  steps: fc.constantFrom(1, 5, 60),
  values: fc.uniqueArray(fc.nat({ max: 255 }), { minLength: 1, maxLength: 4 }),
});
const ofNeuron = fc.record({
  ...net,
  i: fc.nat(),
  edit: fc.oneof(
    fc.constant<NeuronEdit>({ kind: "zero" }),
    fc.constant<NeuronEdit>({ kind: "flip" }),
    fc
      .double({ min: ACTIVATION.low, max: ACTIVATION.high, noNaN: true })
      .map((value): NeuronEdit => ({ kind: "clamp", value })),
  ),
});

for (const backend of backends()) {
  test(`${backend.backend}: the curve of a byte holds the losses of texts with other bytes`, () => {
    fc.assert(
      fc.property(ofByte, ({ H, seed, scale, t, back, deeper, values, rows, steps }) => {
        const weights = randomWeights(H, seed, scale);
        const text = randomText(LENGTH, seed);
        const lag = back % (t + 1);
        const kernels = backend.bind(weights, { rows: 1, window: 7 });
        const runs = finished(bindRuns(backend, weights, { rows, steps }));
        const past = pastOf(kernels, text, t, lag + deeper);
        const y = text[t + 1];
        const { bits, value, within, expected } = finished(byteCurve(runs, weights, past, lag, y));
        // The value in the text: the surprise itself, to the last bit.
        assert.equal(value, text[t - lag]);
        assert.ok(within <= 1e-3);
        const h = past.before.slice();
        for (let at = 0; at < past.bytes.length; at++) kernels.recur(past.bytes, at, 1, h, 0);
        const { Z } = predict(weights, h);
        assert.equal(bits[value], lossOfLogits(Z, y));
        assert.deepEqual(finished(logitsAfter(runs, past)), Z);
        for (const other of [value, ...values]) {
          const replaced = text.slice(0, t + 1);
          replaced[t - lag] = other;
          close(
            bits[other],
            lossOf(weights, stateAfter(weights, replaced), y),
            Math.max(1e-9, within),
            `value ${other}`,
          );
        }
        if (lag === t) return assert.equal(expected, null);
        const P = probabilitiesAfter(weights, stateAfter(weights, text.slice(0, t - lag)));
        for (const [other, p] of P.entries())
          close(expected?.[other] ?? Number.NaN, p, 1e-9, "expected");
      }),
      { numRuns: 60 },
    );
  });

  test(`${backend.backend}: a neuron changed in the readout is a readout of the changed state`, () => {
    fc.assert(
      fc.property(ofNeuron, ({ H, seed, scale, i, edit }) => {
        const weights = randomWeights(H, seed, scale);
        const text = randomText(LENGTH, seed);
        const neuron = i % H;
        const kernels = backend.bind(weights, { rows: 5, window: 9 });
        let [bits, changed] = [0, 0];
        for (let t = 0; t + 1 < LENGTH; t++) {
          const h = stateAfter(weights, text.slice(0, t + 1));
          bits += lossOf(weights, h, text[t + 1]) / (LENGTH - 1);
          const was = h[neuron];
          const is = { zero: 0, flip: -was, clamp: edit.kind === "clamp" ? edit.value : 0 };
          const delta = edited(was, edit) - was;
          const one = withNeuron(weights, predict(weights, h).Z, neuron, delta);
          h[neuron] = is[edit.kind];
          changed += lossOf(weights, h, text[t + 1]) / (LENGTH - 1);
          const want = probabilitiesAfter(weights, h);
          for (const [y, p] of want.entries()) close(one.P[y], p, 1e-9, `t = ${t}, p of ${y}`);
        }
        const start = new Float64Array(H);
        const found = finished(neuronOverText(kernels, weights, text, start, neuron, edit));
        assert.ok(found);
        assert.equal(found.count, LENGTH - 1);
        // The means are taken from the backend's readout, in float32 for all but the reference.
        close(found.bitsPerByte, bits, 1e-5, "bits per byte");
        close(found.edited, changed, 1e-5, "changed");
        close(found.change, changed - bits, 1e-5, "change");
      }),
      { numRuns: 40 },
    );
  });
}

test("a neuron changed over a text counts the bytes of the alphabet only", () => {
  const weights = randomWeights(6, 3);
  const alphabet = Uint8Array.from({ length: 256 }, (_, byte) => Number(byte < 128));
  const kernels = backends()[0].bind(weights, { rows: 5, window: 9 });
  const text = randomText(LENGTH, 3);
  const over = (net: Weights, bytes: Uint8Array) =>
    finished(neuronOverText(kernels, net, bytes, new Float64Array(6), 2, { kind: "zero" }));
  const inside = text.subarray(1).filter((byte) => byte < 128).length;
  assert.ok(inside > 0 && inside < LENGTH - 1);
  assert.equal(over({ ...weights, alphabet }, text)?.count, inside);
  assert.equal(over({ ...weights, alphabet }, Uint8Array.of(65, 200, 201)), undefined);
});

test("ranks count the likelier bytes, and the lower ones of equal ones", () => {
  const P = new Float64Array(256);
  P.set([0.1, 0.3, 0.1, 0.5]);
  assert.deepEqual(
    [3, 1, 0, 2, 4].map((y) => rankOf({ P }, y)),
    [1, 2, 3, 4, 5],
  );
});

test("a lag outside the window is an error", () => {
  const [weights, text] = [randomWeights(4, 1, 1), randomText(LENGTH, 1)];
  const [backend] = backends();
  const past = pastOf(backend.bind(weights, { rows: 1, window: 9 }), text, 20, 5);
  const runs = finished(bindRuns(backend, weights, { rows: 1, steps: 9 }));
  assert.throws(() => finished(byteCurve(runs, weights, past, 6, 0)), /lag 6 of a window of 6/);
});
