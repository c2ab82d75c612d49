// Counting beside the net on a real server: the number in a trace, where the bytes stood earlier, the bytes that are worth a
// look, the lines that have one, and both means in the status.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { selectKernels } from "../../server/kernels/select";
import {
  countingRequest,
  type EditorCounting,
  type StrongByte,
  type StrongByteParams,
  type StrongLines,
  strongByteRequest,
  strongLinesRequest,
} from "../../server/protocol/wire/counting";
import { type EditorLayer, layerRequest } from "../../server/protocol/wire/layer";
import { attachRequest, type EditorTrace, traceRequest } from "../../server/protocol/wire/messages";
import { unpackFloats, unpackIndices } from "../../server/protocol/wire/packed";
import { randomWeights } from "../property/kernelsModels";
import { CountingOracle, slowMatch } from "../tools/countingOracle";
import { modelFile } from "./modelFile";
import { ask, type Server, settings, startServer } from "./server";

const weights = randomWeights(9, 4, 0.8);
const model = modelFile(weights);
const LINES = 40;
const text = Array.from(
  { length: LINES },
  (_, i) => `<line number="${i}">some words ${i % 7} and ${"xyz"[i % 3]}</line>\n`,
).join("");
const bytes = new TextEncoder().encode(text);
const counts = new CountingOracle(5).bits(bytes);
const kernels = selectKernels("reference").bind(weights, { rows: 1, window: bytes.length });
kernels.recur(bytes, 0, bytes.length, new Float64Array(9), 0);
const net = Array.from(bytes, (_, p) => {
  if (p === 0) return Number.NaN;
  kernels.readout(p - 1, 1);
  kernels.score(bytes.subarray(p), 1);
  return -kernels.logP[0] / Math.LN2;
});

const uri = "untitled:counting";
let server: Server;
before(async () => {
  server = await startServer();
  await server.open(uri, text);
  await server.attach(uri, model);
  await counted();
});
after(() => server.stop());

const counted = () => server.status((told) => told.uri === uri && told.counting?.percent === 100);
const about = { uri, version: 1 };
const lines = (of: "surprise" | "countingWins") =>
  ask(server.connection, strongLinesRequest, { ...about, of }) as Promise<StrongLines>;
const placeAt = (p: number) => {
  const before = text.slice(0, p).split("\n");
  return { line: before.length - 1, character: before.at(-1)!.length };
};
const near = (a: number, b: number) =>
  assert.ok(Math.abs(a - b) < 1e-4 * (1 + b), `${a}, not ${b}`);

test("the status has both means, over the same bytes", async () => {
  const mean = (bits: readonly number[]) =>
    bits.slice(1).reduce((a, b) => a + b) / (bytes.length - 1);
  const { bitsPerByte, counting } = await counted();
  near(bitsPerByte!, mean(net));
  near(counting!.bitsPerByte!, mean(counts));
  assert.deepEqual([counting!.order, counting!.forgotten], [5, false]);
});

test("a trace has what counting pays for its byte", async () => {
  for (const p of [1, 2, 100, bytes.length - 1]) {
    const place = { kind: "character", ...placeAt(p) } as const;
    const trace = await ask(server.connection, traceRequest, { ...about, place, settings });
    near((trace as EditorTrace).countingBits!, counts[p]);
  }
  const place = { kind: "caret", ...placeAt(bytes.length) } as const;
  const end = await ask(server.connection, traceRequest, { ...about, place, settings });
  assert.equal((end as EditorTrace).countingBits, undefined);
});

test("where the bytes before a place stood earlier", async () => {
  for (const p of [1, 3, 50, 200, 900, bytes.length]) {
    const place = { kind: "caret", ...placeAt(p) } as const;
    const got = (await ask(server.connection, countingRequest, {
      ...about,
      place,
    })) as EditorCounting;
    const want = slowMatch(bytes, p);
    assert.equal(got.position, p);
    if (p < bytes.length) near(got.bits!, counts[p]);
    else assert.equal(got.bits, null);
    if (!want) {
      assert.equal(got.match, null);
      continue;
    }
    const { span, name, ...found } = got.match!;
    assert.deepEqual(found, want);
    assert.deepEqual(span, { utf16Start: want.at - want.length, utf16End: want.at });
    assert.ok(name.length > 0);
  }
  const place = { kind: "caret", line: 0, character: 0 } as const;
  const first = await ask(server.connection, countingRequest, { ...about, place });
  assert.equal(first.kind, "noPast");
});

test("the layer net - counting is the difference at every character", async () => {
  const layer = (await ask(server.connection, layerRequest, {
    ...about,
    layer: "netMinusCounting",
    start: { line: 0, character: 0 },
    end: { line: 1e6, character: 0 },
    depth: 1,
  })) as EditorLayer;
  const values = unpackFloats(layer.values);
  assert.ok(Number.isNaN(values[0]));
  for (let p = 1; p < values.length; p++)
    assert.ok(Math.abs(values[p] - (net[p] - counts[p])) < 1e-3, `byte ${p}`);
});

/** Every position that stepping round the text once visits. */
async function walk(more: Pick<StrongByteParams, "of" | "direction"> & { bits?: number }) {
  const visited: number[] = [];
  let from = more.direction === "next" ? 0 : bytes.length;
  for (;;) {
    const params = { ...about, ...more, from: placeAt(from) };
    const found = (await ask(server.connection, strongByteRequest, params)) as StrongByte;
    if (found.kind !== "strong" || visited.includes(found.position)) return visited;
    near(found.netBits, net[found.position]);
    near(found.countingBits!, counts[found.position]);
    visited.push(found.position);
    from = found.position;
  }
}

test("stepping forwards and backwards visits the strong bytes, and no others", async () => {
  const sorted = net.filter((bits) => !Number.isNaN(bits)).sort((a, b) => a - b);
  const p99 = sorted[Math.ceil(0.99 * sorted.length) - 1];
  const where = (isStrong: (p: number) => boolean) => [...bytes.keys()].filter(isStrong);
  const surprises = where((p) => net[p] > p99 + 1e-6);
  assert.ok(surprises.length > 0);
  assert.deepEqual(await walk({ of: "surprise", direction: "next" }), surprises);
  assert.deepEqual(await walk({ of: "surprise", direction: "previous" }), surprises.toReversed());
  const limit = sorted[sorted.length - 4];
  const chosen = where((p) => net[p] > limit + 1e-6);
  const bits = Math.fround(limit + 1e-6);
  assert.deepEqual(await walk({ of: "surprise", direction: "next", bits }), chosen);
  const none = {
    ...about,
    of: "surprise",
    direction: "next",
    from: placeAt(0),
    bits: 500,
  } as const;
  assert.deepEqual(await ask(server.connection, strongByteRequest, none), {
    kind: "none",
    version: 1,
    sentence: "No byte of this text costs the net more than 500 bits.",
  });
});

test("the lines that have a strong byte, each by its first", async () => {
  const wins = [...bytes.keys()].filter((p) => net[p] - counts[p] > 1);
  const firsts = new Map<number, number>();
  for (const p of wins) {
    const { line } = placeAt(p);
    if (!firsts.has(line)) firsts.set(line, p);
  }
  const { starts } = await lines("countingWins");
  assert.deepEqual([...unpackIndices(starts)], [...firsts.values()]);
});

test("of a file with a mark, CR LF and letters of several bytes no place is visited twice, and a line is marked once", async () => {
  const other = "untitled:marked";
  const words = "\u00e9n\u00e9\r\n\u00df\r\n\n\ud83d\ude00x\ry\r\n".repeat(3);
  await server.open(other, words);
  const attached = { uri: other, modelPath: model, dirty: true, mark: true };
  await ask(server.connection, attachRequest, attached);
  await server.status((told) => told.uri === other && told.counting?.percent === 100);
  const place = { uri: other, version: 1, of: "surprise" } as const;
  const characters: number[] = [];
  for (const { index } of words.matchAll(/\r\n|./gsu)) characters.push(index);
  for (const direction of ["next", "previous"] as const) {
    const visited: number[] = [];
    let at = 0;
    while (visited.length <= characters.length) {
      const before = words.slice(0, at).split(/\r\n|\n|\r/);
      const from = { line: before.length - 1, character: before.at(-1)!.length };
      // Every byte costs more than nothing.
      const params = { ...place, direction, from, bits: 0 };
      const found = (await ask(server.connection, strongByteRequest, params)) as StrongByte;
      assert.equal(found.kind, "strong");
      at = found.span.utf16Start;
      if (visited.includes(at)) break;
      visited.push(at);
    }
    assert.deepEqual(
      visited.toSorted((a, b) => a - b),
      characters,
      direction,
    );
  }
  const { starts: marked } = (await ask(server.connection, strongLinesRequest, {
    ...place,
    of: "countingWins",
  })) as StrongLines;
  const lineOf = (utf16: number) => words.slice(0, utf16).split(/\r\n|\n|\r/).length;
  const lined = [...unpackIndices(marked)].map(lineOf);
  assert.ok(lined.length > 0);
  assert.equal(new Set(lined).size, lined.length);
});
