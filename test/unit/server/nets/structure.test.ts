// What a recurrent module may look like: cells by their rows, layers of one kind and size, what metadata and options say
// of them. Each defect is refused by the tensor or the field.
import assert from "node:assert/strict";
import { test } from "node:test";
import { readModel } from "../../../../server/nets/formats";
import { InputError } from "../../../../server/nets/inputError";
import type { Said } from "../../../../server/nets/nets";
import { packTensors } from "../../../../server/nets/safetensors";

type Shapes = Readonly<Record<string, readonly number[]>>;
const H = 3;

/** A file of tensors of these shapes, all numbers small and different. */
function fileOf(shapes: Shapes, metadata: Record<string, string> = {}): Uint8Array {
  let n = 0;
  const tensors = Object.entries(shapes).map(([name, shape]) => {
    const count = shape.reduce((a, b) => a * b, 1);
    return [name, shape, Float32Array.from({ length: count }, () => Math.sin(++n))] as const;
  });
  return packTensors(tensors, metadata);
}

function moduleOf(gates: number, layers: number, suffix = (i: number) => `_l${i}`): Shapes {
  const rows = gates * H;
  const shapes: Record<string, number[]> = {};
  for (let i = 0; i < layers; i++) {
    shapes[`rnn.weight_ih${suffix(i)}`] = [rows, i === 0 ? 256 : H];
    shapes[`rnn.weight_hh${suffix(i)}`] = [rows, H];
    shapes[`rnn.bias_ih${suffix(i)}`] = [rows];
    shapes[`rnn.bias_hh${suffix(i)}`] = [rows];
  }
  return { ...shapes, "fc.weight": [256, H], "fc.bias": [256] };
}

const read = (shapes: Shapes, metadata: Record<string, string> = {}, said: Said = {}) =>
  readModel(fileOf(shapes, metadata), "m.safetensors", said);

function refused(words: RegExp, ...file: Parameters<typeof read>): void {
  assert.throws(
    () => read(...file),
    (error) => {
      assert.ok(error instanceof InputError, String(error));
      assert.match(error.message, words);
      assert.ok(error.message.startsWith("m.safetensors: "));
      assert.ok(error.message.length < 400, error.message);
      return true;
    },
  );
}

test("one, three and four times H rows are an Elman net, a GRU and an LSTM, of 1 to 8 layers", () => {
  for (const [gates, cell, name] of [
    [1, "elman", undefined],
    [3, "gru", "gru"],
    [4, "lstm", "lstm"],
  ] as const)
    for (const layers of [1, 2, 8]) {
      const { net, weights } = read(moduleOf(gates, layers));
      assert.equal(net.cell, cell);
      assert.equal(net.nonlinearity, cell === "elman" ? "tanh" : null);
      assert.equal(net.layers, layers);
      assert.equal(weights.cell, name);
      assert.equal(weights.upper?.length, layers === 1 ? undefined : layers - 1);
    }
  refused(/9 layers \('rnn\.weight_hh_l8'\); expected .* of 1 to 8 layers/, moduleOf(4, 9));
  refused(/'rnn\.weight_hh_l0' is \[6, 3\]; expected \[H, H\], \[3H, H\]/, moduleOf(2, 1));
});

test("GRUCell and LSTMCell have no layer in their names", () => {
  for (const gates of [1, 3, 4]) assert.equal(read(moduleOf(gates, 1, () => "")).net.layers, 1);
});

test("biases: both, one or none, in each layer", () => {
  const all = moduleOf(3, 2);
  const from = (left: Shapes) => {
    const { parts } = read(left).net;
    return ["b_h", "b 2"].map((part) => parts.find((one) => one.part === part)?.from);
  };
  const without = (...names: string[]) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => !names.includes(name)));
  assert.deepEqual(from(all), [
    "rnn.bias_ih_l0 + rnn.bias_hh_l0",
    "rnn.bias_ih_l1 + rnn.bias_hh_l1",
  ]);
  assert.deepEqual(from(without("rnn.bias_ih_l0", "rnn.bias_ih_l1", "rnn.bias_hh_l1")), [
    "rnn.bias_hh_l0",
    "zero",
  ]);
  refused(/shape of 'rnn\.bias_hh_l1' is \[3\]; expected \[9\]/, { ...all, "rnn.bias_hh_l1": [3] });
});

test("GRU's biases of n are kept apart, the others added up", () => {
  const { weights } = read(moduleOf(3, 1));
  const values = new Float32Array(2 * 9);
  let n = 9 * 256 + 9 * 3;
  for (let i = 0; i < 18; i++) values[i] = Math.sin(++n);
  const [ih, hh] = [values.subarray(0, 9), values.subarray(9)];
  const expected = [
    ...ih.subarray(6), // n's input part
    ...[0, 1, 2, 3, 4, 5].map((i) => Math.fround(ih[i] + hh[i])), // r, z
    ...hh.subarray(6), // n's hidden part
  ];
  assert.deepEqual([...weights.bh], expected);
});

test("a layer of another size or kind, or one that is missing, is refused by its tensor", () => {
  const two = moduleOf(4, 2);
  const other = /'rnn\.weight_\w+_l1' is \[\d+, \d+\]; expected \[12, 3\]: all layers of one kind/;
  refused(other, { ...two, "rnn.weight_hh_l1": [16, 4] });
  refused(other, { ...two, "rnn.weight_hh_l1": [9, 3] });
  refused(other, { ...two, "rnn.weight_ih_l1": [12, 6] });
  const { "rnn.weight_ih_l1": _, ...rest } = two;
  refused(/'rnn\.weight_ih_l1' is missing; expected it beside 'rnn\.weight_hh_l1'/, rest);
  refused(
    /'rnn\.weight_hh_l2' stands where layer _l1 would be/,
    moduleOf(4, 2, (i) => (i === 0 ? "_l0" : "_l2")),
  );
  refused(/'rnn\.weight_hh' stands where layer _l0 would be/, {
    ...moduleOf(1, 1),
    "rnn.weight_hh": [3, 3],
  });
});

test("stacked modules, projections and second directions are refused as ever", () => {
  refused(/two recurrent modules: rnn, rnn2 \('rnn2\.weight_ih'\)/, {
    ...moduleOf(4, 1),
    "rnn2.weight_ih": [12, 3],
    "rnn2.weight_hh": [12, 3],
  });
  refused(/'rnn\.weight_hr_l0' is a projection/, { ...moduleOf(4, 1), "rnn.weight_hr_l0": [2, 3] });
  refused(/'rnn\.weight_hh_l0_reverse' is a second direction/, {
    ...moduleOf(3, 1),
    "rnn.weight_hh_l0_reverse": [9, 3],
  });
  refused(
    /'norm\.weight' \[3\] is left over: .* a LayerNorm .*; expected nothing beside an nn\.RNN, nn\.LSTM or nn\.GRU of 1 to 8 layers/,
    {
      ...moduleOf(3, 1),
      "norm.weight": [3],
    },
  );
});

test("the metadata's cell and layers must be those of the shapes", () => {
  for (const [gates, ...names] of [
    [1, "elman", "rnn", "RNN_TANH", "rnn_relu"],
    [3, "gru", "GRU"],
    [4, "lstm", "LSTM"],
  ] as const)
    for (const cell of names) read(moduleOf(gates, 1), { cell });
  refused(
    /field 'cell' is 'elman', but 'rnn\.weight_hh_l0' \[12, 3\] is that of an nn\.LSTM/,
    moduleOf(4, 1),
    {
      cell: "elman",
    },
  );
  refused(/field 'cell' is 'qrnn'; expected elman, rnn, /, moduleOf(4, 1), { cell: "qrnn" });
  read(moduleOf(4, 2), { layers: "2" });
  for (const layers of ["3", "", "-2", "-0", "0x2", "2e0", "02", " 2", "2.0", "NaN", "two"])
    refused(new RegExp(`field 'layers' is '${layers}', but 2 are there`), moduleOf(4, 2), {
      layers,
    });
});

test("ReLU is read where metadata or the option says so, and where they do not disagree", () => {
  const relu = (metadata: Record<string, string>, said: Said = {}) => {
    const { net, weights } = read(moduleOf(1, 2), metadata, said);
    assert.equal(weights.cell, net.nonlinearity === "relu" ? "relu" : undefined);
    return net.nonlinearity;
  };
  assert.equal(relu({}), "tanh");
  assert.equal(relu({ cell: "rnn" }), "tanh");
  assert.equal(relu({ nonlinearity: "relu" }), "relu");
  assert.equal(relu({ cell: "rnn_relu" }), "relu");
  assert.equal(relu({}, { nonlinearity: "relu" }), "relu");
  const elman = moduleOf(1, 1);
  refused(
    /--nonlinearity is relu, but metadata field 'nonlinearity' is 'tanh'/,
    elman,
    { nonlinearity: "tanh" },
    { nonlinearity: "relu" },
  );
  refused(/field 'nonlinearity' is 'tanh', but metadata field 'cell' is 'rnn_relu'/, elman, {
    ...{ nonlinearity: "tanh", cell: "rnn_relu" },
  });
  assert.equal(read(moduleOf(4, 1), { nonlinearity: "tanh" }).net.nonlinearity, null);
  refused(
    /--nonlinearity is relu, but .* that of an nn\.LSTM; expected an nn\.RNN/,
    moduleOf(4, 1),
    {},
    { nonlinearity: "relu" },
  );
});
