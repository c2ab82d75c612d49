// What a net and its neurons are called, and how a typed name is understood.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  isPapersNet,
  netName,
  netSentence,
  shortNetName,
} from "../../../../../server/protocol/words/netNames";
import {
  anyNeuronRange,
  cellName,
  keptWords,
  neuronName,
  neuronRange,
  parseAnyNeuron,
  parseNeuron,
} from "../../../../../server/protocol/words/neuronNames";
import { lstmNet, papersNet } from "../../../../tools/netSummaries";

test("a net is named by cell, layers, size and alphabet, in three lengths", () => {
  const papers = papersNet(128);
  const relu = { ...papers, nonlinearity: "relu" } as const;
  assert.deepEqual(
    [papers, relu, lstmNet(2, 256)].map((net) => [
      netName(net),
      netSentence(net),
      shortNetName(net),
    ]),
    [
      ["Elman 128", "Elman 128, one-hot, 256 bytes", "Elman 128"],
      ["Elman (ReLU) 128", "Elman (ReLU) 128, one-hot, 256 bytes", "Elman 128"],
      ["LSTM 2 x 256, 65 characters", "LSTM 2 x 256, embedding of 16, 65 characters", "LSTM 2x256"],
    ],
  );
  assert.deepEqual([papers, relu, lstmNet(1, 8)].map(isPapersNet), [true, false, false]);
});

test("a neuron's name has its layer where there are several", () => {
  const [one, two] = [lstmNet(1, 128), lstmNet(2, 128)];
  assert.deepEqual(
    [neuronName(68, one), neuronName(68, two), neuronName(68)],
    ["h68", "h2.68", "h68"],
  );
  assert.deepEqual([cellName(68, one, 1), cellName(68, two, 1)], ["c68", "c1.68"]);
  assert.deepEqual([neuronRange(one), neuronRange(two)], ["h0 to h127", "h2.0 to h2.127"]);
});

test("a typed name is a neuron that the net has and that is read out, or is refused", () => {
  const [one, two] = [lstmNet(1, 128), lstmNet(2, 128)];
  for (const text of ["68", "h68", " H68 "]) assert.equal(parseNeuron(text, one), 68, text);
  for (const text of ["68", "h68", "h2.68", " H2.68"])
    assert.equal(parseNeuron(text, two), 68, text);
  for (const text of ["h1.68", "h2.68", "1.5", "h128", "c68", "h-1", "h1.5.2", "", "h", "6 8"])
    assert.equal(parseNeuron(text, one), undefined, text);
  for (const text of ["h1.68", "h3.68", "h2.128", "h20.8", "2.68"])
    assert.equal(parseNeuron(text, two), undefined, text);
  for (const net of [one, two])
    for (const neuron of [0, 99, 127])
      assert.equal(parseNeuron(neuronName(neuron, net), net), neuron);
});

test("a neuron of any layer by its name; a number alone is of the layer that is read out", () => {
  const [one, two] = [lstmNet(1, 128), lstmNet(2, 128)];
  for (const text of ["68", "h68"])
    assert.deepEqual(parseAnyNeuron(text, one), { neuron: 68, layer: 1 }, text);
  for (const text of ["68", "h68", "h2.68"])
    assert.deepEqual(parseAnyNeuron(text, two), { neuron: 68, layer: 2 }, text);
  assert.deepEqual(parseAnyNeuron(" H1.68", two), { neuron: 68, layer: 1 });
  for (const text of ["h0.68", "h3.68", "h1.128", "1.68", "c68", "h", ""])
    assert.equal(parseAnyNeuron(text, two), undefined, text);
  assert.deepEqual([anyNeuronRange(one), anyNeuronRange(two)], ["h0 to h127", "h1.0 to h2.127"]);
});

test("what a threshold keeps of a step are neurons only where there are no gates", () => {
  assert.equal(keptWords(12.34, papersNet(128)), "12.3 neurons");
  assert.equal(keptWords(12.34, lstmNet(1, 128)), "12.3 pre-activations of each gate");
});
