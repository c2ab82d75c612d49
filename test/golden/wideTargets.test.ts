// Traces of several bytes and of a neuron of the paper's model against the reference vectors.
import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { finished } from "../../server/attribution/backward";
import { traceNeuron, traceSpan } from "../../server/attribution/wideTargets";
import { GRADIENT_METHODS } from "../../server/protocol/vocabulary/tracing";
import { backends } from "../tools/backends";
import { pastOf } from "../tools/past";
import { needsSharedData, paper } from "../tools/sharedData";

type ByMethod = Readonly<Record<(typeof GRADIENT_METHODS)[number], readonly number[]>>;

interface Vectors {
  readonly depth: number;
  readonly spans: readonly (ByMethod & {
    readonly from: number;
    readonly to: number;
    readonly bits: number;
    /** Ascending. */
    readonly positions: readonly number[];
  })[];
  readonly neurons: readonly (ByMethod & {
    readonly position: number;
    readonly neuron: number;
    readonly activation: number;
    readonly k: readonly number[];
  })[];
}

function close(got: ArrayLike<number>, want: readonly number[], exact: boolean, what: string) {
  assert.equal(got.length, want.length, what);
  const largest = Math.max(...want.map(Math.abs));
  want.forEach((value, i) => {
    const off = Math.abs(got[i] - value);
    assert.ok(off <= (exact ? 1e-9 : 1e-4) * largest, `${what}, ${i}: ${got[i]} against ${value}`);
  });
}

for (const backend of backends())
  for (const method of GRADIENT_METHODS)
    test(`${backend.backend}: ${method} of spans and neurons`, needsSharedData, () => {
      const [weights, text] = [paper.weights(), paper.text()];
      const file = fs.readFileSync("test/data/vectors/causes-paper.json", "utf8");
      const { depth, spans, neurons } = JSON.parse(file) as Vectors;
      const exact = backend.backend === "reference";
      const kernels = backend.bind(weights, { rows: 1, window: 2 * depth });
      for (const { from, to, bits, positions, ...want } of spans) {
        const last = to - 2;
        const past = pastOf(kernels, text, last, last - Math.max(0, from - 1 - depth));
        const next = text.subarray(last - past.bytes.length + 2, to);
        const found = finished(traceSpan(kernels, past, next, to - from, method));
        assert.ok(Math.abs(found.bits - bits) <= (exact ? 1e-9 : 1e-5) * Math.max(1, bits));
        assert.equal(positions.at(-1), last);
        close([...found.attribution].reverse(), want[method], exact, `bytes ${from} to ${to - 1}`);
      }
      for (const { position, neuron, activation, k, ...want } of neurons) {
        const past = pastOf(kernels, text, position, depth);
        const found = finished(traceNeuron(kernels, past, neuron, method));
        assert.ok(Math.abs(found.activation - activation) <= 1e-9);
        assert.equal(found.norms[0], 1);
        assert.deepEqual(k, [...found.attribution.keys()]);
        close(found.attribution, want[method], exact, `h${neuron} at t = ${position}`);
      }
    });
