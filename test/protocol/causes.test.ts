// sparseDiff/causes over a real connection: the paper's sets, names and places of bytes, a newer request of the same
// purpose replaces an older one, traces are answered meanwhile. sparseDiff/memory: the paper's curve, and when it is
// pending, stale or cancelled.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { causesRequest, memoryRequest } from "../../server/protocol/wire/causes";
import { initialWeights } from "../../server/training/initialise";
import { createRandom } from "../../server/training/random";
import { needsSharedData, paper, sharedFile } from "../tools/sharedData";
import { modelFile } from "./modelFile";
import { ask, type Server, settings, startServer } from "./server";

const uri = "untitled:enwik";
let server: Server;

before(async () => {
  server = await startServer();
  if (needsSharedData.skip !== undefined) return;
  await server.open(uri, Buffer.from(paper.text()).toString("utf8"));
  await server.attach(uri, sharedFile("sat_model.bin"));
  await server.status(({ percent }) => percent === 100);
});
after(() => server.stop());

const at = (character: number) => ({ kind: "character", line: 0, character }) as const;
const asked = (character: number, more: { readonly purpose?: string } = {}) =>
  ask(server.connection, causesRequest, {
    uri,
    version: 1,
    place: at(character),
    settings,
    ...more,
  });

test(
  "the sets of the prediction of 'x' at byte 11, with names and places",
  needsSharedData,
  async () => {
    const found = await asked(11);
    assert.ok(found.kind === "causes");
    assert.deepEqual([found.position, found.target, found.sufficient.runs], [10, 120, 66]);
    assert.deepEqual(found.sufficient.lags, [9, 10]);
    assert.deepEqual(found.necessary.lags, [9]);
    assert.deepEqual(
      found.sufficient.lags.map((k) => [found.names[k], found.spans[k]]),
      [
        ["'m'", { utf16Start: 1, utf16End: 2 }],
        ["'<'", { utf16Start: 0, utf16End: 1 }],
      ],
    );
    assert.deepEqual(
      [found.names.length, found.spans.length, found.occlusion.length],
      [11, 11, 11],
    );
    assert.deepEqual([found.depth, found.baseline], [50, "mean"]);
  },
);

test("the first byte has no past; what is no probability is refused", needsSharedData, async () => {
  assert.equal((await asked(0)).kind, "noPast");
  const params = { uri, version: 1, place: at(11), settings: { ...settings, against: 3 } };
  await assert.rejects(ask(server.connection, causesRequest, params), /against: causes are/);
});

test(
  "a newer request of the same purpose replaces an older one, and a trace is answered before both",
  needsSharedData,
  async () => {
    const order: string[] = [];
    const first = asked(300, { purpose: "hover" }).then(
      () => order.push("first"),
      () => order.push("first cancelled"),
    );
    const second = asked(310, { purpose: "hover" }).then(() => order.push("second"));
    const trace = server.trace({ uri, place: at(305) }).then(() => order.push("trace"));
    await Promise.all([first, second, trace]);
    assert.equal(order.at(-1), "second");
    assert.deepEqual(order.sort(), ["first cancelled", "second", "trace"]);
  },
);

test(
  "with the answer comes the target's memory, of the lengths that the text has before it",
  needsSharedData,
  async () => {
    const place = { kind: "character", line: 7, character: 10 } as const;
    const params = { uri, version: 1, place, settings };
    const found = await ask(server.connection, causesRequest, params);
    assert.ok(found.kind === "causes");
    assert.deepEqual(Object.keys(found.memory), "1 2 4 8 16 32 64 128 256".split(" "));
    const early = await asked(11);
    assert.ok(early.kind === "causes");
    assert.deepEqual(Object.keys(early.memory), ["1", "2", "4", "8"]);
    // All 11 bytes before it are the surprise itself.
    assert.ok(early.memory[8]! > early.bits);
  },
);

test("the memory curve of the paper's text, with both of its ends", needsSharedData, async () => {
  const found = await ask(server.connection, memoryRequest, { uri, version: 1 });
  assert.ok(found.kind === "memory");
  const curve = new Map(found.points.map(({ m, bitsPerByte }) => [m, bitsPerByte]));
  const expected = [
    [1, 5.71],
    [2, 6.179],
    [4, 5.302],
    [8, 5.173],
    [16, 3.847],
    [32, 3.136],
    [64, 2.249],
  ] as const;
  for (const [m, bits] of expected)
    assert.ok(Math.abs(curve.get(m)! - bits) < 1e-3, `m = ${m}: ${curve.get(m)}`);
  assert.deepEqual([found.points[0]?.count, found.points.at(-1)?.count], [1023, 768]);
  assert.equal(found.predictions, 1023);
  assert.equal(found.bitsPerByte?.toFixed(3), "0.079");
  assert.ok(found.orderZeroBits! > 4.5 && found.orderZeroBits! < 5.5);
});

test("the memory of a large net is that of fewer targets, and the answer says of how many", async () => {
  const wide = "untitled:wide";
  const weights = initialWeights(512, createRandom(1), { recurrent: 0.9, input: 0.7, output: 0.5 });
  await server.open(wide, "Some text, again and again. ".repeat(40));
  await server.attach(wide, modelFile(weights));
  await server.status((status) => status.uri === wide && status.percent === 100);
  const found = await ask(server.connection, memoryRequest, { uri: wide, version: 1 });
  assert.ok(found.kind === "memory");
  assert.ok(found.points.every(({ count }) => count === found.points[0]!.count));
  assert.ok(found.points[0]!.count < 1119 - 256);
});

test("the memory of a text is pending while it is read, and gone with an edit", async () => {
  const long = "untitled:long";
  const weights = initialWeights(64, createRandom(1), { recurrent: 0.9, input: 0.7, output: 0.5 });
  await server.open(long, "A line of a long text.\n".repeat(60_000));
  await server.attach(long, modelFile(weights));
  const params = { uri: long, version: 1 };
  const early = await ask(server.connection, memoryRequest, params);
  assert.equal(early.kind, "pending");
  await server.status((status) => status.uri === long && status.percent === 100);
  const replaced = ask(server.connection, memoryRequest, params).then(
    () => "answered",
    (error: Error) => error.message,
  );
  const overtaken = ask(server.connection, memoryRequest, params).then(
    () => "answered",
    (error: Error) => error.message,
  );
  assert.match(await replaced, /Cancelled/);
  const start = { line: 0, character: 0 };
  await server.change(long, 2, [{ range: { start, end: start }, text: "x" }]);
  assert.match(await overtaken, /has changed since/);
  await assert.rejects(ask(server.connection, memoryRequest, params), /has changed since/);
});
