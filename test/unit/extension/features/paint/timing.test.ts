// The pace of repaints.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Repaints } from "../../../../../extension/features/paint/timing";

test("at most ten repaints in any second; the first is immediate and the last is never lost", () => {
  for (const pace of ["soon", "even"] as const) {
    const painted = paintedBy(3000, pace, () => true);
    assert.equal(painted[0], 0);
    for (const from of painted) {
      const within = painted.filter((at) => at >= from && at < from + 1000);
      assert.ok(within.length <= 10, `${within}`);
    }
    assert.ok((painted.at(-1) ?? 0) >= 2000, `${painted}`);
  }
});

test("answers are painted as they come, a stream of changes evenly", () => {
  const asked = new Set([0, 14, 140, 154, 420]);
  const isAsked = (now: number) => asked.has(now);
  assert.deepEqual(paintedBy(1000, "soon", isAsked), [...asked]);
  assert.deepEqual(paintedBy(1000, "even", isAsked), [0, 105, 210, 420]);
});

test("an answer does not wait for an evenly paced repaint", () => {
  const painted: number[] = [];
  const cancelled: number[] = [];
  const repaints = new Repaints(() => painted.push(0), {
    now: () => 0,
    after: (ms) => () => cancelled.push(ms),
  });
  for (const pace of ["even", "even", "soon"] as const) repaints.request(pace);
  assert.equal(painted.length, 2);
  assert.deepEqual(cancelled, [100]);
});

/** The times of repaints, if repaints are requested at the milliseconds for which `isAsked` is true. */
function paintedBy(
  until: number,
  pace: "soon" | "even",
  isAsked: (now: number) => boolean,
): number[] {
  let now = 0;
  let later: { at: number; run: () => void }[] = [];
  const painted: number[] = [];
  const repaints = new Repaints(() => painted.push(now), {
    now: () => now,
    after: (ms, run) => {
      const due = { at: now + ms, run };
      later.push(due);
      return () => {
        later = later.filter((other) => other !== due);
      };
    },
  });
  for (now = 0; now < until; now += 7) {
    for (const due of later.filter(({ at }) => at <= now)) due.run();
    if (isAsked(now)) repaints.request(pace);
  }
  return painted;
}

test("a repaint with nothing to paint does not delay the next one", () => {
  const painted: number[] = [];
  let hasSomething = false;
  const repaints = new Repaints(() => hasSomething && painted.push(0), {
    now: () => 0,
    after: () => () => undefined,
  });
  repaints.request();
  hasSomething = true;
  repaints.request();
  assert.equal(painted.length, 1);
});
