// sparseDiff/neuronCard over a real connection: the command line's numbers, progress, cancelling, and what is refused.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CancellationTokenSource, LSPErrorCodes } from "vscode-languageserver-protocol";
import { type NeuronCardParams, neuronCardRequest } from "../../server/protocol/wire/neuronCard";
import { netFile } from "../tools/nets";
import { needsSharedData, paper, sharedFile } from "../tools/sharedData";
import { until } from "../tools/states";
import { json } from "./commandLine";
import { ask, type Server, startServer } from "./server";

const TEXT = '<a id="1">one two</a>\n'.repeat(12);
const LSTM = netFile("lstm-two-layers-embedding.safetensors");

let server: Server;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

const open = (text: string, model = LSTM) => server.openWith(text, model);

const card = (uri: string, more: Omit<NeuronCardParams, "uri" | "version">) =>
  ask(server.connection, neuronCardRequest, { uri, version: 1, ...more });

test("the command line's numbers on the paper's text", needsSharedData, async () => {
  const [text, model] = [sharedFile("enwik_1024.txt"), sharedFile("sat_model.bin")];
  const uri = await open(Buffer.from(paper.text()).toString("utf8"), model);
  const { result, bytes, model: name } = await card(uri, { neuron: 99 });
  assert.deepEqual([bytes, name], [1024, "sat_model.bin"]);
  assert.deepEqual(result, json("neuron", text, "--model", model, "--neuron", "99"));
});

test("a neuron of a lower layer, and by default of the top one", async () => {
  const uri = await open(TEXT);
  const low = await card(uri, { neuron: 4, layer: 1 });
  assert.deepEqual([low.result.layer, low.result.reads.kind], [1, "bytes"]);
  const top = await card(uri, { neuron: 4 });
  assert.deepEqual([top.result.layer, top.result.reads.kind], [2, "neurons"]);
});

test("a neuron, a layer and a text that are not there are refused in a sentence", async () => {
  const uri = await open(TEXT);
  await assert.rejects(card(uri, { neuron: 6 }), /neuron 6; expected 0 to 5, those of a layer/);
  await assert.rejects(card(uri, { neuron: 1, layer: 3 }), /layer 3; expected 1 to 2/);
  await assert.rejects(card(uri, { neuron: 1, layer: 0 }), /layer 0; expected 1 to 2/);
  await assert.rejects(card(uri, { neuron: 1.5 }), /neuron/);
  await assert.rejects(card(await open("a"), { neuron: 1 }), /1 byte; expected at least 2/);
  await assert.rejects(card("untitled:none", { neuron: 1 }), /no model is attached/);
});

test("progress is told; a second card waits for the first, which ends at once when it is cancelled", async () => {
  const uri = await open(TEXT.repeat(4000));
  const source = new CancellationTokenSource();
  const params = { uri, version: 1, neuron: 2 };
  const asked = ask(server.connection, neuronCardRequest, params, source.token);
  await assert.rejects(card(uri, { neuron: 3 }), /a neuron's card is being made already/);
  const hasTold = () => server.told.some((now) => now.uri === uri && now.fraction > 0);
  await until(hasTold, "no progress is told");
  source.cancel();
  await assert.rejects(asked, { code: LSPErrorCodes.RequestCancelled });
  assert.ok(
    server.told.every(({ measure, fraction }) => measure === "neuronCard" && fraction <= 1),
  );
  const again = await card(await open(TEXT), { neuron: 2 });
  assert.equal(again.result.neuron, 2);
});
