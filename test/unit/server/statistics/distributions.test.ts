// Histograms of p and ||g||, and the lists of ten: against counts by hand and a plain sort.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { DistributionCounts } from "../../../../server/statistics/distributions";
import { Extremes, Largest } from "../../../../server/statistics/extremes";

/** Counts the positions in pieces of some sizes, or all at once. */
function distributions(bits: Float64Array, norms: Float64Array, sizes: readonly number[] = []) {
  const all = new DistributionCounts();
  let from = 0;
  for (const size of [...sizes, bits.length]) {
    const piece = new DistributionCounts();
    piece.add(bits.subarray(from, from + size), norms.subarray(from, from + size));
    all.addData(piece.data);
    from += size;
  }
  return all.json;
}

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
      const found = new Largest<number>();
      for (const [t, value] of values.entries()) found.add(t, value);
      assert.deepEqual(found.list, want);
    }),
  );
});

test("histograms and the lists of ten are the same however positions are cut into pieces", () => {
  const one = fc.record({
    bits: fc.oneof(fc.constant(Number.NaN), fc.integer({ min: 0, max: 20 })),
    norm: fc.integer({ min: 0, max: 9 }),
    counting: fc.integer({ min: 0, max: 20 }),
  });
  const sizes = fc.array(fc.nat(12));
  fc.assert(
    fc.property(fc.array(one, { minLength: 1 }), sizes, (all, sizes) => {
      const bits = Float64Array.from(all, (one) => one.bits);
      const norms = Float64Array.from(all, ({ bits, norm }) =>
        Number.isNaN(bits) ? Number.NaN : norm,
      );
      const counting = Float32Array.from(all, (one) => one.counting);
      assert.deepEqual(distributions(bits, norms, sizes), distributions(bits, norms));
      const whole = new Extremes();
      whole.add(0, bits, norms, counting);
      const merged = new Extremes();
      let from = 0;
      for (const size of [...sizes, all.length]) {
        const piece = new Extremes();
        const of = <A extends Float64Array | Float32Array>(numbers: A) =>
          numbers.subarray(from, from + size) as A;
        piece.add(from, of(bits), of(norms), of(counting));
        merged.addData(piece.data);
        from += size;
      }
      assert.deepEqual(merged.data, whole.data);
    }),
  );
});

test("counting wins only where it pays less, and a byte outside the alphabet is in no list", () => {
  const text = new TextEncoder().encode("abcd");
  const bits = Float64Array.of(3, Number.NaN, 1);
  const norms = Float64Array.of(0.5, Number.NaN, 2);
  const extremes = new Extremes();
  extremes.add(0, bits, norms, Float32Array.of(1, 0, 2));
  const found = extremes.json(text);
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
