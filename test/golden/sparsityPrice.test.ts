// The measured price of the nucleus while tracing, as printed in docs/method.md, section 3: means over t = 60, 68, ...
// 1020, lags 0..8 and 0..30. Also the control: shuffled weights destroy the signed map.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Tracer } from "../../server/attribution/trace";
import { defaultOptions, type TraceOptions } from "../../server/attribution/types";
import type { Weights } from "../../server/kernels/interface";
import { selectKernels } from "../../server/kernels/select";
import { pastOf } from "../tools/past";
import { needsSharedData, paper } from "../tools/sharedData";

const positions = Array.from({ length: 121 }, (_, i) => 60 + 8 * i);
const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const median = (values: number[]) => [...values].sort((a, b) => a - b)[values.length >> 1];

function traces(weights: Weights, depth: number, options: Partial<TraceOptions>) {
  const tracer = new Tracer(selectKernels(), weights, depth);
  const text = paper.text();
  return positions.map((t) =>
    tracer.trace(pastOf(tracer.kernels, text, t, depth), { ...defaultOptions, depth, ...options }),
  );
}

// theta, neurons kept over lags 0..30, relative L1 over lags 0..8 and 0..30, median cosine over 0..30
for (const [theta, neurons, near, far, cosine] of [
  [0.68, "7.7", "0.68", "0.90", "0.31"],
  [0.95, "34", "0.30", "0.63", "0.83"],
  [0.99, "58", "0.135", "0.34", "0.965"],
  [0.999, "84", "0.044", "0.115", "0.997"],
] as const)
  test(`the price of the nucleus ${theta} while tracing`, needsSharedData, () => {
    const run = (depth: number) =>
      traces(paper.weights(), depth, {
        threshold: { rule: "nucleus", value: theta, scope: "tracing" },
      }).map((t) => {
        assert.ok(t.sparse);
        return t.sparse;
      });
    // As many digits as the page prints.
    const digits = (printed: string) => printed.split(".")[1]?.length ?? 0;
    const same = (value: number, printed: string) =>
      assert.equal(value.toFixed(digits(printed)), printed);
    same(mean(run(8).map((s) => s.fidelity.relativeL1)), near);
    const deep = run(30);
    same(mean(deep.map((s) => s.neuronsKept)), neurons);
    same(mean(deep.map((s) => s.fidelity.relativeL1)), far);
    same(median(deep.map((s) => s.fidelity.cosine)), cosine);
  });

test("shuffled weights destroy the signed map", needsSharedData, () => {
  const weights = paper.weights();
  const shuffled: Weights = {
    H: weights.H,
    Wx: shuffle(weights.Wx, 1),
    Wh: shuffle(weights.Wh, 2),
    bh: shuffle(weights.bh, 3),
    Wy: shuffle(weights.Wy, 4),
    by: shuffle(weights.by, 5),
  };
  const own = traces(weights, 30, {});
  const other = traces(shuffled, 30, {});
  const cosines = own.map((t, i) => cosine(t.attribution, other[i].attribution));
  assert.ok(Math.abs(mean(cosines)) < 0.1, `mean cosine ${mean(cosines)}`);
});

function cosine(a: Float64Array, b: Float64Array): number {
  const dot = (u: Float64Array, v: Float64Array) => u.reduce((s, x, i) => s + x * v[i], 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

/** Fisher-Yates with a fixed linear congruential sequence. */
function shuffle(values: Float32Array, seed: number): Float32Array {
  const out = values.slice();
  let state = seed;
  for (let i = out.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const j = Math.floor((state / 2 ** 32) * (i + 1));
    [out[i], out[j]] = [out[j], out[i]];
  }
  return out;
}
