// Counting in an open document: after any edits the mean and the bits are those of the text alone, over the bytes of the net's
// alphabet; the percentile is that of sorting.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { finished } from "../../server/attribution/backward";
import { percentile } from "../../server/counting/percentile";
import { DocumentCounting } from "../../server/documents/documentCounting";
import { sourceOf } from "../tools/byteSource";
import { CountingOracle } from "../tools/countingOracle";

const ofLetters = fc
  .array(fc.integer({ min: 0, max: 5 }), { maxLength: 9000, size: "max" })
  .map((text) => Uint8Array.from(text));
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.nat(5000),
  added: ofLetters,
  isFinished: fc.boolean(),
});

test("after any edits the mean is that of the text alone, over the net's alphabet", () => {
  const alphabet = new Uint8Array(256).fill(1, 0, 4);
  fc.assert(
    fc.property(ofLetters, fc.array(edit, { maxLength: 3 }), (first, edits) => {
      let text = first;
      const source = {
        get byteLength() {
          return text.length;
        },
        copyBytes: (from: number, to: number, target: Uint8Array) =>
          sourceOf(text).copyBytes(from, to, target),
      };
      const counting = new DocumentCounting(source, { alphabet });
      for (const { at, removed, added, isFinished } of edits) {
        const work = counting.work();
        if (isFinished) finished(work);
        else work.next();
        work.return();
        const from = Math.floor(at * text.length);
        text = Uint8Array.of(...text.subarray(0, from), ...added, ...text.subarray(from + removed));
        counting.invalidateFrom(from);
        assert.equal(counting.finished, false);
        assert.equal(counting.bitsPerByte, null);
      }
      finished(counting.work());
      assert.deepEqual([counting.finished, counting.percent], [true, 100]);
      const all = new CountingOracle(5).bits(text);
      const predicted = all.filter((_, p) => p > 0 && alphabet[text[p]] === 1);
      if (predicted.length === 0) return assert.equal(counting.bitsPerByte, null);
      const mean = predicted.reduce((a, b) => a + b) / predicted.length;
      assert.ok(Math.abs(counting.bitsPerByte! - mean) < 1e-6 * mean);
      const fresh = new DocumentCounting(source, { alphabet });
      finished(fresh.work());
      assert.equal(counting.bitsPerByte, fresh.bitsPerByte);
      assert.deepEqual(counting.bits(0, text.length), fresh.bits(0, text.length));
    }),
    { numRuns: 15 },
  );
});

test("the percentile is the value at that rank of the sorted ones", () => {
  const value = fc.oneof(fc.float({ min: 0, noNaN: true }), fc.constantFrom(0, 1, 2, Number.NaN));
  fc.assert(
    fc.property(fc.array(value), fc.double({ min: 0, max: 1, noNaN: true }), (all, share) => {
      const values = Float32Array.from(all);
      const sorted = values.filter((v) => !Number.isNaN(v)).sort();
      const want = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
      assert.equal(finished(percentile(values, share)), want);
    }),
  );
});
