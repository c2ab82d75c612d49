// The price of a threshold, the residual of integrated gradients and the memory curve, on random nets of every cell, 1 to 3
// layers, with and without an alphabet: against their definitions in plain loops.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { finished } from "../../server/attribution/backward";
import { memoryCurve } from "../../server/attribution/causes/memory";
import { Tracer } from "../../server/attribution/trace";
import { defaultOptions, type TraceOptions } from "../../server/attribution/types";
import type { Kernels, Weights } from "../../server/kernels/interface";
import { referenceKernels } from "../../server/kernels/reference";
import { isPredicted } from "../../server/kernels/shape";
import { byteCounts, meanEmbedding } from "../../server/nets/weights";
import type { Threshold } from "../../server/protocol/vocabulary/thresholds";
import { backends } from "../tools/backends";
import { pastOf } from "../tools/past";
import { withAlphabet } from "../tools/randomNets";
import { anyNet, randomNet, randomText } from "./kernelsModels";

const LENGTH = 40;
const DEPTH = 5;

/** A net, and a text of which it predicts the byte after `at`. */
const cases = fc
  .record({
    net: anyNet.filter(({ H }) => H <= 24),
    characters: fc.option(fc.integer({ min: 1, max: 40 })),
  })
  .map(({ net, characters }) => {
    const all = randomNet(net);
    const weights = characters === null ? all : withAlphabet(all, characters, net.seed);
    const text = randomText(LENGTH, net.seed).map((byte) => byte % 48);
    const at = [...text.keys()].findLast(
      (t) => t + 1 < LENGTH && isPredicted(weights, text[t + 1]),
    );
    return { net, weights, text, at };
  })
  .filter(({ at }) => at !== undefined);

function traceAt(
  backend: Kernels,
  weights: Weights,
  text: Uint8Array,
  at: number,
  options: Partial<TraceOptions>,
) {
  const tracer = new Tracer(backend, weights, DEPTH);
  const past = pastOf(tracer.kernels, text, at, DEPTH);
  const v0 = meanEmbedding(weights, byteCounts(text));
  return tracer.trace(past, { ...defaultOptions, depth: DEPTH, method: "gated", ...options }, v0);
}

for (const backend of backends()) {
  test(`${backend.backend}: a threshold that keeps all changes nothing, one that keeps nothing leaves nothing`, () => {
    fc.assert(
      fc.property(cases, ({ net, weights, text, at = 0 }) => {
        const sparsely = (threshold: Omit<Threshold, "scope">) =>
          traceAt(backend, weights, text, at, { threshold: { ...threshold, scope: "tracing" } });
        const dense = traceAt(backend, weights, text, at, {});
        const all = sparsely({ rule: "absolute", value: 0 });
        // The sum over the lags is another one than the kernels' own.
        const largest = Math.max(...dense.attribution.map(Math.abs), 1e-12);
        const near = (a: number, b: number) => assert.ok(Math.abs(a - b) <= 1e-5 * largest);
        for (const [k, value] of all.attribution.entries()) near(value, dense.attribution[k]);
        assert.deepEqual(all.norms, dense.norms);
        assert.equal(all.sparse?.neuronsKept, net.H);
        assert.ok(all.sparse && all.sparse.fidelity.relativeL1 <= 1e-4);
        const none = sparsely({ rule: "absolute", value: 1e30 });
        assert.equal(none.sparse?.neuronsKept, 0);
        assert.ok(none.attribution.every((value) => Math.abs(value) === 0));
      }),
      { numRuns: 30 },
    );
  });

  test(`${backend.backend}: the price of a threshold is that of the two traces, and kept is of the hidden size`, () => {
    fc.assert(
      fc.property(
        cases,
        fc.double({ min: 0.1, max: 0.99 }),
        ({ net, weights, text, at = 0 }, value) => {
          const threshold = { rule: "nucleus", value, scope: "tracing" } as const;
          const dense = traceAt(backend, weights, text, at, {}).attribution;
          const { attribution, sparse } = traceAt(backend, weights, text, at, { threshold });
          assert.ok(sparse);
          const sum = (of: (k: number) => number) =>
            Array.from(dense.keys(), of).reduce((a, b) => a + b, 0);
          const off = sum((k) => Math.abs(attribution[k] - dense[k]));
          const all = sum((k) => Math.abs(dense[k]));
          const { relativeL1, cosine } = sparse.fidelity;
          if (all > 0)
            assert.ok(Math.abs(relativeL1 - off / all) <= 1e-12 * Math.max(1, relativeL1));
          assert.ok(cosine >= -1 - 1e-12 && cosine <= 1 + 1e-12);
          assert.ok(sparse.neuronsKept >= 0 && sparse.neuronsKept <= net.H);
        },
      ),
      { numRuns: 30 },
    );
  });

  test(`${backend.backend}: the memory curve is the mean loss from a zero state on the last m bytes`, () => {
    fc.assert(
      fc.property(cases, ({ weights, text }) => {
        const kernels = referenceKernels.bind(weights, { rows: 1, window: 1 });
        const lossAfter = (from: number, to: number) => {
          const state = new Float64Array(kernels.shape.stateSize);
          for (let t = from; t < to; t++) kernels.recur(text, t, 1, state, 0);
          kernels.readout(0, 1);
          kernels.score(text.subarray(to, to + 1), 1);
          return -kernels.logP[0] / Math.LN2;
        };
        for (const { m, bitsPerByte, count } of finished(memoryCurve(backend, weights, text))) {
          const targets = [...text.keys()].filter((t) => t >= m && isPredicted(weights, text[t]));
          assert.equal(count, targets.length, `n at ${m}`);
          const want = targets.reduce((sum, t) => sum + lossAfter(t - m, t), 0) / count;
          assert.ok(
            Math.abs(bitsPerByte - want) <= 1e-4 * Math.max(1, want),
            `${bitsPerByte} ${want}`,
          );
        }
      }),
      { numRuns: 20 },
    );
  });
}

test("the residual of integrated gradients is their distance from the occlusion, within 1e-3 where they converge", () => {
  let converged = 0;
  fc.assert(
    fc.property(cases, ({ weights, text, at = 0 }) => {
      const { attribution, integrated } = traceAt(referenceKernels, weights, text, at, {
        method: "integrated",
      });
      const whole = traceAt(referenceKernels, weights, text, at, {
        method: "occlusion",
      }).attribution;
      assert.ok(integrated);
      const off = Math.max(...attribution.map((value, k) => Math.abs(value - whole[k])));
      assert.ok(Math.abs(integrated.residual - off) <= 1e-12 * Math.max(1, off));
      if (!integrated.converged) return;
      converged++;
      assert.ok(off < 1e-3, String(off));
    }),
    { numRuns: 25 },
  );
  assert.ok(converged >= 15, `${converged} converged`);
});
