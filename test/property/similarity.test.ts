// Similar moments of random nets and texts: the similarities, the chance level and the list are those of plain float64 loops over
// a trace of every position, on every cell, number of layers and alphabet; whatever the backend.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { finished } from "../../server/attribution/backward";
import { pastSteps } from "../../server/attribution/forward";
import { Tracer } from "../../server/attribution/trace";
import { defaultOptions, lagsAt } from "../../server/attribution/types";
import { selectKernels } from "../../server/kernels/select";
import { hasGradient, isPredicted, shapeOf } from "../../server/kernels/shape";
import type { Weights } from "../../server/kernels/weights";
import { NEAR, type Similarity } from "../../server/protocol/vocabulary/similarity";
import type { SimilarByJson } from "../../server/protocol/wire/similarity";
import { Distribution, Nearest } from "../../server/similarity/nearest";
import { type SimilarQuestion, similarMoments } from "../../server/similarity/search";
import { anyNet, netOfPlan } from "../tools/randomNets";
import "../tools/seed";
import { fastBackends, randomNumbers, randomText } from "./kernelsModels";

const reference = selectKernels("reference");

function cosineOf(a: readonly number[], b: readonly number[]): number {
  let [dot, aa, bb] = [0, 0, 0];
  for (const [i, x] of a.entries()) {
    dot += x * (b[i] ?? 0);
    aa += x * x;
    bb += (b[i] ?? 0) ** 2;
  }
  return dot / Math.sqrt(aa * bb);
}

/** The vectors of a position; undefined where it has none. */
function vectorsAt(tracer: Tracer, text: Uint8Array, t: number, question: SimilarQuestion) {
  const { depth, method } = question;
  const past = finished(pastSteps(tracer.kernels, text, t, depth));
  const { h, g, attribution } = tracer.trace(past, { ...defaultOptions, depth, method });
  const states = Array.from(h.subarray(0, g.length));
  const squares = Array.from(g, (x) => x * x);
  const all = squares.reduce((a, b) => a + b, 0);
  const lags = Array.from(attribution);
  return {
    states: states.some((x) => x !== 0) ? states : undefined,
    neurons: all > 1e-60 ? squares.map((s) => s / all) : undefined,
    lags: lags.some((a) => Math.abs(a) >= 1e-5) ? lags : undefined,
  };
}

/** By loops over the whole text. */
function expected(weights: Weights, text: Uint8Array, question: SimilarQuestion, by: Similarity) {
  const lags = lagsAt(question.position, question.depth);
  const tracer = new Tracer(reference, weights, lags);
  const own = vectorsAt(tracer, text, question.position, question)[by];
  if (!own) return null;
  const similar = new Map<number, number>();
  for (let t = 0; t < text.length - 1; t++) {
    if (Math.abs(t - question.position) <= NEAR) continue;
    if (by !== "states" && !isPredicted(weights, text[t + 1])) continue;
    if (by === "lags" && t < lags) continue;
    // A state does not depend on what follows.
    const seen = isPredicted(weights, text[t + 1]) ? text : text.slice(0, t + 1);
    const cut = { ...question, depth: by === "lags" ? lags : 0 };
    const other = vectorsAt(tracer, seen, t, cut)[by];
    if (other) similar.set(t, cosineOf(own, other));
  }
  return similar;
}

function check(found: SimilarByJson, similar: ReadonlyMap<number, number>, top: number): void {
  assert.equal(found.positions, similar.size);
  const sorted = [...similar.values()].sort((a, b) => a - b);
  const atShare = (share: number) => sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1];
  assert.equal(found.chance === null, sorted.length === 0);
  const within = (a: number, b: number | undefined) =>
    assert.ok(Math.abs(a - (b ?? Number.NaN)) < 2e-5, `${a}, ${b}`);
  if (found.chance) {
    within(found.chance.median, atShare(0.5));
    within(found.chance.percentile99, atShare(0.99));
  }
  // Equal similarities may come in any order, so the values are compared.
  const left = [...similar].sort(([s, a], [t, b]) => b - a || s - t);
  const taken: [number, number][] = [];
  for (const each of left) {
    if (taken.length === top) break;
    if (taken.every(([t]) => Math.abs(t - each[0]) > NEAR)) taken.push(each);
  }
  for (const { position, similarity } of found.moments) within(similarity, similar.get(position));
  const positions = found.moments.map(({ position }) => position);
  for (const [i, p] of positions.entries())
    for (const q of positions.slice(i + 1)) assert.ok(Math.abs(p - q) > NEAR);
  within(found.moments[0]?.similarity ?? 0, taken[0]?.[1] ?? 0);
  if (new Set([...similar.values()].map((s) => s.toFixed(4))).size === similar.size)
    assert.deepEqual(
      positions,
      taken.map(([t]) => t),
    );
}

test("similarities, chance and the list are those of plain loops, for every cell", () => {
  const anyCase = fc.record({
    net: anyNet,
    bytes: fc.integer({ min: 2, max: 90 }),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    depth: fc.integer({ min: 1, max: 20 }),
    top: fc.integer({ min: 1, max: 5 }),
    seed: fc.nat(1e6),
  });
  fc.assert(
    fc.property(anyCase, ({ net, bytes, at, depth, top, seed }) => {
      const weights = netOfPlan(net);
      const next = randomNumbers(seed);
      const text = Uint8Array.from({ length: bytes }, () => 97 + Math.floor(2 * (next() + 1)));
      const places = [...text.keys()].filter(
        (t) => t + 1 === text.length || isPredicted(weights, text[t + 1]),
      );
      const position = places[Math.min(places.length - 1, Math.floor(at * places.length))];
      const method = hasGradient(shapeOf(weights)) ? "gradient" : "gated";
      const by = ["states", "neurons", "lags"] as const;
      const question: SimilarQuestion = { position, by, top, depth, method };
      const found = finished(similarMoments(reference, weights, text, question));
      for (const name of by) {
        const similar = expected(weights, text, question, name);
        const own = found.by[name];
        assert.equal(own === null, similar === null, name);
        if (own && similar) check(own, similar, top);
      }
      JSON.stringify(found, (_, value) => {
        if (typeof value === "number") assert.ok(Number.isFinite(value));
        return value;
      });
    }),
    { numRuns: 120 },
  );
});

test("the fast backends find what the reference does", () => {
  const weights = netOfPlan({ cell: "tanh", layers: 2, H: 9, characters: null, seed: 4 });
  const text = randomText(3000, 3);
  const question = {
    position: 1500,
    by: ["states", "neurons", "lags"],
    top: 5,
    depth: 12,
  } as const;
  const run = (backend: typeof reference) =>
    finished(similarMoments(backend, weights, text, { ...question, method: "gated" })).by;
  const one = run(reference);
  for (const backend of fastBackends) {
    const other = run(backend);
    for (const name of question.by) {
      assert.equal(other[name]?.positions, one[name]?.positions);
      for (const [i, moment] of (one[name]?.moments ?? []).entries()) {
        const same = other[name]?.moments[i];
        assert.ok(Math.abs((same?.similarity ?? 0) - moment.similarity) < 1e-4);
      }
    }
  }
});

test("the nearest of a stream are those of the whole, with many equal ones", () => {
  const anyStream = fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 400 });
  fc.assert(
    fc.property(anyStream, fc.integer({ min: 1, max: 6 }), (values, top) => {
      const nearest = new Nearest(top);
      for (const [position, value] of values.entries())
        if (nearest.wants(value)) nearest.add({ position, similarity: value, distance: 0 });
      const left = [...values.entries()].sort(([s, a], [t, b]) => b - a || s - t);
      const taken: number[] = [];
      for (const [t] of left)
        if (taken.length < top && taken.every((other) => Math.abs(other - t) > NEAR)) taken.push(t);
      assert.deepEqual(
        nearest.taken.map(({ position }) => position),
        taken,
      );
    }),
  );
});

test("a percentile is within a cell of the exact one; of nothing there is none", () => {
  assert.equal(new Distribution().percentile(0.5), null);
  const next = randomNumbers(5);
  const values = Array.from({ length: 1001 }, next);
  const distribution = new Distribution();
  for (const value of [...values, -1, 1]) distribution.add(value);
  const sorted = [...values, -1, 1].sort((a, b) => a - b);
  for (const share of [0, 0.5, 0.99, 1]) {
    const exact = sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1];
    assert.ok(Math.abs((distribution.percentile(share) ?? 9) - exact) <= 2 ** -17);
  }
});
