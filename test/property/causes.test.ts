// Causes on random nets: every set is checked by a run of its own, every backend decides like the reference, and the
// runs that share what comes before a lag give the losses of whole runs.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { finished } from "../../server/attribution/backward";
import { agreementOf, spearman } from "../../server/attribution/causes/agreement";
import {
  memoryCurve,
  memoryOf,
  memoryParts,
  targetsWithin,
} from "../../server/attribution/causes/memory";
import { causesOf, MOST_LOST } from "../../server/attribution/causes/sets";
import { WindowRuns } from "../../server/attribution/causes/window";
import { lossOfLogits, predict } from "../../server/attribution/objective";
import type { Kernels, Weights } from "../../server/kernels/interface";
import { referenceKernels } from "../../server/kernels/reference";
import { bindRuns } from "../../server/kernels/select";
import { byteCounts, meanEmbedding } from "../../server/nets/weights";
import { backends } from "../tools/backends";
import { probabilitiesAfter } from "../tools/formulas";
import { pastOf } from "../tools/past";
import { randomText, randomWeights } from "./kernelsModels";

const DEPTH = 11;

function started(backend: Kernels, weights: Weights, text: Uint8Array, at: number, zero = false) {
  const kernels = referenceKernels.bind(weights, { rows: 1, window: DEPTH + 1 });
  const past = pastOf(kernels, text, at, DEPTH);
  const v0 = zero ? new Float64Array(weights.H) : meanEmbedding(weights, byteCounts(text));
  const target = past.next ?? 0;
  const runs = finished(WindowRuns.make(backend, weights, DEPTH)).aim(past, target, v0);
  return { past, v0, target, runs };
}

/** -log2 p(y), written from the formulas: h = tanh(v + W_h h + b_h), v the byte's column or v0. */
function lossWith(
  weights: Weights,
  { past, v0, target }: Pick<ReturnType<typeof started>, "past" | "v0" | "target">,
  kept: (lag: number) => boolean,
): number {
  const { H, Wx, Wh, bh } = weights;
  let h = Float64Array.from(past.before);
  past.bytes.forEach((x, at) => {
    const isKept = kept(past.bytes.length - 1 - at);
    h = h.map((_, i) => {
      let a = bh[i] + (isKept ? Wx[i * 256 + x] : v0[i]);
      for (let j = 0; j < H; j++) a += Wh[i * H + j] * h[j];
      return Math.tanh(a);
    });
  });
  return -Math.log2(probabilitiesAfter(weights, h)[target]);
}

const example = fc.record({
  H: fc.integer({ min: 1, max: 21 }),
  seed: fc.nat(),
  scale: fc.constantFrom(0.3, 1, 2.5),
  at: fc.integer({ min: 0, max: 39 }),
  zero: fc.boolean(),
});

for (const backend of backends())
  test(`${backend.backend}: a set loses what is said of it, by a run written from the formulas`, () => {
    fc.assert(
      fc.property(example, ({ H, seed, scale, at, zero }) => {
        const weights = randomWeights(H, seed, scale);
        const one = started(backend, weights, randomText(40, seed), at, zero);
        const found = finished(causesOf(one.runs));
        const { sufficient, necessary, bits } = found;
        const close = (got: number, want: number, what: string) =>
          assert.ok(Math.abs(got - want) <= 1e-9 * (1 + want), `${what}: ${got} against ${want}`);
        close(
          bits,
          lossWith(weights, one, () => true),
          "bits",
        );
        close(
          sufficient.bits,
          lossWith(weights, one, (k) => sufficient.lags.includes(k)),
          "with the sufficient set alone",
        );
        assert.ok(sufficient.bits <= bits + MOST_LOST);
        close(
          necessary.bits,
          lossWith(weights, one, (k) => !necessary.lags.includes(k)),
          "without the necessary set",
        );
        assert.equal(necessary.found, necessary.bits > bits + MOST_LOST);
        assert.ok(necessary.lags.length <= 8);
        for (const [k, nats] of found.occlusion.entries()) {
          const lost = lossWith(weights, one, (other) => other !== k) - bits;
          assert.ok(Math.abs(nats / Math.LN2 - lost) <= 1e-4 * (1 + Math.abs(lost)), `lag ${k}`);
        }
      }),
      { numRuns: 60 },
    );
  });

test("every backend finds the reference's sets", () => {
  for (let seed = 1; seed <= 12; seed++) {
    const [weights, text] = [randomWeights(5 + seed, seed, 1.5), randomText(40, seed)];
    const [first, ...others] = backends().map((backend) => {
      const { sufficient, necessary } = finished(
        causesOf(started(backend, weights, text, 30).runs),
      );
      return [sufficient.lags, sufficient.runs, necessary.lags, necessary.found];
    });
    for (const other of others) assert.deepEqual(other, first, `seed ${seed}`);
  }
});

test("a net that ignores its input needs no byte, and none decides", () => {
  const weights = randomWeights(9, 3, 1);
  weights.Wx.fill(0);
  const found = finished(causesOf(started(referenceKernels, weights, randomText(40, 3), 30).runs));
  assert.deepEqual(found.sufficient.lags, []);
  assert.deepEqual([found.necessary.found, found.necessary.lags.length], [false, 8]);
  // All candidates are equal, so the larger lag goes first.
  assert.deepEqual(found.necessary.lags, [11, 10, 9, 8, 7, 6, 5, 4]);
});

test("memory is the loss after the last bytes alone, from a zero state, whatever the workspace", () => {
  const [weights, text] = [randomWeights(13, 5, 1), randomText(300, 5)];
  for (const [rows, steps] of [
    [1, 300],
    [4, 1],
    [9, 7],
    [20, 300],
  ]) {
    const runs = finished(bindRuns(referenceKernels, weights, { rows, steps }));
    const found = finished(memoryOf(runs, text, 270, text[271]));
    assert.deepEqual(
      found.map(({ m }) => m),
      [1, 2, 4, 8, 16, 32, 64, 128, 256],
    );
    for (const { m, bits } of found) {
      const h = new Float64Array(weights.H);
      const whole = referenceKernels.bind(weights, { rows: 1, window: m });
      whole.recur(text, 271 - m, m, h, 0);
      assert.equal(bits, lossOfLogits(predict(weights, h).Z, text[271]), `m = ${m}`);
    }
  }
});

for (const backend of backends())
  test(`${backend.backend}: each point of the memory curve is the mean over its targets`, () => {
    const [weights, text] = [randomWeights(13, 5, 1), randomText(300, 5)];
    const runs = finished(bindRuns(backend, weights, { rows: 9, steps: 300 }));
    const sums = new Map<number, number[]>();
    for (let t = 0; t < text.length - 1; t++)
      for (const { m, bits } of finished(memoryOf(runs, text, t, text[t + 1])))
        sums.set(m, [...(sums.get(m) ?? []), bits]);
    const curve = finished(memoryCurve(backend, weights, text));
    assert.deepEqual(
      curve.map(({ m, count }) => [m, count]),
      Array.from(sums, ([m, all]) => [m, all.length]),
    );
    for (const { m, bitsPerByte } of curve) {
      const all = sums.get(m) ?? [];
      const mean = all.reduce((sum, bits) => sum + bits, 0) / all.length;
      assert.ok(Math.abs(bitsPerByte - mean) < 1e-5, `m = ${m}: ${bitsPerByte}, ${mean}`);
    }
  });

test("a memory curve of fewer targets has them in even steps, each with all of its bytes", () => {
  const parts = memoryParts(10_000, 100);
  for (const { m, positions } of parts) {
    assert.ok(positions.length <= 64);
    assert.ok(positions.every((t) => t >= m - 1 && t < 9999));
  }
  const ofOne = parts.filter(({ m }) => m === 1).flatMap(({ positions }) => positions);
  const steps = ofOne.slice(1).map((t, i) => t - (ofOne[i] ?? 0));
  assert.deepEqual([ofOne.length, ofOne[0], ...new Set(steps)].slice(0, 3), [100, 0, 99]);
  assert.ok(Math.max(...steps) - Math.min(...steps) <= 1);
  assert.deepEqual([targetsWithin(1e30, 128), targetsWithin(1, 4096)], [4096, 64]);
});

test("rank correlation: 1 for the same order, -1 for the reverse, ties share a rank, constants have none", () => {
  assert.equal(spearman([1, 5, 7], [10, 20, 40]), 1);
  assert.equal(spearman([1, 5, 7], [3, 2, 1]), -1);
  // Ranks 1, 2.5, 2.5, 4 against 1, 3, 2, 4: the square root of 0.9.
  assert.ok(Math.abs((spearman([1, 2, 2, 4], [1, 3, 2, 4]) ?? 0) - Math.sqrt(0.9)) < 1e-15);
  assert.equal(spearman([1, 1], [1, 2]), null);
  assert.deepEqual(agreementOf([-3, 1], [2, -1]), { spearman: 1, topLagAgrees: true });
});
