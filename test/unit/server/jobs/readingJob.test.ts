// The background reading of a document that gets another model, is closed or is edited: unwanted work ends, even on
// threads, and reports nothing. property/reading.test.ts tests what a reading computes.
import assert from "node:assert/strict";
import path from "node:path";
import { after, test } from "node:test";
import { Binding, OpenDocument } from "../../../../server/documents/binding";
import { DocumentCounting } from "../../../../server/documents/documentCounting";
import { nextTurn } from "../../../../server/jobs/eventLoop";
import { Reading } from "../../../../server/jobs/reading";
import { ReadingJob } from "../../../../server/jobs/readingJob";
import { PART, readingOperations } from "../../../../server/jobs/readingPart";
import { ThreadPool } from "../../../../server/jobs/threads.node";
import { Latest } from "../../../../server/jobs/turns";
import { referenceKernels } from "../../../../server/kernels/reference";
import { shapeOf } from "../../../../server/kernels/shape";
import { readModel, writeModel } from "../../../../server/nets/formats";
import type { DocumentStatus } from "../../../../server/protocol/wire/messages";
import { layer } from "../../../../server/requests/layer";
import type { Session } from "../../../../server/requests/session";
import { randomWeights } from "../../../property/kernelsModels";
import { noting } from "./pool.kinds";

const pool = new ThreadPool({ script: path.join(__dirname, "pool.worker.js"), size: 1 });
after(() => pool.dispose());

const model = (H: number) => ({
  ...readModel(writeModel(randomWeights(H, 1), "m.bin"), "m.bin"),
  name: "m",
  sha256: "",
});

const bind = (document: OpenDocument, H: number, onChange = () => {}) =>
  new Binding(document, model(H), referenceKernels, onChange);

/** Waits until a condition holds. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await nextTurn();
}

test("a reading whose model is replaced sends no status after the new one's", async () => {
  const document = new OpenDocument("untitled:a", 1, "abc ".repeat(5000));
  const told: { by: string; status: DocumentStatus }[] = [];
  const start = (by: string, H: number) => {
    const binding = bind(document, H);
    new ReadingJob((status) => told.push({ by, status })).start(binding);
    return binding;
  };
  const old = start("old", 128);
  // The first part is running.
  for (let turn = 0; turn < 4; turn++) await nextTurn();
  old.dispose();
  start("new", 4);
  await until(() => told.some(({ status }) => status.percent === 100));
  for (let turn = 0; turn < 20; turn++) await nextTurn();
  assert.deepEqual(
    told.filter(({ by }) => by === "old"),
    [],
  );
  assert.equal(told.at(-1)?.status.percent, 100);
});

test("a text is read and said to be read where there is no memory to count it; an edit tries again", async () => {
  const document = new OpenDocument("untitled:d", 1, "abc ".repeat(50));
  const { bytes } = document;
  // As long as no array can be, so that the engine refuses to make one.
  const endless = {
    get byteLength() {
      return document.version === 1 ? 2 ** 50 : bytes.byteLength;
    },
    copyBytes: bytes.copyBytes.bind(bytes),
  };
  const told: DocumentStatus[] = [];
  const job = new ReadingJob((status) => told.push(status));
  const binding = bind(document, 4, () => job.continue());
  Object.assign(binding, { counting: new DocumentCounting(endless, binding.model.weights) });
  const { counting } = binding;
  job.start(binding);
  await until(() => counting.failure !== undefined && told.at(-1)?.percent === 100);
  assert.equal(counting.failure, "There is not enough memory to count the bytes of this text.");
  assert.deepEqual([counting.finished, counting.bits(0, 1)], [false, undefined]);
  assert.equal(told.at(-1)?.counting?.bitsPerByte, null);
  const session = { binding: () => binding, latest: new Latest() } as unknown as Session;
  const start = { line: 0, character: 0 };
  const asked = { uri: "untitled:d", version: 1 };
  const never = { isCancellationRequested: false };
  const refused = await layer(
    session,
    { ...asked, layer: "netMinusCounting", start, end: { line: 0, character: 9 }, depth: 5 },
    never,
  );
  assert.match(String((refused as Error).message), /not enough memory to count/);

  document.change(2, [{ range: { start, end: start }, text: "x" }]);
  await until(() => counting.finished);
  assert.equal(counting.failure, undefined);
  binding.dispose();
});

/** Starts a part of a large model on the pool's only thread, in the plain reference; it takes some seconds. */
async function slowPart(onChange = () => {}) {
  const document = new OpenDocument("untitled:b", 1, "abcd".repeat(65536));
  const binding = bind(document, 512, onChange);
  const job = new ReadingJob(() => {}, pool);
  job.start(binding);
  const { sums, bytes } = binding.reading.room;
  const read = () => sums.subarray(1).reduce((all, count) => all + count, 0);
  await until(() => read() > 0);
  return { document, binding, job, read, part: bytes.length - 1 };
}

/** Waits until the thread has done other work. */
async function otherWork(): Promise<void> {
  const cells = new Int32Array(new SharedArrayBuffer(256));
  cells[0] = 1;
  assert.equal(await pool.open(noting, { cells }).part(7), 7);
}

test("a reading that is disposed of frees its thread inside the part", async () => {
  const { binding, read, part } = await slowPart();
  binding.dispose();
  await otherWork();
  assert.ok(read() < part, `${read()} bytes of a part of ${part} were read`);
});

test("an edit frees the thread from the outdated part, and the reading goes on", async () => {
  let edited = () => {};
  const { document, binding, job, read, part } = await slowPart(() => edited());
  edited = () => job.continue();
  const at = { line: 0, character: 0 };
  document.change(2, [{ range: { start: at, end: at }, text: "x" }]);
  await otherWork();
  assert.ok(read() < part, `${read()} bytes of a part of ${part} were read`);
  await until(() => binding.reading.room.bytes[0] === 0x78 && read() > 0);
  binding.dispose();
});

test("a part has a bounded number of operations, so a thread is soon free at any hidden size", () => {
  const document = new OpenDocument("untitled:c", 1, "a".repeat(2 * PART));
  for (const H of [8, 128, 512, 1024, 2048]) {
    const binding = bind(document, 1);
    const { from, to } = new Reading(document.bytes, binding.states, shapeOf({ H })).begin();
    const operations = (to - from) * readingOperations(shapeOf({ H }));
    assert.ok(
      operations <= PART * readingOperations(shapeOf({ H: 128 })),
      `H = ${H}: ${operations} operations`,
    );
    assert.equal(PART % (to - from), 0);
    binding.dispose();
  }
});
