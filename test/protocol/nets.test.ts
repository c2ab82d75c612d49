// What a client learns of a net of another kind than the paper's: when it attaches one, asks what a model is, and traces;
// and how many bytes of the text are outside its alphabet.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { NetSummary } from "../../server/protocol/wire/net";
import { describeRequest } from "../../server/protocol/wire/training";
import { wideTraceRequest } from "../../server/protocol/wire/wideTrace";
import { netFile, readNet } from "../tools/nets";
import { ask, type Server, settings, startServer } from "./server";

let server: Server;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

const text = Buffer.from(readNet("text.txt")).toString("utf8");
/** Line 2, the 'o' of "two". */
const place = { kind: "character", line: 1, character: 12 } as const;
const replacing = ["integrated", "occlusion"] as const;

const NETS: Readonly<Record<string, NetSummary>> = {
  "lstm-two-layers-embedding.safetensors": {
    cell: "lstm",
    nonlinearity: null,
    layers: 2,
    hiddenSize: 6,
    input: { kind: "embedding", width: 5 },
    alphabet: { size: 256, isBytes: true },
    methods: ["gated", ...replacing],
  },
  "relu.safetensors": {
    cell: "elman",
    nonlinearity: "relu",
    layers: 1,
    hiddenSize: 6,
    input: { kind: "one-hot", width: 256 },
    alphabet: { size: 256, isBytes: true },
    methods: ["gradient", "gated", ...replacing],
  },
  "alphabet-short.safetensors": {
    cell: "lstm",
    nonlinearity: null,
    layers: 1,
    hiddenSize: 6,
    input: { kind: "one-hot", width: 18 },
    alphabet: { size: 18, isBytes: false },
    methods: ["gated", ...replacing],
  },
};

for (const [file, net] of Object.entries(NETS))
  test(`${file}: the client is told its net with the model, with a description and with a trace`, async () => {
    const uri = `untitled:${file}`;
    const modelPath = netFile(file);
    await server.open(uri, text);
    const attached = await server.attach(uri, modelPath);
    assert.deepEqual(attached.model.net, net);
    const described = await ask(server.connection, describeRequest, { modelPath });
    assert.deepEqual(described.net, net);
    const result = await server.trace({ uri, place });
    assert.ok(result.kind === "trace");
    assert.deepEqual(result.net, net);
    assert.deepEqual([result.trace.cell, result.trace.layers], [net.cell, net.layers]);
    // The setting is for every net.
    assert.equal(settings.method, "gradient");
    assert.equal(result.trace.method, net.methods.includes("gradient") ? "gradient" : "gated");
    const target = { kind: "neuron", place, neuron: 2 } as const;
    const asked = { uri, version: 1, target, depth: 8, method: "gradient" } as const;
    const wide = await ask(server.connection, wideTraceRequest, asked);
    assert.ok(wide.kind === "wide");
    assert.deepEqual([wide.net, wide.trace.method], [net, result.trace.method]);
  });

test("bytes outside the alphabet are counted with what has been read", async () => {
  const uri = "untitled:outside";
  await server.open(uri, text);
  await server.attach(uri, netFile("alphabet-short.safetensors"));
  const status = await server.status((one) => one.uri === uri && one.percent === 100);
  const outside = [...text].filter((character) => "/t".includes(character)).length;
  assert.deepEqual([status.outside, status.predictions], [outside, text.length - 1 - outside]);
  const other = "untitled:inside";
  await server.open(other, text);
  await server.attach(other, netFile("lstm.safetensors"));
  const whole = await server.status((one) => one.uri === other && one.percent === 100);
  assert.deepEqual([whole.outside, whole.predictions], [0, text.length - 1]);
});

test("a byte outside the alphabet has no trace, and its sentence names it", async () => {
  const uri = "untitled:outside";
  const at = { kind: "character", line: 1, character: 10 } as const;
  const result = await server.trace({ uri, place: at });
  assert.deepEqual(result, {
    kind: "outside",
    version: 1,
    sentence: "'t' is not in this model's alphabet: the model neither reads nor predicts it.",
  });
});
