// Two sides of a text: aligned bytes are the same and in order, unchanged lines are aligned, and the differences are those of
// plain float64 loops.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { finished } from "../../server/attribution/backward";
import { align, identity, MOST_EDITS, placeThere } from "../../server/comparison/alignment";
import { comparisonOf } from "../../server/comparison/differences";
import { lagDifferences } from "../../server/comparison/lags";
import { percentile } from "../../server/counting/percentile";
import "../tools/seed";
import { randomNumbers } from "./kernelsModels";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const anyLine = fc.constantFrom("a\n", "b\n", "ab\n", "\n", "long line of words\n", "a\r\n");
const anyText = fc
  .tuple(fc.array(anyLine, { maxLength: 12 }), fc.constantFrom("", "end", "a"))
  .map(([lines, rest]) => lines.join("") + rest);

test("aligned bytes are equal, in order in both texts, and each is found from the other", () => {
  fc.assert(
    fc.property(anyText, anyText, (one, other) => {
      const [a, b] = [bytesOf(one), bytesOf(other)];
      const alignment = align(a, b);
      let [here, there] = [-1, -1];
      for (const run of alignment.runs) {
        assert.ok(run.length > 0);
        assert.ok(run.here > here || (run.here === here && run.there > there));
        assert.ok(run.here >= here && run.there >= there);
        [here, there] = [run.here + run.length, run.there + run.length];
        assert.deepEqual(a.subarray(run.here, here), b.subarray(run.there, there));
      }
      assert.ok(here <= a.length && there <= b.length);
      const pairs = new Map(
        alignment.runs.flatMap((run) =>
          Array.from({ length: run.length }, (_, i) => [run.here + i, run.there + i] as const),
        ),
      );
      for (let p = 0; p < a.length; p++) assert.equal(placeThere(alignment, p), pairs.get(p) ?? -1);
    }),
  );
});

test("a text is aligned with itself; of an edit in a line all else is", () => {
  fc.assert(
    fc.property(anyText, anyText, (before, after) => {
      const same = bytesOf(before);
      assert.deepEqual(align(same, same), identity(same.length));
      // Bytes put in between leave all others aligned.
      const [a, b] = [bytesOf(before + after), bytesOf(`${before}#put in#${after}`)];
      const all = align(a, b).runs.reduce((sum, { length }) => sum + length, 0);
      assert.equal(all, a.length);
    }),
  );
});

test("moved and changed lines: what is between them stays aligned", () => {
  const [a, b] = ["one\ntwo\nthree\nfour\nfive\n", "zero\ntwo\nthere\nfour\nsix\n"];
  const { runs, isCoarse } = align(bytesOf(a), bytesOf(b));
  assert.equal(isCoarse, false);
  const words = runs.map(({ here, length }) => a.slice(here, here + length));
  assert.deepEqual(words, ["\ntwo\nth", "e\nfour\n", "\n"]);
});

test("texts that differ in too many lines are aligned at their ends only, and say so", () => {
  const lines = (word: string) =>
    Array.from({ length: MOST_EDITS }, (_, i) => `${word}${i}\n`).join("");
  const same = "kept in the middle\n";
  const [a, b] = ["x", "y"].map((word) => bytesOf(`start\n${lines(word)}${same}${lines(word)}end`));
  const { runs, isCoarse } = align(a as Uint8Array, b as Uint8Array);
  assert.equal(isCoarse, true);
  const end = `${MOST_EDITS - 1}\nend`;
  assert.deepEqual(
    runs.map(({ here, length }) => [here, length]),
    [
      [0, 6],
      [(a?.length ?? 0) - end.length, end.length],
    ],
  );
});

test("the differences are those of plain loops", () => {
  const anyCase = fc.record({
    length: fc.integer({ min: 0, max: 1500 }),
    shift: fc.integer({ min: 0, max: 3 }),
    seed: fc.nat(1e6),
    outside: fc.constantFrom(0, 0.3, 1),
  });
  fc.assert(
    fc.property(anyCase, ({ length, shift, seed, outside }) => {
      const next = randomNumbers(seed);
      const bits = (n: number) =>
        Float32Array.from({ length: n }, (_, i) =>
          i === 0 || next() < 2 * outside - 1 ? Number.NaN : 4 * (next() + 1),
        );
      const [here, there] = [bits(length), bits(length + shift)];
      const runs = length === 0 ? [] : [{ here: 0, there: shift, length }];
      const found = finished(
        comparisonOf({ alignment: { runs, isCoarse: false }, here, there, byteAt: (p) => p % 256 }),
      );
      const pairs: { p: number; h: number; t: number; d: number }[] = [];
      let [first, either] = [0, 0];
      for (let p = 0; p < length; p++) {
        const [h, t] = [here[p] ?? 0, there[p + shift] ?? 0];
        if (p === 0 || p + shift === 0) first++;
        else if (Number.isNaN(h) || Number.isNaN(t)) either++;
        else pairs.push({ p, h, t, d: Math.fround(t - h) });
      }
      const n = pairs.length;
      assert.deepEqual([found.compared, found.first, found.outside.either], [n, first, either]);
      assert.deepEqual(found.only, { here: 0, there: shift });
      assert.equal(n + first + either, length);
      if (n === 0) {
        assert.deepEqual(
          [found.bitsPerByte, found.difference, found.certainty],
          [null, null, null],
        );
        return;
      }
      const near = (a: number | undefined, b: number) =>
        assert.ok(Math.abs((a ?? Number.NaN) - b) < 1e-5, `${a}, ${b}`);
      const sum = (of: (pair: (typeof pairs)[number]) => number) =>
        pairs.reduce((all, pair) => all + of(pair), 0);
      near(found.bitsPerByte?.here, sum(({ h }) => h) / n);
      near(found.bitsPerByte?.there, sum(({ t }) => t) / n);
      const mean = sum(({ t, h }) => t - h) / n;
      near(found.difference?.mean, mean);
      const sorted = pairs.map(({ d }) => d).sort((a, b) => a - b);
      const at = (share: number) => sorted[Math.max(1, Math.ceil(share * n)) - 1] ?? 0;
      near(found.difference?.low, at(0.1));
      near(found.difference?.median, at(0.5));
      near(found.difference?.high, at(0.9));
      assert.equal(found.better.here, pairs.filter(({ t, h }) => t - h > 1).length);
      assert.equal(found.better.there, pairs.filter(({ t, h }) => t - h < -1).length);
      assert.equal(found.signs.here, pairs.filter(({ t, h }) => t > h).length);
      assert.equal(found.signs.there, pairs.filter(({ t, h }) => t < h).length);
      const most = [...pairs].sort((a, b) => b.t - b.h - (a.t - a.h) || a.p - b.p);
      const better = most.filter(({ t, h }) => t > h).slice(0, 10);
      assert.deepEqual(
        found.largest.here.map(({ position }) => position),
        better.map(({ p }) => p),
      );
      for (const { position, positionThere } of found.largest.there)
        assert.equal(positionThere - position, shift);

      const blocks: number[][] = [];
      for (let i = 0; i < n; i += 64) blocks.push(pairs.slice(i, i + 64).map(({ t, h }) => t - h));
      assert.equal(found.certainty === null, blocks.length < 10);
      if (!found.certainty) return;
      const totals = blocks.map((block) => block.reduce((a, b) => a + b, 0));
      const spread = totals.reduce(
        (all, total, i) => all + (total - mean * (blocks[i]?.length ?? 0)) ** 2,
        0,
      );
      const { length: m } = blocks;
      near(found.certainty.standardError, Math.sqrt((spread * m) / (m - 1)) / n);
      const squares = totals.reduce((all, total) => all + total ** 2, 0);
      near(found.certainty.chance, (1.96 * Math.sqrt(squares)) / n);
    }),
  );
});

test("the chance level holds: signs by lot leave the mean within it in about 95 of 100 cases", () => {
  const next = randomNumbers(7);
  const length = 64 * 40 + 1;
  let within = 0;
  for (let run = 0; run < 200; run++) {
    const here = new Float32Array(length);
    // Whole stretches favour one side: the bytes beside each other are not independent.
    const there = Float32Array.from({ length }, () => 0);
    for (let block = 0; block < 40; block++) {
      const sign = Math.sign(next());
      for (let i = 0; i < 64; i++) there[1 + 64 * block + i] = sign * (next() + 1);
    }
    const alignment = identity(length);
    const found = finished(comparisonOf({ alignment, here, there, byteAt: () => 0 }));
    if (Math.abs(found.difference?.mean ?? 9) <= (found.certainty?.chance ?? 0)) within++;
  }
  assert.ok(within >= 180 && within <= 198, String(within));
});

test("lags of both sides: difference, cosine, top lag", () => {
  const side = (values: number[], bytes: number[]) => ({
    attribution: Float64Array.from(values),
    bytes: Uint8Array.from(bytes),
  });
  const found = lagDifferences(side([3, 4, 9], [7, 8, 9]), side([4, -3], [5, 9]));
  assert.deepEqual(
    found.lags.map(({ k, byte, byteThere, difference }) => [k, byte, byteThere, difference]),
    [
      [0, 9, 9, -1],
      [1, 8, 5, 7],
    ],
  );
  assert.equal(found.cosine, 0);
  assert.equal(found.topLagAgrees, false);
});

test("a percentile of values of both signs is that of a sort", () => {
  fc.assert(
    fc.property(
      fc.array(fc.float({ noDefaultInfinity: true }), { minLength: 1, maxLength: 80 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (values, share) => {
        const floats = Float32Array.from(values);
        const sorted = floats.filter((value) => !Number.isNaN(value)).sort();
        const at = sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1];
        assert.equal(finished(percentile(floats, share)) ?? "none", at ?? "none");
      },
    ),
  );
});
