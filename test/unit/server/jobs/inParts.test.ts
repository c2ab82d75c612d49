// A request whose work runs on threads: a cancellation is answered before the threads reach a pause.
import assert from "node:assert/strict";
import path from "node:path";
import { after, test } from "node:test";
import { nextTurn } from "../../../../server/jobs/eventLoop";
import { Priority } from "../../../../server/jobs/shared";
import { inParts } from "../../../../server/jobs/slices";
import { ThreadPool } from "../../../../server/jobs/threads.node";
import { waiting } from "./pool.kinds";

const pool = new ThreadPool({ script: path.join(__dirname, "pool.worker.js"), size: 1 });
after(() => pool.dispose());

test("a cancellation is answered while the thread is between two pauses, which then frees the thread", async () => {
  const cells = new Int32Array(new SharedArrayBuffer(256));
  const token = { isCancellationRequested: false };
  const asked = { data: { cells }, parts: [null], token, priority: Priority.viewport };
  const answer = inParts(pool, waiting, asked);
  while (Atomics.load(cells, 1) === 0) await nextTurn();
  token.isCancellationRequested = true;
  // The thread blocks on this cell, without pausing, until the answer has come.
  assert.equal(await answer, undefined);
  Atomics.store(cells, 0, 1);
  Atomics.notify(cells, 0);
  const again = { ...asked, token: { isCancellationRequested: false } };
  assert.deepEqual(await inParts(pool, waiting, again), [2]);
});
