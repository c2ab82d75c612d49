// The pool without threads: order, closing, failures, and that the thread hears what arrives while it works. That its numbers
// are those of threads is in test/property.
import assert from "node:assert/strict";
import { test } from "node:test";
import { NotFinite } from "../../../../server/attribution/finite";
import { nextTurn } from "../../../../server/jobs/eventLoop";
import { type JobKind, Priority } from "../../../../server/jobs/shared";
import { SlicedPool } from "../../../../server/jobs/slicedPool";

/** Pauses so often, with a millisecond of work before each, and notes when it began and ended. */
const working = (pauses: number): JobKind<string[], number, number> => ({
  name: "working",
  *open(notes) {
    notes.push("open");
    yield;
    return function* (argument) {
      notes.push(`begin ${argument}`);
      for (let i = 0; i < pauses; i++) {
        for (const end = performance.now() + 1; performance.now() < end; );
        yield;
      }
      notes.push(`end ${argument}`);
      return 10 * argument;
    };
  },
});

test("the parts of a job run one after the other, and it opens once", async () => {
  const notes: string[] = [];
  const job = new SlicedPool().open(working(20), notes);
  assert.deepEqual(await Promise.all([1, 2, 3].map((n) => job.part(n))), [10, 20, 30]);
  const inOrder = [1, 2, 3].flatMap((n) => [`begin ${n}`, `end ${n}`]);
  assert.deepEqual(notes, ["open", ...inOrder]);
  job.close();
  assert.equal(await job.part(4), undefined);
});

test("what arrives while a part works is heard before it ends", async () => {
  const notes: string[] = [];
  const part = new SlicedPool().open(working(200), notes).part(1);
  while (!notes.includes("begin 1")) await nextTurn();
  notes.push("heard");
  await part;
  assert.deepEqual(notes, ["open", "begin 1", "heard", "end 1"]);
});

test("a more urgent job overtakes one that works", async () => {
  const pool = new SlicedPool();
  const notes: string[] = [];
  const slow = pool.open(working(200), notes).part(1);
  const urgent = pool.open(working(20), notes, Priority.hover).part(2);
  await Promise.all([slow, urgent]);
  assert.deepEqual(notes.slice(-2), ["end 2", "end 1"]);
});

for (const how of ["the job is closed", "the pool is disposed of"] as const)
  test(`when ${how}, work stops at its next pause and queued parts are dropped`, async () => {
    const pool = new SlicedPool();
    const notes: string[] = [];
    const job = pool.open(working(1_000_000), notes);
    const parts = [job.part(1), job.part(2)];
    while (!notes.includes("begin 1")) await nextTurn();
    if (how === "the job is closed") job.close();
    else await pool.dispose();
    assert.deepEqual(await Promise.all(parts), [undefined, undefined]);
    assert.deepEqual(notes, ["open", "begin 1"]);
  });

test("a part that fails says why, as the error itself, and the next one runs", async () => {
  const found = { what: "attribution", lag: 3 } as unknown as NotFinite["found"];
  const kind: JobKind<null, boolean, string> = {
    name: "failing",
    open: () =>
      function* (fails) {
        yield;
        if (fails) throw new NotFinite(found);
        return "whole";
      },
  };
  const job = new SlicedPool().open(kind, null);
  const [first, second] = [job.part(true), job.part(false)];
  await assert.rejects(first, NotFinite);
  assert.equal(await second, "whole");
});

test("a job that cannot open fails with every part", async () => {
  const kind: JobKind<null, number, number> = {
    name: "closed",
    open: () => {
      throw new RangeError("no room");
    },
  };
  const job = new SlicedPool().open(kind, null);
  await assert.rejects(job.part(1), /no room/);
  await assert.rejects(job.part(2), /no room/);
});
