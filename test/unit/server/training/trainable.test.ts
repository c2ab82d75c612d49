// Which models can be trained further, and the sentence for each that cannot.
import assert from "node:assert/strict";
import { test } from "node:test";
import { InputError } from "../../../../server/nets/inputError";
import { kindOf, TRAINED_CELLS, trainableCell } from "../../../../server/training/trainable";

test("one layer of tanh, GRU or LSTM over the 256 bytes is trained, under its name", () => {
  assert.equal(trainableCell({}, "m"), "tanh");
  for (const [kind, cell] of Object.entries(TRAINED_CELLS)) {
    assert.equal(trainableCell({ cell }, "m"), cell);
    assert.equal(kindOf(cell), kind);
  }
});

test("every other net is refused by what it has", () => {
  const layer = { Wi: new Float32Array(), Wh: new Float32Array(), b: new Float32Array() };
  for (const [net, found] of [
    [{ cell: "relu" }, "a ReLU net"],
    [{ cell: "lstm", upper: [layer, layer] }, "3 layers"],
    [{ alphabet: new Uint8Array(256) }, "an alphabet of its own"],
  ] as const)
    assert.throws(() => trainableCell(net, "/models/m.pt"), {
      name: InputError.name,
      message: `/models/m.pt: ${found}; expected one layer of tanh, GRU or LSTM over the 256 bytes, which is what can be trained`,
    });
});
