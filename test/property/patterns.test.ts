// Skip patterns of random texts, against the definitions written out with strings (docs/patterns.md), and of texts with
// nothing to choose from.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { finished } from "../../server/attribution/backward";
import { activeAt } from "../../server/patterns/active";
import { type Inventory, inventoryOf, NO_DEPTH } from "../../server/patterns/inventory";
import { chooseOffsets } from "../../server/patterns/offsets";
import "../tools/seed";

const bytes = fc.uint8Array({ min: 0, max: 3, minLength: 14, maxLength: 160 });
const MOST = 12;

interface Counted {
  readonly pairs: ReadonlyMap<string, number>;
  readonly contexts: ReadonlyMap<string, number>;
  readonly from: number;
}

function contextOf(text: Uint8Array, offsets: readonly number[], p: number): string {
  return offsets.map((d) => text[p - d]).join(" ");
}

function counted(text: Uint8Array, offsets: readonly number[], without = -1): Counted {
  const [pairs, contexts] = [new Map<string, number>(), new Map<string, number>()];
  const from = Math.max(0, ...offsets);
  for (let p = from; p < text.length; p++) {
    if (p === without) continue;
    const context = contextOf(text, offsets, p);
    const pair = `${context}>${text[p]}`;
    contexts.set(context, (contexts.get(context) ?? 0) + 1);
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  return { pairs, contexts, from };
}

function entropy(text: Uint8Array, offsets: readonly number[]): number {
  const { pairs, contexts, from } = counted(text, offsets);
  let bits = 0;
  for (const [pair, n] of pairs) {
    const nc = contexts.get(pair.split(">")[0]) ?? 0;
    bits -= n * Math.log2(n / nc);
  }
  return bits / (text.length - from);
}

/** P(y) at p by Witten-Bell interpolation over the levels, from all other positions. */
function leaveOneOut(text: Uint8Array, offsets: readonly number[], p: number, y: number): number {
  let P = 1 / 256;
  for (let k = 0; k <= offsets.length; k++) {
    const { pairs, contexts } = counted(text, offsets.slice(0, k), p);
    const context = contextOf(text, offsets.slice(0, k), p);
    const n = contexts.get(context) ?? 0;
    if (n === 0) break;
    const kinds = [...pairs.keys()].filter((pair) => pair.split(">")[0] === context).length;
    P = ((pairs.get(`${context}>${y}`) ?? 0) + kinds * P) / (n + kinds);
  }
  return P;
}

test("each offset leaves the least entropy, and of equals the lowest is chosen", () => {
  fc.assert(
    fc.property(bytes, fc.integer({ min: 1, max: 6 }), (text, levels) => {
      const chosen = finished(chooseOffsets(text, MOST, levels));
      assert.equal(chosen.length, levels);
      assert.equal(chosen[0], 1);
      for (let k = 1; k < levels; k++) {
        const before = chosen.slice(0, k);
        const others = Array.from({ length: MOST }, (_, i) => i + 1).filter(
          (d) => !before.includes(d),
        );
        const bits = others.map((d) => entropy(text, [...before, d]));
        const best = others[bits.findIndex((b) => b <= Math.min(...bits) + 1e-11)];
        assert.equal(chosen[k], best);
      }
    }),
  );
});

const someOffsets = fc.uniqueArray(fc.integer({ min: 1, max: MOST }), {
  minLength: 1,
  maxLength: 5,
});

test("levels, depths and the patterns of each position are as counted with strings", () => {
  fc.assert(
    fc.property(bytes, someOffsets, (text, offsets) => {
      const { levels, depth, deepestLevel, patterns }: Inventory = finished(
        inventoryOf(text, offsets),
      );
      const all = offsets.map((_, i) => counted(text, offsets.slice(0, i + 1)));
      for (const [i, { pairs, contexts, from }] of all.entries()) {
        const level = levels[i];
        const of = (context: string) =>
          [...pairs.keys()].filter((pair) => pair.split(">")[0] === context).length;
        assert.equal(level.patterns, pairs.size);
        assert.equal(level.contexts, contexts.size);
        assert.equal(level.ambiguous, [...contexts.keys()].filter((c) => of(c) > 1).length);
        assert.equal(level.singletons, [...pairs.values()].filter((n) => n === 1).length);
        assert.equal(level.positions, text.length - from);
        assert.ok(Math.abs(level.bits - entropy(text, offsets.slice(0, i + 1))) < 1e-12);
      }
      const first = Math.max(...offsets);
      for (let p = 0; p < text.length; p++) {
        const active = activeAt(text, offsets, p);
        for (const { k, patternCount, contextCount } of active.levels) {
          const context = contextOf(text, offsets.slice(0, k), p);
          assert.equal(contextCount, all[k - 1].contexts.get(context));
          assert.equal(patternCount, all[k - 1].pairs.get(`${context}>${text[p]}`));
        }
        assert.equal(depth[p], p < first ? NO_DEPTH : active.deepest);
      }
      assert.equal(
        deepestLevel.reduce((sum, n) => sum + n, 0),
        text.length - first,
      );
      const last = all[all.length - 1].pairs;
      assert.equal(patterns.first.length, last.size);
      for (const [i, p] of patterns.first.entries())
        assert.equal(patterns.support[i], last.get(`${contextOf(text, offsets, p)}>${text[p]}`));
    }),
  );
});

test("leaving one out predicts each byte from all others, by a proper distribution", () => {
  fc.assert(
    fc.property(fc.uint8Array({ min: 0, max: 2, minLength: 8, maxLength: 40 }), (text) => {
      const offsets = [1, 4, 2];
      const { levels } = finished(inventoryOf(text, offsets));
      for (const [i, level] of levels.entries()) {
        const D = offsets.slice(0, i + 1);
        const first = Math.max(...D);
        let [bits, alone] = [0, 0];
        for (let p = first; p < text.length; p++) {
          bits -= Math.log2(leaveOneOut(text, D, p, text[p]));
          const { pairs, contexts } = counted(text, D, p);
          const context = contextOf(text, D, p);
          const n = contexts.get(context) ?? 0;
          if (n > 0) alone += (pairs.get(`${context}>${text[p]}`) ?? 0) / n;
        }
        const n = text.length - first;
        assert.ok(Math.abs(level.leaveOneOutBits - bits / n) < 1e-10);
        assert.ok(Math.abs(level.leaveOneOutProbability - alone / n) < 1e-12);
      }
      const everything = Array.from({ length: 256 }, (_, y) => leaveOneOut(text, offsets, 7, y));
      assert.ok(Math.abs(everything.reduce((sum, P) => sum + P, 0) - 1) < 1e-12);
    }),
    { numRuns: 20 },
  );
});

test("a constant text is certain from the first offset on; no number is missing", () => {
  const text = new Uint8Array(300).fill(97);
  const offsets = finished(chooseOffsets(text, 30, 8));
  assert.deepEqual(offsets, [1, 2, 3, 4, 5, 6, 7, 8]);
  const { levels, deepestLevel } = finished(inventoryOf(text, offsets));
  for (const level of levels) {
    assert.deepEqual([level.bits, level.patterns, level.singletons], [0, 1, 0]);
    for (const value of Object.values(level)) assert.ok(Number.isFinite(value));
  }
  assert.deepEqual(deepestLevel, [0, 0, 0, 0, 0, 0, 0, 0, 292]);
});

test("the shortest text that there is, and one that is shorter than the largest offset", () => {
  const text = Uint8Array.of(97, 98);
  assert.deepEqual(finished(chooseOffsets(text, 1, 1)), [1]);
  const { levels, deepestLevel } = finished(inventoryOf(text, [1]));
  const { leaveOneOutBits, ...level } = levels[0];
  assert.deepEqual(level, {
    k: 1,
    offset: 1,
    bits: 0,
    leaveOneOutProbability: 0,
    patterns: 1,
    contexts: 1,
    ambiguous: 0,
    singletons: 1,
    positions: 1,
  });
  // From the other byte alone: (0 + 1/256) / 2.
  assert.equal(leaveOneOutBits, 9);
  assert.deepEqual(deepestLevel, [1, 0]);
  assert.throws(() => finished(chooseOffsets(text, 2, 2)), /2 offsets up to 2 of 2 bytes/);
});
