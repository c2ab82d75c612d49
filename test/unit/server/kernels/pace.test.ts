// How work is paced, on a clock that the test moves: pieces come to take as long as they should, whatever the speed, and what
// happens in the pauses counts for nothing.
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { MOST_OPERATIONS } from "../../../../server/kernels/limits";
import { everyStep, PAUSE_MS, Pace, paceOf, steps, timer } from "../../../../server/kernels/pace";

const { now } = timer;
let clock = 0;
beforeEach(() => {
  clock = 0;
  timer.now = () => clock;
});
afterEach(() => {
  timer.now = now;
});

const COST = 1e6;

/** How long each piece took, of so many items, at a speed in operations a millisecond; every pause takes a second. */
function pieces(pace: Pace, total: number, speed: (done: number) => number): number[] {
  const took: number[] = [];
  let next = 0;
  const work = (from: number, count: number) => {
    assert.equal(from, next, "each item once, in order");
    next += count;
    const ms = (count * COST) / speed(from);
    took.push(ms);
    clock += ms;
  };
  for (const done of pace.pieces(total, COST, work)) {
    assert.equal(done, next);
    clock += 1000;
  }
  assert.equal(next, total);
  return took;
}

test("the first piece is a number of operations; then pieces take as long as they should, at any speed", () => {
  for (const speed of [1e6, 1e7, 3e7, 1e9]) {
    const took = pieces(new Pace(), Math.ceil((200 * speed) / COST), () => speed);
    assert.equal(took[0], MOST_OPERATIONS / speed);
    const settled = took.slice(9, -1);
    assert.ok(settled.length > 10);
    for (const ms of settled) assert.ok(ms > 0.7 * PAUSE_MS && ms <= PAUSE_MS + 1e-9, `${ms} ms`);
  }
});

test("a machine that becomes slower is followed at once, one that becomes quicker by doubling", () => {
  const speed = (done: number) => (done < 2000 || done >= 2200 ? 4e7 : 4e6);
  const took = pieces(new Pace(), 6000, speed);
  assert.ok(took.filter((ms) => ms > 2 * PAUSE_MS).length <= 2, `${took}`);
  for (const [i, ms] of took.entries()) if (i > 0) assert.ok(ms <= 10 * PAUSE_MS + 1e-9 && ms > 0);
  assert.ok(
    took.slice(-8, -1).every((ms) => ms > 0.7 * PAUSE_MS),
    "as before in the end",
  );
});

test("one piece that others delayed makes the next ones shorter by four at most, and not for long", () => {
  const pace = new Pace();
  pieces(pace, 1000, () => 4e7);
  const usual = pace.atOnce(COST);
  pace.begin();
  clock += 10_000;
  pace.end(usual * COST);
  assert.equal(pace.atOnce(COST), Math.floor(usual / 4));
  pieces(pace, 1000, () => 4e7);
  assert.ok(Math.abs(pace.atOnce(COST) - usual) <= 1);
});

test("short pieces say nothing of long ones, and a clock that stands still is no error", () => {
  const pace = new Pace();
  const first = pace.atOnce(COST);
  for (let i = 0; i < 50; i++) pieces(pace, 3, () => 1e12);
  assert.equal(pace.atOnce(COST), first);
  pieces(pace, 1e6, () => Number.POSITIVE_INFINITY);
  assert.ok(pace.atOnce(COST) > first);
});

test("at least one item is done, and no more than the caller has room for; rows come in whole tiles", () => {
  const pace = new Pace();
  assert.equal(pace.atOnce(1e12), 1);
  assert.equal(pace.rowsAtOnce(1e12), 4);
  assert.equal(pace.rowsAtOnce(MOST_OPERATIONS / 11), 8);
  const counts: number[] = [];
  for (const _ of pace.pieces(10, 1, (_, count) => counts.push(count), 4)) clock += 1;
  assert.deepEqual(counts, [4, 4, 2]);
});

test("a loop of single items pauses as often, and what a pause takes does not count", () => {
  const pace = new Pace();
  const isDue = pace.every(COST);
  const between: number[] = [];
  let begun = clock;
  for (let i = 0; i < 20_000; i++) {
    clock += COST / 2e7;
    if (!isDue()) continue;
    between.push(clock - begun);
    clock += 500;
    begun = clock;
  }
  for (const ms of between.slice(8))
    assert.ok(ms > 0.7 * PAUSE_MS && ms <= 1.1 * PAUSE_MS, `${ms}`);
});

test("every workspace and kind of work has a pace of its own", () => {
  const [one, other] = [{ operations: COST }, { operations: COST }];
  assert.equal(paceOf(one, "recurrence"), paceOf(one, "recurrence"));
  assert.notEqual(paceOf(one, "recurrence"), paceOf(one, "product"));
  for (const _ of steps(one, 1000, (_, count) => (clock += count * 10))) clock += 1;
  assert.ok(paceOf(one, "recurrence").atOnce(COST) < paceOf(other, "recurrence").atOnce(COST));
  assert.equal(paceOf(one, "product").atOnce(COST), paceOf(other, "product").atOnce(COST));
  const isDue = everyStep(one);
  assert.ok(isDue() && isDue(), "a slow step is followed by a pause each time");
});
