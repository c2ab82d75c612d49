// The JSON of a trace of nets of other kinds than the paper's: which net it is, the layer of a neuron, a gate where there is
// one, and the cells of an LSTM, whose gradients are those of finite differences.
import assert from "node:assert/strict";
import { test } from "node:test";
import { netSummary } from "../../../../server/answers/netSummary";
import { traceJson } from "../../../../server/answers/traceJson";
import { finished } from "../../../../server/attribution/backward";
import { pastSteps } from "../../../../server/attribution/forward";
import { likeliest } from "../../../../server/attribution/objective";
import { Tracer } from "../../../../server/attribution/trace";
import { defaultOptions, type TraceOptions } from "../../../../server/attribution/types";
import { nodeFiles } from "../../../../server/files.node";
import type { Kernels } from "../../../../server/kernels/interface";
import { referenceKernels } from "../../../../server/kernels/reference";
import { loadModel } from "../../../../server/requests/modelFile";
import { backends } from "../../../tools/backends";
import { netFile, readNet } from "../../../tools/nets";

const text = readNet("text.txt");
const POSITION = 20;
const gated: TraceOptions = { ...defaultOptions, method: "gated", depth: 8 };

async function traced(file: string, options = gated, backend: Kernels = referenceKernels) {
  const model = await loadModel(nodeFiles(), { file: netFile(file) });
  const tracer = new Tracer(backend, model.weights, options.depth);
  const past = finished(pastSteps(tracer.kernels, text, POSITION, options.depth));
  const source = {
    model: { hiddenSize: model.weights.H, sha256: model.sha256 },
    text: { bytes: text.length, sha256: "0" },
    net: netSummary(model),
    bytes: past.bytes,
  };
  const trace = tracer.trace(past, options);
  return { json: traceJson(trace, options, source), model, past, tracer };
}

test("the net is named, a neuron has the layer that is read out, and only an Elman net has a gate", async () => {
  for (const [file, cell, layers] of [
    ["plain.safetensors", "elman", 1],
    ["relu.safetensors", "elman", 1],
    ["rnn-two-layers.safetensors", "elman", 2],
    ["gru-three-layers.safetensors", "gru", 3],
    ["lstm.safetensors", "lstm", 1],
  ] as const) {
    const { json, tracer } = await traced(file);
    assert.deepEqual([json.cell, json.layers], [cell, layers], file);
    assert.ok(json.neurons.every((neuron) => neuron.layer === layers));
    assert.equal("cells" in json, cell === "lstm");
    for (const { gate, activation: h } of json.neurons) {
      const isRelu = tracer.kernels.shape.name === "relu";
      if (cell === "elman") assert.equal(gate, isRelu ? Number(h > 0) : 1 - h * h);
      else assert.equal(gate, undefined);
    }
  }
});

for (const backend of backends())
  for (const file of ["lstm.safetensors", "lstm-two-layers-embedding.safetensors"])
    test(`${backend.backend}: the cells of ${file} have the slope of log p at c of the step before`, async () => {
      const { json, model, past } = await traced(file, gated, backend);
      const { cells = [], layers, target } = json;
      const { H } = model.weights;
      assert.equal(cells.length, layers * H);
      // The last byte alone, from the state before it.
      const alone = { ...gated, depth: 0 };
      const reference = new Tracer(referenceKernels, model.weights, 0);
      const last = finished(pastSteps(reference.kernels, text, POSITION, 0));
      const logP = (before: Float64Array) => reference.trace({ ...last, before }, alone).logP;
      const step = 1e-5;
      const largest = Math.max(...cells.map(({ gradient }) => Math.abs(gradient)));
      for (const { neuron, layer, gradient, activation } of cells) {
        // Layers lie from the one that is read out down, h before c.
        const at = (layers - layer) * 2 * H + H + neuron;
        const [more, less] = [step, -step].map((by) => {
          const before = last.before.slice();
          before[at] += by;
          return logP(before);
        });
        const slope = (more - less) / (2 * step);
        assert.ok(Math.abs(gradient - slope) <= 1e-4 * largest, `${gradient}, not ${slope}`);
        assert.equal(activation.toFixed(9), last.before[at].toFixed(9));
      }
      assert.equal(target, text[POSITION + 1]);
      assert.equal(past.position, POSITION);
      const sizes = cells.map(({ gradient }) => Math.abs(gradient));
      assert.deepEqual(
        sizes,
        [...sizes].sort((a, b) => b - a),
      );
      const squares = cells.reduce((sum, { gradient }) => sum + gradient ** 2, 0);
      const shares = cells.reduce((sum, { share }) => sum + share, 0);
      const norm = json.offsets[1].gradientNorm;
      assert.ok(Math.abs(shares - squares / norm ** 2) < 1e-6 && shares < 1);
    });

test("of a small alphabet all characters are listed, and no byte outside it", () => {
  const P = new Float64Array(256);
  const alphabet = new Uint8Array(256);
  for (const [byte, p] of [
    [65, 0.5],
    [67, 0.1],
    [71, 0.4],
  ] as const) {
    P[byte] = p;
    alphabet[byte] = 1;
  }
  assert.deepEqual(
    likeliest({ alphabet }, P).map(({ byte }) => byte),
    [65, 71, 67],
  );
});

test("without a step before there are no cells, and while tracing they are those of the sparse trace", async () => {
  assert.deepEqual((await traced("lstm.safetensors", { ...gated, depth: 0 })).json.cells, []);
  const threshold = { rule: "nucleus", value: 0.5, scope: "tracing" } as const;
  const file = "lstm-two-layers-embedding.safetensors";
  const [sparse, dense] = [await traced(file, { ...gated, threshold }), await traced(file)].map(
    ({ json }) =>
      new Map(json.cells?.map((cell) => [`${cell.layer}.${cell.neuron}`, cell.gradient])),
  );
  assert.equal(sparse.size, dense.size);
  // What is dropped of the upper layer does not reach the lower one. To c itself a step leads past all pre-activations.
  const isEqual = (layer: string) =>
    [...dense].every(
      ([name, gradient]) => !name.startsWith(layer) || sparse.get(name) === gradient,
    );
  assert.deepEqual([isEqual("2"), isEqual("1")], [true, false]);
});
