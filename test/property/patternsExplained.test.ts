// How much of the gradient skip patterns explain, of random nets: the columns against finite differences and against the
// trace, the shares against their definitions, and what holds of every net (docs/patterns.md, section 5).
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { finished } from "../../server/attribution/backward";
import { Tracer } from "../../server/attribution/trace";
import { defaultOptions } from "../../server/attribution/types";
import { selectKernels } from "../../server/kernels/select";
import { hasGradient, shapeOf } from "../../server/kernels/shape";
import { analysis } from "../../server/patterns/analysis";
import { Columns, spanShare } from "../../server/patterns/columns";
import { explainedOf } from "../../server/patterns/explained";
import { drawnSet, PatternMeasures } from "../../server/patterns/measures";
import { sharesOf } from "../../server/patterns/shares";
import { patternsText } from "../../server/protocol/words/patternsPage";
import { pastOf } from "../tools/past";
import { anyNet, netOfPlan } from "../tools/randomNets";
import { randomText, randomWeights } from "./kernelsModels";
import "../tools/seed";

const H = 7;
const W = 6;
const weights = randomWeights(H, 5, 0.5);
const text = randomText(60, 9);

/** The net of docs/method.md, section 1, with a vector added to the pre-activation of one step. */
function stateAfter(t: number, at = -1, added: readonly number[] = []): Float64Array {
  let h = new Float64Array(H);
  for (let s = 0; s <= t; s++)
    h = h.map((_, i) => {
      let a = weights.Wx[i * 256 + text[s]] + weights.bh[i];
      for (let j = 0; j < H; j++) a += weights.Wh[i * H + j] * h[j];
      return Math.tanh(a + (s === at ? added[i] : 0));
    });
  return h;
}

test("a column is where the state moves when an input moves a little", () => {
  const columns = new Columns(weights, W);
  columns.restart(3);
  for (let t = 3; t < 40; t++) columns.step(text[t], stateAfter(t));
  const eps = 1e-5;
  for (let k = 0; k < W; k++) {
    const column = Array.from({ length: H }, (_, i) => weights.Wx[i * 256 + text[39 - k]]);
    const moved = (by: number) =>
      stateAfter(
        39,
        39 - k,
        column.map((value) => by * value),
      );
    const [up, down] = [moved(eps), moved(-eps)];
    for (const [i, value] of columns.lag(k).entries())
      assert.ok(Math.abs((up[i] - down[i]) / (2 * eps) - value) < 1e-8, `lag ${k}, ${i}`);
  }
  assert.throws(() => columns.lag(W), /lag 6/);
});

test("g along a column is the gated attribution of the trace", () => {
  const reference = new Tracer(selectKernels("reference"), weights, W - 1);
  const columns = new Columns(weights, W);
  columns.restart(0);
  for (let t = 0; t < text.length - 1; t++) {
    columns.step(text[t], stateAfter(t));
    const options = { ...defaultOptions, method: "gated", depth: W - 1 } as const;
    const { g, attribution } = reference.trace(pastOf(reference.kernels, text, t, W - 1), options);
    for (const [k, value] of attribution.entries()) {
      const along = columns.lag(k).reduce((sum, v, i) => sum + v * g[i], 0);
      assert.ok(Math.abs(along - value) < 1e-12, `t ${t}, lag ${k}`);
    }
  }
});

test("a span holds all of a gradient in it, none of one across it, and dependent columns once", () => {
  const unit = (i: number, size = 1) => new Float64Array(4).map((_, j) => (i === j ? size : 0));
  const g = Float64Array.of(3, 4, 0, 0);
  assert.equal(spanShare([unit(0)], g), 9 / 25);
  assert.equal(spanShare([unit(0, 1e-3), unit(0, 7), new Float64Array(4)], g), 9 / 25);
  assert.equal(spanShare([unit(2), unit(3)], g), 0);
  assert.ok(Math.abs(Number(spanShare([Float64Array.of(1, 1, 0, 0), unit(1)], g)) - 1) < 1e-12);
  assert.equal(spanShare([unit(0)], new Float64Array(4)), undefined);
});

test("shares are of the sums over the window; no set of as many lags holds more than the largest", () => {
  const numbers = fc.array(fc.double({ min: -9, max: 9, noNaN: true }), {
    minLength: 4,
    maxLength: 12,
  });
  fc.assert(
    fc.property(numbers, fc.nat(), (values, seed) => {
      const a = Float64Array.from(values);
      const lags = drawnSet(() => ((seed % 97) + 0.5) / 98, a.length, 3);
      assert.equal(new Set(lags).size, 3);
      const found = sharesOf(a, lags);
      const all = values.reduce((sum, v) => sum + Math.abs(v), 0);
      if (!found) return assert.ok(values.every((v) => Math.abs(v) < 1e-5));
      const held = lags.reduce((sum, k) => sum + Math.abs(values[k]), 0) / all;
      assert.ok(Math.abs(found.abs.greedy - held) < 1e-12);
      assert.ok(found.abs.top >= found.abs.greedy - 1e-12);
      assert.ok(found.abs.top >= found.abs.recent - 1e-12);
      assert.ok(Math.abs(found.byLag.reduce((sum, v) => sum + v, 0) - 1) < 1e-12);
    }),
  );
  assert.equal(sharesOf(Float64Array.of(9e-6, -9e-6), [0]), null);
  assert.notEqual(sharesOf(Float64Array.of(1.1e-5, 0), [0]), null);
});

test("a position's numbers do not depend on what was measured before it", () => {
  const make = () => {
    const backend = selectKernels();
    return finished(PatternMeasures.make(backend, weights, text, [1, 6, 3], 1));
  };
  const ascending = make();
  const all = new Map<number, unknown>();
  for (let t = 5; t < 59; t++) all.set(t, finished(ascending.at(t)));
  for (const t of [58, 7, 30, 31, 33, 50, 6]) {
    assert.deepEqual(finished(make().at(t)), all.get(t));
    assert.deepEqual(finished(ascending.at(t)), all.get(t));
  }
});

const finite = (value: unknown): boolean =>
  typeof value === "number"
    ? Number.isFinite(value)
    : typeof value !== "object" || value === null || Object.values(value).every(finite);

test("every net is analysed; what it does not have is null, and no number is missing", () => {
  const inputs = fc.uint8Array({ min: 60, max: 70, minLength: 20, maxLength: 60 });
  fc.assert(
    fc.property(anyNet, inputs, (plan, bytes) => {
      const net = { backend: selectKernels("reference"), weights: netOfPlan(plan) };
      const { json } = finished(analysis(bytes, { maxOffset: 9, levels: 4 }, net));
      const { explained } = json;
      assert.ok(explained && finite(json));
      const isElman = hasGradient(shapeOf(net.weights));
      assert.equal(explained.method, isElman ? "gradient" : "gated");
      if (!isElman)
        assert.deepEqual([explained.span, explained.methods.gradient], [null, undefined]);
      const window = Math.max(...json.offsets);
      assert.equal(explained.positions + explained.outside, bytes.length - window);
      for (const share of [explained.abs, explained.square, explained.span])
        if (share) assert.ok(share.mean >= 0 && share.mean <= 1 && share.top8 <= 1 + 1e-12);
      const page = patternsText(json, { text: "a", bytes: bytes.length }, []);
      assert.doesNotMatch(page, /NaN|undefined|null|Infinity/);
    }),
    { numRuns: 40 },
  );
});

test("fewer than 10 positions decide nothing, however much the greedy lags matter at them", () => {
  const [much, little] = [
    { keep: 0.9, drop: 0.1 },
    { keep: 0.2, drop: 0.8 },
  ];
  const thanOthers = (n: number) => {
    const all = Array.from({ length: n }, (_, i) => ({
      position: i,
      shares: { gradient: null, gated: null },
      span: null,
      causal: { full: 1, greedy: much, recent: little, chance: little },
    }));
    const sample = { positions: all.map(({ position }) => position), of: n, outside: 0 };
    const { causal } = explainedOf(all, sample, shapeOf(weights), [1, 3]);
    return [causal?.thanChance, causal?.thanRecent];
  };
  for (const n of [1, 2, 9]) assert.deepEqual(thanOthers(n), ["neither", "neither"]);
  assert.deepEqual(thanOthers(10), ["both", "both"]);
});

test("a constant text, analysed with a net", () => {
  const net = { backend: selectKernels(), weights };
  const constant = new Uint8Array(200).fill(7);
  const { json } = finished(analysis(constant, { maxOffset: 30, levels: 8 }, net));
  assert.ok(finite(json));
  const page = patternsText(json, { text: "a", bytes: 200 }, []);
  assert.match(page, /From offset 1 on every byte is certain/);
  assert.doesNotMatch(page, /NaN|undefined|Infinity/);
});
