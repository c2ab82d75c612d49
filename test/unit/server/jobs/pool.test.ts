// The pool of worker threads: order, urgency, closing, failures, threads that die.
import assert from "node:assert/strict";
import path from "node:path";
import { after, test } from "node:test";
import { type Pool, WorkerDied } from "../../../../server/jobs/pool";
import { type JobKind, Priority } from "../../../../server/jobs/shared";
import { ThreadPool } from "../../../../server/jobs/threads.node";
import { closed, deaf, dying, endless, failing, noting, opening, type Shared } from "./pool.kinds";

const script = path.join(__dirname, "pool.worker.js");
const pools: Pool[] = [];
function pool(size: number): Pool {
  const made = new ThreadPool({ script, size });
  pools.push(made);
  return made;
}
after(() => Promise.all(pools.map((p) => p.dispose())));

const shared = (): Shared => ({ cells: new Int32Array(new SharedArrayBuffer(256)) });
const opened = ({ cells }: Shared) => Atomics.store(cells, 0, 1);
const noted = ({ cells }: Shared) => Array.from(cells.subarray(2, 2 + cells[1]));

test("parts of one job begin in order and their results come back", async () => {
  const data = shared();
  const job = pool(1).open(noting, data);
  const parts = [1, 2, 3, 4, 5].map((n) => job.part(n));
  opened(data);
  assert.deepEqual(await Promise.all(parts), [1, 2, 3, 4, 5]);
  assert.deepEqual(noted(data), [1, 2, 3, 4, 5]);
  job.close();
  assert.equal(await job.part(6), undefined);
});

test("more urgent parts run before queued ones, but not before those that have begun", async () => {
  const data = shared();
  const p = pool(1);
  const [slow, viewport, hover] = [Priority.background, Priority.viewport, Priority.hover].map(
    (u) => p.open(noting, data, u),
  );
  const parts = [slow.part(1), slow.part(2), viewport.part(3), hover.part(4), viewport.part(5)];
  opened(data);
  await Promise.all(parts);
  assert.deepEqual(noted(data), [1, 4, 3, 5, 2]);
});

/** Closes a job once it works: its parts end without a result, and the pool does the next job. */
async function closeWhileWorking(
  p: Pool,
  kind: JobKind<Shared, null, null>,
  parts = 1,
): Promise<Shared> {
  const data = shared();
  const job = p.open(kind, data);
  const asked = Array.from({ length: parts }, () => job.part(null));
  while (Atomics.load(data.cells, 0) === 0) await new Promise((resume) => setTimeout(resume, 1));
  job.close();
  assert.deepEqual(
    await Promise.all(asked),
    asked.map(() => undefined),
  );
  const next = shared();
  opened(next);
  assert.equal(await p.open(noting, next).part(7), 7);
  return data;
}

test("closing a job stops running parts and drops the rest", async () => {
  await closeWhileWorking(pool(1), endless, 2);
});

test("closing a job stops its opening too", async () => {
  await closeWhileWorking(pool(1), opening);
});

test("a thread that does not stop when its job is closed is ended, and the next part has another", async () => {
  const p = new ThreadPool({ script, size: 1, patience: 1 });
  pools.push(p);
  const data = await closeWhileWorking(p, deaf);
  assert.equal(data.cells[1], 1, "what nobody wants is not done again");
});

test("a job that cannot be opened fails all its parts and is tried once per thread", async () => {
  const data = shared();
  const job = pool(1).open(closed, data);
  for (let part = 0; part < 3; part++) await assert.rejects(job.part(null), /not today/);
  assert.equal(data.cells[0], 1);
});

test("a failure of the work fails only its own part", async () => {
  const p = pool(1);
  const job = p.open(failing, null);
  await assert.rejects(job.part(3), /no part 3/);
  const data = shared();
  opened(data);
  assert.equal(await p.open(noting, data).part(1), 1);
});

test("a thread that dies is replaced and its part is redone in order", async () => {
  const job = pool(2).open(dying, { ...shared(), deaths: 1 });
  assert.deepEqual(await Promise.all([0, 1, 2, 3].map((n) => job.part(n))), [0, 10, 20, 30]);
});

test("a part that keeps killing its thread is given up with one error; the others finish", async () => {
  const job = pool(2).open(dying, { ...shared(), deaths: 9 });
  const [first, second, third] = await Promise.allSettled([0, 1, 2].map((n) => job.part(n)));
  assert.deepEqual(first, { status: "fulfilled", value: 0 });
  assert.ok(second.status === "rejected" && second.reason instanceof WorkerDied);
  assert.match(second.reason.message, /ended twice while working \(dying\): exit code 3/);
  assert.deepEqual(third, { status: "fulfilled", value: 20 });
});

test("a worker entry that does not exist is an error, not a hang", async () => {
  const p = new ThreadPool({ script: path.join(__dirname, "absent.js"), size: 2 });
  await assert.rejects(p.open(failing, null).part(1), /absent\.js/);
  await p.dispose();
});
