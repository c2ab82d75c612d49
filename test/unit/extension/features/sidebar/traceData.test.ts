// Several pins shown together, and two compared: sums and differences of what the server sent.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { differenceByLag } from "../../../../../extension/features/sidebar/traceData";
import { isTintShown } from "../../../../../extension/state/picture";
import { tintsTogether } from "../../../../../extension/state/tints";
import type { EditorTrace, Tint } from "../../../../../server/protocol/wire/messages";
import { exampleTrace } from "../../exampleTrace";

function tint(utf16Start: number, attribution: number, more: Partial<Tint> = {}): Tint {
  const largest = Math.abs(attribution);
  const rest = { shownFrom: 0.5, share: 0.1, largest, lineEnd: false };
  return { utf16Start, utf16End: utf16Start + 1, attribution, ...rest, ...more };
}

test("one target stays unchanged; several are summed place by place", () => {
  const one = [tint(3, 1), tint(1, 2)];
  assert.equal(tintsTogether([one]), one);
  const both = tintsTogether([one, [tint(1, -0.5), tint(7, 4)]]);
  assert.deepEqual(
    both.map(({ utf16Start, attribution }) => [utf16Start, attribution]),
    [
      [1, 1.5],
      [3, 1],
      [7, 4],
    ],
  );
});

test("a word cut short by one target's past is merged with the whole word", () => {
  const whole = tint(0, 1, { utf16End: 6 });
  const cut = tint(2, 0.5, { utf16End: 6 });
  const [word, ...more] = tintsTogether([[cut], [whole, tint(6, 3)]]);
  assert.deepEqual([word?.utf16Start, word?.utf16End, word?.attribution], [0, 6, 1.5]);
  assert.equal(more.length, 1);
});

test("together, a larger share shows everything a smaller one shows, and everything each target shows alone", () => {
  const tints = fc.uniqueArray(
    fc.record({ at: fc.nat(20), shownFrom: fc.double({ min: 0, max: 1, noNaN: true }) }),
    { selector: ({ at }) => at },
  );
  const share = fc.double({ min: 0.5, max: 0.999, noNaN: true });
  fc.assert(
    fc.property(fc.array(tints, { minLength: 1, maxLength: 4 }), share, share, (all, a, b) => {
      const targets = all.map((its) => its.map(({ at, shownFrom }) => tint(at, 1, { shownFrom })));
      const shown = (of: readonly Tint[], value: number) =>
        new Set(
          of
            .filter((t) => isTintShown(t, { rule: "nucleus", value, scope: "display" }))
            .map(({ utf16Start }) => utf16Start),
        );
      const together = tintsTogether(targets);
      const few = shown(together, Math.min(a, b));
      const many = shown(together, Math.max(a, b));
      for (const at of few) assert.ok(many.has(at));
      for (const target of targets)
        for (const at of shown(target, a)) assert.ok(shown(together, a).has(at));
    }),
  );
});

function at(position: number, attributions: readonly number[]): EditorTrace {
  const trace = exampleTrace(attributions);
  return { ...trace, trace: { ...trace.trace, position } };
}

test("the difference by lag is the earlier target's minus the later one's, over the lags both have", () => {
  const later = at(9, [1, 2, 3]);
  const earlier = at(4, [0.5, -1]);
  const difference = differenceByLag(later, earlier);
  assert.deepEqual([difference?.first, difference?.second], ["'m' at byte 5", "'m' at byte 10"]);
  assert.deepEqual(
    difference?.rows.map(({ k, first, second, difference }) => [k, first, second, difference]),
    [
      [0, 0.5, 1, -0.5],
      [1, -1, 2, -3],
    ],
  );
  assert.deepEqual(differenceByLag(earlier, later), difference);
});

test("targets of different texts, or traced differently, are not compared", () => {
  const one = at(4, [1, 2]);
  const other = at(9, [1, 2]);
  assert.equal(differenceByLag(one, { ...other, uri: "file:///b.txt" }), null);
  assert.equal(differenceByLag(one, { ...other, version: 2 }), null);
  const gated = { ...other, trace: { ...other.trace, method: "gated" as const } };
  assert.equal(differenceByLag(one, gated), null);
});
