// The layer request on a real server: values at their characters, the newest request wins, stale and impossible
// requests are refused. The model is small and random.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Tracer } from "../../server/attribution/trace";
import { defaultOptions } from "../../server/attribution/types";
import { referenceKernels } from "../../server/kernels/reference";
import { type EditorLayer, type LayerParams, layerRequest } from "../../server/protocol/wire/layer";
import { traceRequest } from "../../server/protocol/wire/messages";
import { unpackFloats, unpackIndices } from "../../server/protocol/wire/packed";
import { randomWeights } from "../property/kernelsModels";
import { pastOf } from "../tools/past";
import { modelFile } from "./modelFile";
import { type Server, ask as send, settings, startServer } from "./server";

const weights = randomWeights(9, 4, 0.8);
const model = modelFile(weights);
const tracer = new Tracer(referenceKernels, weights, 50);
let server: Server;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

async function opened(uri: string, text: string): Promise<Uint8Array> {
  await server.open(uri, text);
  await server.attach(uri, model);
  return new TextEncoder().encode(text);
}

function ask(uri: string, more: Partial<LayerParams>) {
  return send(server.connection, layerRequest, {
    uri,
    version: 1,
    layer: "surprise",
    start: { line: 0, character: 0 },
    end: { line: 1e6, character: 0 },
    depth: 5,
    ...more,
  });
}

function traceAt(bytes: Uint8Array, t: number) {
  return tracer.trace(pastOf(tracer.kernels, bytes, t, 50), defaultOptions);
}

const near = (a: number, b: number) =>
  assert.ok(Math.abs(a - b) < 1e-4 * (1 + Math.abs(b)), `${a} ${b}`);

test("characters of several bytes: summed surprise, largest norm, the state after the last byte", async () => {
  const uri = "untitled:characters";
  const bytes = await opened(uri, "a€😀\r\nz");
  const starts = [0, 1, 2, 4, 6, 7]; // CR LF is one place
  const byteStarts = [0, 1, 4, 8, 10, 11];
  const got = async (more: Partial<LayerParams>) => {
    const layer = (await ask(uri, more)) as EditorLayer;
    assert.equal(layer.kind, "layer");
    assert.deepEqual(Array.from(unpackIndices(layer.starts)), starts);
    return Array.from(unpackFloats(layer.values));
  };
  const bytesOf = (c: number) =>
    Array.from({ length: byteStarts[c + 1] - byteStarts[c] }, (_, i) => byteStarts[c] + i);
  const surprise = await got({ layer: "surprise" });
  const norm = await got({ layer: "gradientNorm" });
  const neuron = await got({ layer: "neuron", neuron: 8 });
  assert.ok(Number.isNaN(surprise[0]) && Number.isNaN(norm[0]));
  for (let c = 0; c < 5; c++) {
    near(neuron[c], traceAt(bytes, byteStarts[c + 1] - 1).h[8]);
    if (c === 0) continue;
    const traces = bytesOf(c).map((byte) => traceAt(bytes, byte - 1));
    near(
      surprise[c],
      traces.reduce((sum, t) => sum - t.logP / Math.LN2, 0),
    );
    near(norm[c], Math.max(...traces.map((t) => t.norms[0])));
  }
});

test("influence of a range inside the text, signed and absolute", async () => {
  const uri = "untitled:influence";
  const bytes = await opened(uri, "one two three\nfour five six\nseven eight\n");
  const layer = (await ask(uri, {
    layer: "influence",
    start: { line: 1, character: 2 },
    end: { line: 1, character: 9 },
  })) as EditorLayer;
  assert.deepEqual(Array.from(unpackIndices(layer.starts)), [16, 17, 18, 19, 20, 21, 22, 23]);
  const values = unpackFloats(layer.values);
  const absolute = unpackFloats(layer.absolute!);
  for (let byte = 16; byte < 23; byte++) {
    const given = [0, 1, 2, 3, 4].map((k) => traceAt(bytes, byte + k).attribution[k]);
    near(
      values[byte - 16],
      given.reduce((a, b) => a + b, 0),
    );
    near(
      absolute[byte - 16],
      given.reduce((a, b) => a + Math.abs(b), 0),
    );
  }
});

test("a stale version, an impossible neuron and a document without a model are refused", async () => {
  const uri = "untitled:refused";
  await opened(uri, "text");
  await assert.rejects(ask(uri, { version: 7 }), /changed since/);
  await assert.rejects(ask(uri, { layer: "neuron", neuron: 9 }), /neuron 9: expected 0 to 8/);
  await assert.rejects(ask("untitled:none", {}), /no model is attached/);
});

test("latest wins: older requests for one purpose are cancelled, others are answered", async () => {
  const uri = "untitled:latest";
  await opened(uri, "some words in a row\n".repeat(2000));
  const settled = (all: Promise<unknown>[]) =>
    Promise.allSettled(all).then((of) => of.map((r) => r.status));
  const layers = settled([1, 2, 3].map(() => ask(uri, { layer: "influence", depth: 50 })));
  const at = (character: number, purpose?: string) =>
    send(server.connection, traceRequest, {
      uri,
      version: 1,
      place: { kind: "character", line: 0, character },
      settings,
      ...(purpose ? { purpose } : {}),
    });
  const hovers = settled([4, 5, 6].map((c) => at(c, "hover")));
  const pins = settled([7, 8].map((c) => at(c)));
  assert.deepEqual(await pins, ["fulfilled", "fulfilled"]);
  assert.deepEqual(await hovers, ["rejected", "rejected", "fulfilled"]);
  assert.deepEqual(await layers, ["rejected", "rejected", "fulfilled"]);
});

test("an edit at once ends a layer that is running on worker threads", async () => {
  const uri = "untitled:edited";
  const bytes = await opened(uri, "some words in a row\n".repeat(3000));
  await server.status((s) => s.uri === uri && s.percent === 100);
  const long = ask(uri, { layer: "influence", depth: 2000 });
  const refused = assert.rejects(long, /changed since/);
  const at = { line: 0, character: 0 };
  await server.change(uri, 2, [{ range: { start: at, end: at }, text: "x" }]);
  await refused;
  // The threads are free again, and their results are for the new text.
  const layer = (await ask(uri, { version: 2, layer: "neuron", neuron: 3 })) as EditorLayer;
  const edited = new Uint8Array([120, ...bytes]);
  const values = unpackFloats(layer.values);
  for (const t of [0, 1, 700]) near(values[t], traceAt(edited, t).h[3]);
});
