// The order of work on the server's own thread: the newest request for a purpose, urgent work first; a cancelled
// request never begins.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Priority } from "../../../../server/jobs/shared";
import { inSlices, SLICE_MS } from "../../../../server/jobs/slices";
import { Latest } from "../../../../server/jobs/turns";

const live = { isCancellationRequested: false };

test("of the requests for one purpose in one document, only the newest goes on", async () => {
  const latest = new Latest();
  const asked = [
    latest.turn("a", "hover", live),
    latest.turn("a", "hover", live),
    latest.turn("a", "layer", live),
    latest.turn("b", "hover", live),
    latest.turn("a", "hover", live),
  ];
  const turns = await Promise.all(asked);
  assert.deepEqual(
    turns.map((t) => t.isCancellationRequested),
    [true, true, false, false, false],
  );
  const newer = latest.turn("a", "layer", live);
  assert.equal(turns[2].isCancellationRequested, true);
  latest.forget("a");
  assert.equal((await newer).isCancellationRequested, true);
  assert.equal(turns[3].isCancellationRequested, false);
});

test("a request cancelled by the client is cancelled even if it is the newest", async () => {
  const turn = await new Latest().turn("a", "hover", { isCancellationRequested: true });
  assert.equal(turn.isCancellationRequested, true);
});

/** A number of steps of 1 ms each, not counting waits between them; notes when it ran. */
function* busy(name: string, steps: number, notes: string[]): Generator<void, string> {
  for (let i = 0; i < steps; i++) {
    if (notes.at(-1) !== name) notes.push(name);
    const end = performance.now() + 1;
    while (performance.now() < end);
    yield;
  }
  return name;
}

test("less urgent work waits while more urgent work is running", async () => {
  const notes: string[] = [];
  const background = inSlices(
    busy("background", 8 * SLICE_MS, notes),
    live,
    undefined,
    Priority.background,
  );
  await new Promise((resume) => setImmediate(resume));
  const viewport = inSlices(
    busy("viewport", 3 * SLICE_MS, notes),
    live,
    undefined,
    Priority.viewport,
  );
  assert.equal(await viewport, "viewport");
  assert.equal(await background, "background");
  assert.deepEqual(notes, ["background", "viewport", "background"]);
});

test("work waiting for more urgent work can still be cancelled", async () => {
  const token = { isCancellationRequested: false };
  const notes: string[] = [];
  const waiting = inSlices(busy("background", 5000, notes), token, undefined, Priority.background);
  const urgent = inSlices(
    busy("viewport", 4 * SLICE_MS, notes),
    live,
    undefined,
    Priority.viewport,
  );
  token.isCancellationRequested = true;
  assert.equal(await waiting, undefined);
  assert.equal(await urgent, "viewport");
});
