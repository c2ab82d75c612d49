// Neuron paths on random nets: what is drawn sums to its neuron, sums of sizes are those of all edges, and gradients and
// edges are what finite differences of the net itself give.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { finished } from "../../server/attribution/backward";
import { predict } from "../../server/attribution/objective";
import { type Paths, pathsOf } from "../../server/attribution/paths";
import { Tracer } from "../../server/attribution/trace";
import { defaultOptions, type Past } from "../../server/attribution/types";
import type { Kernels, Weights } from "../../server/kernels/interface";
import { referenceKernels } from "../../server/kernels/reference";
import { backends } from "../tools/backends";
import { pastOf } from "../tools/past";
import { randomText, randomWeights } from "./kernelsModels";

const TEXT = 40;

const example: fc.Arbitrary<Example> = fc.record({
  H: fc.integer({ min: 1, max: 21 }),
  seed: fc.nat(),
  gain: fc.constantFrom(0.3, 1, 2.5),
  at: fc.integer({ min: 0, max: TEXT - 2 }),
  columns: fc.integer({ min: 2, max: 12 }),
  neurons: fc.integer({ min: 1, max: 16 }),
  least: fc.constantFrom(0, 0.01, 0.05, 0.3),
  objective: fc.constantFrom("logprob" as const, "logit" as const, "margin" as const),
});

interface Example {
  readonly H: number;
  readonly seed: number;
  readonly gain: number;
  readonly at: number;
  readonly columns: number;
  readonly neurons: number;
  readonly least: number;
  readonly objective: "logprob" | "logit" | "margin";
}

function found(backend: Kernels, weights: Weights, one: Example) {
  const kernels = referenceKernels.bind(weights, { rows: 1, window: 12 });
  const past = pastOf(kernels, randomText(TEXT, one.seed), one.at, one.columns - 1);
  const tracer = new Tracer(backend, weights, one.columns - 1);
  const { objective } = one;
  return { past, ...finished(pathsOf(tracer, past, { ...defaultOptions, objective }, one)) };
}

const modelOf = ({ H, seed, gain }: Example) => randomWeights(H, seed, gain);
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
const close = (got: number, want: number, within: number, what: string) =>
  assert.ok(Math.abs(got - want) <= within, `${what}: ${got} against ${want}`);

for (const backend of backends()) {
  test(`${backend.backend}: drawn edges and 'other' sum to their neuron, whatever the threshold`, () => {
    fc.assert(
      fc.property(example, (one) => {
        const { paths, trace } = found(backend, modelOf(one), one);
        for (const { k, neurons } of paths.columns)
          for (const { neuron, gradient, edges, other } of neurons) {
            const drawn = sum(edges.map(({ value }) => value));
            const want = k === 0 ? trace.g[neuron] : drawn + other;
            close(gradient, want, 1e-6 * Math.abs(gradient), `h${neuron} at k = ${k}`);
          }
        assert.ok(paths.drawn <= paths.intoDrawn * (1 + 1e-12));
        assert.ok(paths.intoDrawn <= paths.total * (1 + 1e-12));
      }),
    );
  });

  test(`${backend.backend}: norms and attributions are those of the trace`, () => {
    fc.assert(
      fc.property(example, (one) => {
        const { paths, trace } = found(backend, modelOf(one), one);
        const most = Math.max(...trace.attribution.map(Math.abs), 1e-12);
        assert.equal(paths.columns.length, trace.norms.length);
        for (const { k, gradientNorm, attribution } of paths.columns) {
          close(gradientNorm, trace.norms[k], 1e-4 * Math.max(...trace.norms), `norm at ${k}`);
          close(attribution, trace.attribution[k], 1e-4 * most, `attribution at ${k}`);
        }
      }),
    );
  });
}

test("drawn from the largest neurons alone, by the share of an edge in all that reach its neuron", () => {
  fc.assert(
    fc.property(example, (one) => {
      const weights = modelOf(one);
      const whole = found(referenceKernels, weights, { ...one, neurons: 16, least: 0 });
      const { paths } = found(referenceKernels, weights, one);
      for (const [k, { neurons }] of paths.columns.entries()) {
        assert.deepEqual(
          neurons.map(({ neuron }) => neuron),
          whole.paths.columns[k].neurons.slice(0, one.neurons).map(({ neuron }) => neuron),
        );
        const before = new Set(paths.columns[k - 1]?.neurons.map(({ neuron }) => neuron));
        for (const { edges } of neurons)
          for (const { from } of edges) assert.ok(before.has(from), `h${from} is not drawn`);
      }
      if (one.H > 16) return;
      // All neurons are drawn, so the edges of the whole graph are all there are.
      const { columns, drawn, total } = whole.paths;
      close(drawn, total, 1e-12 * total, "all edges");
      for (const [k, { neurons }] of paths.columns.entries())
        for (const { neuron, edges } of neurons) {
          const all = columns[k].neurons.find((other) => other.neuron === neuron)?.edges ?? [];
          const size = sum(all.map(({ value }) => Math.abs(value)));
          const sources = new Set(paths.columns[k - 1]?.neurons.map((source) => source.neuron));
          const want = all.filter(
            ({ from, value }) =>
              sources.has(from) && Math.abs(value) >= one.least * size * (1 + 1e-12),
          );
          assert.ok(want.length <= edges.length);
          for (const edge of want) assert.ok(edges.some(({ from }) => from === edge.from));
          for (const { value } of edges)
            assert.ok(Math.abs(value) >= one.least * size * (1 - 1e-12));
        }
    }),
  );
});

/** log P of the target, written from the formulas, when `moved` has changed h or a pre-activation of step `k`. */
function logP(
  { H, Wx, Wh, bh, ...readout }: Weights,
  past: Past,
  target: number,
  moved: (k: number, h: Float64Array, a: Float64Array | null) => void,
): number {
  let h = Float64Array.from(past.before);
  past.bytes.forEach((x, at) => {
    const k = past.bytes.length - 1 - at;
    const a = h.map((_, i) => {
      let sum = bh[i] + Wx[i * 256 + x];
      for (let j = 0; j < H; j++) sum += Wh[i * H + j] * h[j];
      return sum;
    });
    moved(k, h, a);
    h = a.map(Math.tanh);
    moved(k, h, null);
  });
  return Math.log(predict({ H, Wx, Wh, bh, ...readout }, h).P[target]);
}

test("gradients and edges are finite differences of the net", () => {
  const eps = 1e-5;
  fc.assert(
    fc.property(example, fc.nat(), (asked, pick) => {
      const one: Example = { ...asked, gain: Math.min(asked.gain, 1), objective: "logprob" };
      const weights = modelOf(one);
      const { past, paths, trace } = found(referenceKernels, weights, { ...one, least: 0 });
      const difference = (move: (step: number) => Parameters<typeof logP>[3]) =>
        (logP(weights, past, trace.aim.target, move(eps)) -
          logP(weights, past, trace.aim.target, move(-eps))) /
        (2 * eps);
      const { k, neurons } = paths.columns[pick % paths.columns.length];
      const scale = Math.max(...paths.columns.map(({ gradientNorm }) => gradientNorm));
      for (const { neuron: j, gradient, edges } of neurons) {
        const state = difference((step) => (lag, h, a) => {
          if (lag === k && !a) h[j] += step;
        });
        close(state, gradient, 1e-5 * scale + 1e-9, `g of h${j} at k = ${k}`);
        for (const { from, value } of edges) {
          // h_j of the step before moves, but only neuron `from` of this step sees it.
          const seen = difference((step) => (lag, _, a) => {
            if (lag === k - 1 && a) a[from] += step * weights.Wh[from * weights.H + j];
          });
          close(seen, value, 1e-5 * scale + 1e-9, `edge h${from} to h${j} at k = ${k}`);
        }
      }
    }),
    { numRuns: 60 },
  );
});

test("a neuron that nothing reaches is not drawn, and no edge is drawn where there is none", () => {
  const weights = randomWeights(9, 3);
  weights.Wh.fill(0);
  const one = { H: 9, seed: 3, gain: 1, at: 20, columns: 4, neurons: 16, least: 0 };
  const { paths } = found(referenceKernels, weights, { ...one, objective: "logprob" });
  const drawn: Pick<Paths, "drawn" | "total"> = paths;
  assert.deepEqual([drawn.drawn, drawn.total], [0, 0]);
  assert.deepEqual(
    paths.columns.map(({ neurons }) => neurons.length),
    [9, 0, 0, 0],
  );
});
