// Counting against an oracle written from the formulas, at every order, after any edits and with hardly any memory; the
// earlier match against trying every place.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { finished } from "../../server/attribution/backward";
import { AdaptiveCounts, FEWEST_STRINGS, MOST_STRINGS } from "../../server/counting/adaptiveCounts";
import { CountedStream } from "../../server/counting/countedStream";
import { CountedText } from "../../server/counting/countedText";
import { earlierMatch } from "../../server/counting/earlierMatch";
import { CountingOracle, slowMatch } from "../tools/countingOracle";

const order = fc.integer({ min: 0, max: 8 });

/** Texts that repeat themselves and texts that do not. */
const textOf = (maxLength: number) =>
  fc
    .constantFrom(1, 2, 4, 30, 256)
    .chain((bytes) =>
      fc
        .uint8Array({ max: bytes - 1, maxLength, size: "max" })
        .map((text) => Uint8Array.from(text)),
    );

function assertBits(counted: CountedText, text: Uint8Array, most?: number): void {
  const oracle = new CountingOracle(counted.order, most);
  const want = oracle.bits(text);
  assert.equal(counted.through, text.length);
  assert.equal(counted.dropped, oracle.hasDropped);
  for (const [p, bits] of counted.bits.entries())
    assert.ok(Math.abs(bits - want[p]) <= 1e-6 * want[p], `byte ${p}: ${bits} against ${want[p]}`);
}

test("every byte costs what the formulas say", () => {
  fc.assert(
    fc.property(order, textOf(600), (order, text) => {
      const counts = new AdaptiveCounts(order);
      const want = new CountingOracle(order).bits(text);
      for (const [p, byte] of text.entries()) {
        if (counts.needsRoom) finished(counts.makeRoom());
        const bits = counts.next(byte);
        assert.ok(Math.abs(bits - want[p]) <= 1e-12 * want[p], `byte ${p}`);
      }
    }),
    { numRuns: 40 },
  );
});

test("a text that is read once, in any pieces and with hardly any memory, costs what an open one does", () => {
  const sizes = fc.array(fc.nat(400));
  fc.assert(
    fc.property(order, textOf(900), sizes, fc.boolean(), (order, text, sizes, isSmall) => {
      const most = isSmall ? FEWEST_STRINGS : MOST_STRINGS;
      const open = new CountedText(order, most);
      finished(
        open.countTo(text.length, (from, to, target, at) =>
          target.set(text.subarray(from, to), at),
        ),
      );
      const stream = new CountedStream(order, text.length, most);
      const got = new Float32Array(text.length);
      for (const size of [...sizes, text.length]) {
        const from = stream.through;
        finished(stream.next(text.subarray(from, from + size), got.subarray(from)));
      }
      assert.deepEqual(got, open.bits.slice());
      assert.equal(stream.dropped, open.dropped);
    }),
    { numRuns: 40 },
  );
});

test("what is known before an edit stays known while all is counted again", () => {
  const text = Uint8Array.from({ length: 4000 }, (_, i) => (i * i) % 251);
  const counted = new CountedText(5);
  const copy = (from: number, to: number, target: Uint8Array, at: number) =>
    target.set(text.subarray(from, to), at);
  finished(counted.countTo(text.length, copy));
  const before = counted.bits.slice(0, 1000);
  text.fill(7, 1000);
  counted.invalidateFrom(1000);
  let pauses = 0;
  for (const _ of counted.countTo(text.length, copy)) {
    assert.ok(counted.through >= 1000);
    assert.deepEqual(counted.bits.slice(0, 1000), before);
    if (counted.counted < counted.through) pauses++;
  }
  assert.ok(pauses > 0, "it was not counted again");
  assertBits(counted, text);
});

test("the probabilities of all bytes sum to one, whatever was dropped, and are those that are paid", () => {
  fc.assert(
    fc.property(order, textOf(1500), (order, text) => {
      const counts = new AdaptiveCounts(order, FEWEST_STRINGS);
      const P = new Float64Array(256);
      for (const byte of text) {
        if (counts.needsRoom) finished(counts.makeRoom());
        counts.probabilities(P);
        const sum = P.reduce((a, b) => a + b);
        assert.ok(Math.abs(sum - 1) < 1e-12, `${sum}`);
        assert.equal(counts.next(byte), -Math.log2(P[byte]));
      }
    }),
    { numRuns: 20 },
  );
});

test("bytes that are taken back leave no trace", () => {
  fc.assert(
    fc.property(order, textOf(300), textOf(60), (order, text, more) => {
      const counts = new AdaptiveCounts(order);
      for (const byte of text) counts.next(byte);
      const all = Uint8Array.of(...text, ...more);
      for (const byte of more) counts.next(byte);
      const after = new Float64Array(256);
      for (let through = all.length; through > text.length; through--)
        counts.uncount(all.subarray(Math.max(0, through - order - 1), through));
      counts.probabilities(after);
      const oracle = new CountingOracle(order);
      oracle.bits(text);
      for (const [byte, P] of after.entries())
        assert.ok(Math.abs(P - oracle.probability(byte)) < 1e-14, `byte ${byte}`);
      assert.equal(counts.through, text.length);
    }),
    { numRuns: 100 },
  );
});

const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.nat(40),
  added: textOf(60),
  /** How many pauses the counting is given before the next edit. */
  pauses: fc.nat(12),
});

for (const [name, most] of [
  ["plenty of memory", undefined],
  ["hardly any memory", FEWEST_STRINGS],
] as const)
  test(`after any edits, ended in any pause, with ${name}, the bits are those of the text alone`, () => {
    fc.assert(
      fc.property(order, textOf(900), fc.array(edit, { maxLength: 6 }), (order, first, edits) => {
        let text = first;
        const counted = new CountedText(order, most);
        const run = () =>
          counted.countTo(text.length, (from, to, target, at) =>
            target.set(text.subarray(from, to), at),
          );
        for (const { at, removed, added, pauses } of edits) {
          const work = run();
          for (let i = 0; i < pauses && !work.next().done; i++);
          work.return();
          const from = Math.floor(at * text.length);
          text = Uint8Array.of(
            ...text.subarray(0, from),
            ...added,
            ...text.subarray(from + removed),
          );
          counted.invalidateFrom(from);
        }
        finished(run());
        assertBits(counted, text, most);
      }),
      { numRuns: 60 },
    );
  });

test("an edit near the end takes back only what follows it", () => {
  const text = Uint8Array.from({ length: 20000 }, (_, i) => (i * i) % 251);
  const counted = new CountedText(5);
  const copied: number[] = [];
  const run = () =>
    counted.countTo(text.length, (from, to, target, at) => {
      copied.push(from);
      target.set(text.subarray(from, to), at);
    });
  finished(run());
  copied.length = 0;
  text[19990] = 255;
  counted.invalidateFrom(19990);
  finished(run());
  assert.deepEqual(copied, [19990]);
});

test("an order or a memory out of bounds is refused", () => {
  assert.throws(() => new AdaptiveCounts(9), /order 9: expected 0 to 8/);
  assert.throws(() => new AdaptiveCounts(1.5), /order 1.5/);
  assert.throws(() => new AdaptiveCounts(5, 1000), /1000 strings: expected 1024 to/);
});

test("the longest earlier match is the one that trying every place finds", () => {
  fc.assert(
    fc.property(textOf(200), (text) => {
      const copy = (from: number, to: number) => text.slice(from, to);
      for (let p = 0; p <= text.length; p++) {
        const want = slowMatch(text, p);
        assert.deepEqual(finished(earlierMatch(copy, p)), want, `before byte ${p}`);
      }
    }),
    { numRuns: 60 },
  );
});

test("the earlier match in a long text of one byte, of two bytes, and over several blocks", () => {
  const matchOf = (text: Uint8Array, p = text.length - 1) =>
    finished(earlierMatch((from, to) => text.slice(from, to), p));
  assert.deepEqual(matchOf(new Uint8Array(30000).fill(7)), { length: 29998, at: 29998, next: 7 });
  const two = Uint8Array.from({ length: 30000 }, (_, i) => i % 2);
  assert.deepEqual(matchOf(two), { length: 29997, at: 29997, next: 1 });
  const far = Uint8Array.from({ length: 30000 }, (_, i) =>
    i < 5000 || i > 25000 ? 1 + (i % 250) : 0,
  );
  assert.equal(matchOf(far)?.length, slowMatch(far, far.length - 1)?.length);
  assert.equal(matchOf(far, 0), undefined);
  assert.equal(matchOf(far, 1), undefined);
});
