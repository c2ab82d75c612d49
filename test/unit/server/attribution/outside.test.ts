// Even steps of the positions that a net with an alphabet predicts: those of a list of all, whatever the text.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { finished } from "../../../../server/attribution/backward";
import { evenlyPredicted, predictsAny } from "../../../../server/attribution/outside";
import { evenly } from "../../../../server/attribution/types";

const alphabetOf = (isIn: (byte: number) => boolean) =>
  Uint8Array.from({ length: 256 }, (_, byte) => Number(isIn(byte)));

test("positions in even steps of those whose next byte is predicted", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 80 }),
      fc.integer({ min: 1, max: 255 }),
      fc.nat(20),
      fc.integer({ min: 1, max: 12 }),
      fc.boolean(),
      (text, below, from, most, isAll) => {
        const net = isAll ? {} : { alphabet: alphabetOf((byte) => byte < below) };
        const to = text.length - 2;
        const all = [...text.keys()].filter(
          (t) => t >= from && t <= to && (isAll || text[t + 1] < below),
        );
        const found = finished(evenlyPredicted(net, (a, b) => text.subarray(a, b), from, to, most));
        assert.equal(found.all, all.length);
        assert.deepEqual(
          found.positions,
          evenly(0, all.length - 1, most).map((i) => all[i]),
        );
        assert.equal(
          predictsAny(net, text),
          text.subarray(1).some((byte) => isAll || byte < below),
        );
      },
    ),
  );
});

test("a text of several pieces is one text", () => {
  const text = Uint8Array.from({ length: 2 ** 19 + 5 }, (_, i) => (i % 1000 === 1 ? 7 : 0));
  const net = { alphabet: alphabetOf((byte) => byte === 7) };
  const copy = (a: number, b: number) => text.slice(a, b);
  const { positions, all } = finished(evenlyPredicted(net, copy, 0, text.length - 2, 3));
  assert.equal(all, 525);
  assert.deepEqual(positions, [0, 175_000, 350_000]);
});
