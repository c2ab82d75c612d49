// A long document: the first screen at once, distant places pending, read on a worker thread, edits in the middle,
// all with the same bits as a plain pass. The model is small and random.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Tracer } from "../../server/attribution/trace";
import { defaultOptions } from "../../server/attribution/types";
import { selectKernels } from "../../server/kernels/select";
import type { EditorTrace } from "../../server/protocol/wire/messages";
import { whatIfByteRequest, whatIfNeuronRequest } from "../../server/protocol/wire/whatIf";
import { bitsPerByte } from "../../server/training/passes";
import { randomNumbers, randomWeights } from "../property/kernelsModels";
import { pastOf } from "../tools/past";
import { modelFile } from "./modelFile";
import { ask, type Server, settings, startServer } from "./server";

const LINE = 64;
const LINES = 24_000;
const weights = randomWeights(16, 4, 0.6);
const kernels = selectKernels();
const model = modelFile(weights);
const text = longText();
let server: Server;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

/** Lines of letters, LINE bytes each including the line end. */
function longText(): string {
  const next = randomNumbers(9);
  const letters = () => String.fromCharCode(97 + Math.floor(13 * (next() + 1)));
  return `${Array.from({ length: LINE - 1 }, letters).join("")}\n`.repeat(LINES);
}

function assertBits(got: EditorTrace, bytes: Uint8Array, p: number): void {
  const tracer = new Tracer(kernels, weights, 50);
  const want = tracer.trace(pastOf(tracer.kernels, bytes, p - 1, 50), defaultOptions);
  assert.deepEqual(
    got.trace.offsets.map((o) => o.attribution),
    Array.from(want.attribution),
  );
}

async function traceAt(uri: string, line: number, version = 1) {
  return server.trace({ uri, version, place: { kind: "character", line, character: 5 } });
}

test("the first screen is answered at once, the end is pending, then everything; typing in the middle", async () => {
  const uri = "untitled:long";
  const bytes = new TextEncoder().encode(text);
  await server.open(uri, text);
  await server.attach(uri, model);
  // Both are requested at once, because the reading goes on meanwhile.
  const [first, far] = await Promise.all([traceAt(uri, 40), traceAt(uri, LINES - 10)]);
  assert.ok(first.kind === "trace");
  assertBits(first, bytes, 40 * LINE + 5);
  assert.ok(far.kind === "pending" && far.percent < 100);

  const done = await server.status((s) => s.uri === uri && s.percent === 100);
  assert.equal(done.predictions, bytes.length - 1);
  const want = bitsPerByte(kernels, weights, bytes);
  assert.ok(Math.abs(done.bitsPerByte! - want) < 1e-9 * want);
  const last = await traceAt(uri, LINES - 10);
  assert.ok(last.kind === "trace");
  assertBits(last, bytes, (LINES - 10) * LINE + 5);

  // Thirty characters typed one by one in the middle; after each, the lines below are right at once.
  const line = LINES / 2;
  let edited = text;
  for (let i = 0; i < 30; i++) {
    const at = { line, character: i };
    await server.change(uri, 2 + i, [{ range: { start: at, end: at }, text: "é" }]);
    const offset = line * LINE + i;
    edited = `${edited.slice(0, offset)}é${edited.slice(offset)}`;
    if (i % 10 !== 9) continue;
    const [below, above, beyond] = await Promise.all(
      [line + 30, line - 30, LINES - 10].map((where) => traceAt(uri, where, 2 + i)),
    );
    const now = new TextEncoder().encode(edited);
    assert.ok(below.kind === "trace");
    assertBits(below, now, (line + 30) * LINE + 5 + 2 * (i + 1));
    assert.ok(above.kind === "trace");
    assertBits(above, bytes, (line - 30) * LINE + 5);
    assert.equal(beyond.kind, "pending");
  }
  const again = await server.status((s) => s.uri === uri && s.version === 31 && s.percent === 100);
  const now = new TextEncoder().encode(edited);
  const wanted = bitsPerByte(kernels, weights, now);
  assert.ok(Math.abs(again.bitsPerByte! - wanted) < 1e-9 * wanted);
  const end = await traceAt(uri, LINES - 10, 31);
  assert.ok(end.kind === "trace");
  assertBits(end, now, (LINES - 10) * LINE + 5 + 60);
});

test("a document closed while it is being read frees its thread for the next", async () => {
  const closed = "untitled:closed";
  await server.open(closed, text);
  await server.attach(closed, model);
  await server.close(closed);
  const uri = "untitled:next";
  await server.open(uri, text);
  await server.attach(uri, model);
  await server.status((s) => s.uri === uri && s.percent === 100);
  assert.ok(!server.statuses.some((s) => s.uri === closed && s.percent === 100));
});

test("a model replaced while the text is read is not heard of again: the last status is the new one's", async () => {
  const [large, small] = [96, 8].map((H) => modelFile(randomWeights(H, H, 0.5)));
  for (let round = 0; round < 5; round++) {
    const uri = `untitled:replaced${round}`;
    await server.open(uri, text);
    await server.attach(uri, large);
    await server.status((s) => s.uri === uri);
    await server.attach(uri, small);
    const counted = await server.status((s) => s.uri === uri && s.counting?.percent === 100);
    assert.equal(counted.percent, 100);
    // What a reading that had not ended would send until the next text is read.
    const next = `untitled:after${round}`;
    await server.open(next, text);
    await server.attach(next, small);
    await server.status((s) => s.uri === next && s.percent === 100);
    const last = server.statuses.findLast((s) => s.uri === uri);
    assert.deepEqual(last, counted);
    await server.close(uri);
    await server.close(next);
  }
});

test("what-if is pending where the text is not read: at the byte, and at the range of a neuron", async () => {
  const uri = "untitled:long what-if";
  await server.open(uri, text);
  await server.attach(uri, model);
  const place = (line: number) => ({ kind: "character", line, character: 5 }) as const;
  const byte = (line: number) =>
    ask(server.connection, whatIfByteRequest, {
      ...{ uri, version: 1, settings, place: place(line), lag: 3 },
      purpose: `byte ${line}`,
    });
  const neuron = (line: number) =>
    ask(server.connection, whatIfNeuronRequest, {
      ...{ uri, version: 1, settings, place: place(40), neuron: 1, edit: { kind: "flip" } },
      start: { line, character: 0 },
      end: { line: line + 2, character: 0 },
      purpose: `neuron ${line}`,
    });
  const [near, far, here, beyond] = await Promise.all([
    byte(40),
    byte(LINES - 10),
    neuron(50),
    neuron(LINES - 10),
  ]);
  assert.deepEqual([near.kind, far.kind], ["whatIfByte", "pending"]);
  assert.deepEqual([here.kind, beyond.kind], ["whatIfNeuron", "pending"]);
  assert.ok(here.kind === "whatIfNeuron");
  assert.equal(here.range?.count, 2 * LINE);
  await server.status((s) => s.uri === uri && s.percent === 100);
  assert.deepEqual(
    [(await byte(LINES - 10)).kind, (await neuron(LINES - 10)).kind],
    ["whatIfByte", "whatIfNeuron"],
  );
});
