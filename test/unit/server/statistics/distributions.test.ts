// Histograms of p and ||g||, and the lists of ten: against counts by hand and a plain sort.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { distributions } from "../../../../server/statistics/distributions";
import { extremes, largest } from "../../../../server/statistics/extremes";

const bitsOf = (p: number) => -Math.log2(p);

test("bins of p and of ||g||, with what is not predicted left out", () => {
  const bits = Float64Array.of(bitsOf(1), bitsOf(0.5), bitsOf(0.999), Number.NaN, bitsOf(0.02), 60);
  const norms = Float64Array.of(0, 1, 1.7, Number.NaN, 0.0011, 9.99);
  const { probability, gradientNorm } = distributions(bits, norms);
  assert.equal(probability.bins.length, 20);
  assert.deepEqual(
    probability.bins.filter(({ count }) => count > 0).map(({ from, count }) => [from, count]),
    [
      [0, 2],
      [0.5, 1],
      [0.95, 2],
    ],
  );
  assert.equal(probability.above99, 2 / 5);
  assert.equal(gradientNorm.zero, 1);
  const { bins } = gradientNorm;
  assert.deepEqual([bins[0]?.from, bins.at(-1)?.to], [10 ** -3, 10]);
  assert.equal(
    bins.reduce((sum, { count }) => sum + count, 0),
    4,
  );
  assert.ok(bins.every(({ from, to }) => Math.abs(to / from - 10 ** 0.25) < 1e-12));
});

test("every norm lies in its bin", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 1e-12, max: 1e9, noNaN: true }), { minLength: 1 }),
      (all) => {
        const norms = Float64Array.from(all);
        const { bins } = distributions(norms, norms).gradientNorm;
        for (const { from, to, count } of bins) {
          // The edges are powers of ten, which are rounded.
          const inside = all.filter((x) => x >= from * (1 + 1e-12) && x < to * (1 - 1e-12)).length;
          const around = all.filter((x) => x >= from * (1 - 1e-12) && x < to * (1 + 1e-12)).length;
          assert.ok(inside <= count && count <= around);
        }
      },
    ),
  );
});

test("the ten largest are those of a stable sort", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 30 })), (values) => {
      const want = [...values.keys()].sort((a, b) => values[b]! - values[a]! || a - b).slice(0, 10);
      const found = largest(values.length, (t) => values[t]!, Number.NEGATIVE_INFINITY);
      assert.deepEqual(found, want);
    }),
  );
});

test("counting wins only where it pays less, and a byte outside the alphabet is in no list", () => {
  const text = new TextEncoder().encode("abcd");
  const bits = Float64Array.of(3, Number.NaN, 1);
  const norms = Float64Array.of(0.5, Number.NaN, 2);
  const found = extremes({ text, bits, norms, countingBits: Float32Array.of(8, 1, 0, 2) });
  assert.deepEqual(
    found.mostSurprising.map(({ position }) => position),
    [0, 2],
  );
  assert.deepEqual(
    found.countingWins.map(({ position, byte, past }) => [position, byte, past]),
    [[0, 98, [97]]],
  );
  assert.deepEqual(
    found.largestGradient.map(({ position }) => position),
    [2, 0],
  );
});
