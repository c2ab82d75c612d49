// A net of any cell, layers and alphabet is written as a file that is read again without options, to the same bits.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readModel, writeCopy, writeModel } from "../../server/nets/formats";
import { readSafetensors } from "../../server/nets/safetensors";
import { anyNet, netOfPlan } from "../tools/randomNets";

const NAME = "m.safetensors";
const carried = { text_name: "a text", seed: "42" };

test("written and read again: the same bits, cell, layers and alphabet, and what was said of the text", () => {
  fc.assert(
    fc.property(anyNet, (plan) => {
      const { cell, layers, characters, H } = plan;
      const weights = netOfPlan(plan);
      const read = readModel(writeModel(weights, NAME, carried, characters), NAME);
      assert.deepEqual(read.weights, weights);
      assert.equal(read.net.cell, cell === "tanh" || cell === "relu" ? "elman" : cell);
      assert.equal(read.net.nonlinearity, cell === "tanh" || cell === "relu" ? cell : null);
      assert.equal(read.net.layers, layers);
      assert.deepEqual(read.net.alphabet.characters, characters);
      assert.equal(read.metadata.text_name, "a text");
      assert.equal(read.metadata.hidden_size, String(H));
      // A copy of a copy is the same file.
      assert.deepEqual(writeCopy(read, NAME), writeModel(weights, NAME, carried, characters));
    }),
    { numRuns: 200 },
  );
});

test("without its characters an alphabet is written in the order of their codes", () => {
  const characters = ["b", "a", "\n"];
  const weights = netOfPlan({ cell: "gru", layers: 1, H: 3, characters, seed: 5 });
  const read = readModel(writeModel(weights, NAME), NAME);
  assert.deepEqual(read.weights, weights);
  assert.deepEqual(read.net.alphabet, {
    size: 3,
    source: "metadata alphabet",
    characters: ["\n", "a", "b"],
  });
});

test("the paper's kind keeps this project's names, any other has PyTorch's", () => {
  const names = (bytes: Uint8Array) => [...readSafetensors(bytes, NAME).tensors.keys()];
  const common = { H: 4, characters: null, seed: 1 };
  assert.deepEqual(names(writeModel(netOfPlan({ ...common, cell: "tanh", layers: 1 }), NAME)), [
    "W_x",
    "W_h",
    "b_h",
    "W_y",
    "b_y",
  ]);
  assert.deepEqual(names(writeModel(netOfPlan({ ...common, cell: "lstm", layers: 2 }), NAME)), [
    ...[0, 1].flatMap((layer) =>
      ["weight_ih", "weight_hh", "bias_ih", "bias_hh"].map((name) => `rnn.${name}_l${layer}`),
    ),
    "fc.weight",
    "fc.bias",
  ]);
});

test("raw weights are refused for every net but the paper's kind", () => {
  fc.assert(
    fc.property(anyNet, (plan) => {
      const weights = netOfPlan(plan);
      const write = () => writeModel(weights, "m.bin");
      if (plan.cell === "tanh" && plan.layers === 1 && plan.characters === null)
        assert.deepEqual(readModel(write(), "m.bin").weights, weights);
      else assert.throws(write, /^InputError: m\.bin: raw weights hold one layer of tanh/);
    }),
  );
});

test("metadata of another file's form is not carried beside the new one", () => {
  const plan = { cell: "lstm", layers: 1, H: 2, characters: ["x", "y"], seed: 3 } as const;
  const old = { chars: '["x","y"]', vocab: "xy", format: "pt", kind: "corpus checkpoint" };
  const first = writeModel(netOfPlan(plan), NAME, old);
  const { kind: _, ...metadata } = readSafetensors(first, NAME).metadata;
  assert.deepEqual(metadata, {
    ...{ format: "pt", cell: "lstm", layers: "1", alphabet: '["x","y"]', hidden_size: "2" },
  });
  const copy = writeCopy(readModel(first, NAME, { prefix: "" }), NAME);
  assert.deepEqual(readSafetensors(copy, NAME).metadata, {
    ...{ cell: "lstm", layers: "1", alphabet: '["x","y"]', hidden_size: "2" },
  });
});
