// A net gives the same numbers in any tensor order and with any prefix, type and naming. One extra tensor of any kind
// is refused by name or leaves the numbers the same.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { zipSync } from "fflate";
import type { Weights } from "../../server/kernels/interface";
import { readModel } from "../../server/nets/formats";
import { InputError } from "../../server/nets/inputError";

interface Made {
  readonly name: string;
  readonly dtype: "F64" | "F32" | "F16" | "BF16" | "I64";
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

const sizes = { F64: 8, F32: 4, F16: 2, BF16: 2, I64: 8 };

function fileOf(tensors: readonly Made[], metadata: Record<string, unknown> = {}): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let at = 0;
  for (const { name, dtype, shape, values } of tensors) {
    const end = at + sizes[dtype] * values.length;
    header[name] = { dtype, shape, data_offsets: [at, end] };
    at = end;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + at);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  let byte = 8 + json.length;
  for (const { dtype, values } of tensors)
    for (const value of values) {
      if (dtype === "F64") view.setFloat64(byte, value, true);
      else if (dtype === "F32") view.setFloat32(byte, value, true);
      else if (dtype === "F16") view.setUint16(byte, halfBits(value), true);
      else if (dtype === "BF16") view.setUint16(byte, singleBits(value) >>> 16, true);
      else view.setBigInt64(byte, BigInt(Math.round(value)), true);
      byte += sizes[dtype];
    }
  return bytes;
}

function singleBits(value: number): number {
  return new Uint32Array(Float32Array.of(value).buffer)[0];
}

/** The bits of a number that binary16 represents exactly. */
function halfBits(value: number): number {
  if (value === 0) return 0;
  const exponent = Math.floor(Math.log2(Math.abs(value)));
  const fraction = Math.round((Math.abs(value) / 2 ** exponent - 1) * 1024);
  return (value < 0 ? 0x8000 : 0) | ((exponent + 15) << 10) | fraction;
}

/** Eighths from -2 to 2: every type can represent them, and sums and products of a few are exact. */
function numbers(count: number, seed: number): number[] {
  let state = seed * 7919 + 1;
  return Array.from({ length: count }, () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return ((state >> 8) % 33) / 8 - 2;
  });
}

const H = 3;
const D = 5;

interface Plan {
  readonly tensors: Made[];
  readonly weights: Weights;
}

/** An nn.RNN with an nn.Linear, and the numbers it must give. */
function plan(embedded: boolean, biased: boolean, cell: boolean, dtype: Made["dtype"]): Plan {
  const layer = cell ? "" : "_l0";
  const made = (name: string, shape: number[], seed: number): Made => ({
    name,
    dtype,
    shape,
    values: numbers(
      shape.reduce((a, b) => a * b, 1),
      seed,
    ),
  });
  const ih = made(`rnn.weight_ih${layer}`, [H, embedded ? D : 256], 1);
  const hh = made(`rnn.weight_hh${layer}`, [H, H], 2);
  const biases = biased
    ? [made(`rnn.bias_ih${layer}`, [H], 3), made(`rnn.bias_hh${layer}`, [H], 4)]
    : [];
  const out = made("fc.weight", [256, H], 5);
  const by = biased ? [made("fc.bias", [256], 6)] : [];
  const table = embedded ? [made("emb.weight", [256, D], 7)] : [];
  const Wx = embedded
    ? Array.from({ length: H * 256 }, (_, at) => {
        const [i, x] = [Math.floor(at / 256), at % 256];
        return table[0].values
          .slice(x * D, x * D + D)
          .reduce((sum, e, d) => sum + e * ih.values[i * D + d], 0);
      })
    : ih.values;
  return {
    tensors: [...table, ih, hh, ...biases, out, ...by],
    weights: {
      H,
      Wx: Float32Array.from(Wx),
      Wh: Float32Array.from(hh.values),
      bh: Float32Array.from({ length: H }, (_, i) =>
        biases.reduce((sum, b) => sum + b.values[i], 0),
      ),
      Wy: Float32Array.from(out.values),
      by: Float32Array.from({ length: 256 }, (_, i) => by[0]?.values[i] ?? 0),
    },
  };
}

const anyPlan = fc.record({
  embedded: fc.boolean(),
  biased: fc.boolean(),
  cell: fc.boolean(),
  dtype: fc.constantFrom("F64", "F32", "F16", "BF16"),
});
const prefixes = fc.constantFrom("", "model.", "module.net.", "_orig_mod.", "state_dict.a.b.");

test("order, prefix, type, cell names, embedding and biases do not change the numbers", () => {
  fc.assert(
    fc.property(anyPlan, prefixes, fc.infiniteStream(fc.nat()), (kind, prefix, order) => {
      const { tensors, weights } = plan(kind.embedded, kind.biased, kind.cell, kind.dtype as "F32");
      const keys = tensors.map(() => order.next().value);
      const moved = tensors
        .map((tensor, i) => ({ ...tensor, name: prefix + tensor.name, key: keys[i] }))
        .sort((a, b) => a.key - b.key);
      const file = fileOf(moved, { format: "pt" });
      const read = readModel(file, "any name.bin");
      assert.deepEqual(read.weights, weights);
      assert.equal(read.net.dtype, kind.dtype);
      assert.equal(read.net.input.kind, kind.embedded ? "embedding" : "one-hot");
    }),
    { numRuns: 150 },
  );
});

const extraNames = fc.oneof(
  fc.constantFrom(
    ...[
      "norm.weight",
      "ln.bias",
      "rnn.weight_ih_l1",
      "rnn.weight_hh_l0_reverse",
      "h0",
      "fc2.weight",
    ],
    ...["rnn.weight_hr_l0", "embedding.weight", "head.0.weight", "W_h", "Whh", "step", "drop.mask"],
    ...[
      "rnn2.weight_hh_l0",
      "ema.rnn.weight_hh_l0",
      "fc.weight_g",
      "fc.weight_v",
      "bn.running_mean",
    ],
    ...[
      "num_batches_tracked",
      "__proto__",
      "constructor",
      "emb.bias",
      "rnn.bias_ih_l0",
      "conv.weight",
    ],
  ),
  fc.string({ minLength: 1, maxLength: 12 }),
);
const extraShapes = fc.constantFrom<number[]>(
  ...[[], [1], [0], [0, 4], [H], [256], [H, H], [256, H], [256, D], [H, 256], [256, 256]],
  ...[[1, 1, H], [4 * H, H], [2], [D, D], [H, 1], [256, 1]],
);

test("one extra tensor of any kind gives a refusal or the same numbers", () => {
  fc.assert(
    fc.property(
      anyPlan,
      prefixes,
      extraNames,
      extraShapes,
      fc.constantFrom("F32", "I64"),
      (kind, prefix, extra, shape, dtype) => {
        const { tensors, weights } = plan(kind.embedded, kind.biased, kind.cell, "F32");
        const name = prefix + extra;
        fc.pre(!tensors.some((tensor) => prefix + tensor.name === name));
        fc.pre(name !== "__metadata__");
        const count = shape.reduce((a, b) => a * b, 1);
        const more: Made = { name, dtype: dtype as "F32", shape, values: numbers(count, 9) };
        const all = [...tensors.map((t) => ({ ...t, name: prefix + t.name })), more];
        let read: ReturnType<typeof readModel>;
        try {
          read = readModel(fileOf(all), "m.safetensors");
        } catch (error) {
          assert.ok(error instanceof InputError, String(error));
          return;
        }
        // A bias or an embedding that was missing has a use; any other tensor must change nothing.
        if (read.net.parts.some(({ from }) => from.split(" ").includes(name))) return;
        assert.ok(read.net.ignored.includes(name), `'${name}' [${shape}] was read in silence`);
        assert.deepEqual(read.weights, weights);
      },
    ),
    { numRuns: 1500 },
  );
});

test("weight_norm is multiplied out: w = g v / ||v|| along every axis", () => {
  const { tensors, weights } = plan(false, true, false, "F64");
  for (const names of [
    (base: string) => [`${base}_g`, `${base}_v`],
    (base: string) =>
      ["original0", "original1"].map((part) =>
        base.replace(/([^.]+)$/, `parametrizations.$1.${part}`),
      ),
  ])
    for (const axis of [0, 1, undefined]) {
      const changed = tensors.flatMap((tensor): Made[] => {
        if (!/weight_hh|fc\.weight/.test(tensor.name)) return [tensor];
        const [rows, columns] = tensor.shape;
        const group = (at: number) =>
          axis === undefined ? 0 : axis === 0 ? Math.floor(at / columns) : at % columns;
        const groups = axis === undefined ? 1 : axis === 0 ? rows : columns;
        const squares = new Float64Array(groups);
        tensor.values.forEach((v, at) => {
          squares[group(at)] += v * v;
        });
        const shape = axis === undefined ? [] : axis === 0 ? [rows, 1] : [1, columns];
        const [g, v] = names(tensor.name);
        return [
          { ...tensor, name: g, shape, values: [...squares].map(Math.sqrt) },
          // v of any length gives the same weights.
          { ...tensor, name: v, values: tensor.values.map((value) => 3 * value) },
        ];
      });
      const read = readModel(fileOf(changed), "norm.safetensors").weights;
      for (const part of ["Wx", "Wh", "bh", "Wy", "by"] as const)
        for (const [i, value] of read[part].entries())
          assert.ok(Math.abs(value - weights[part][i]) < 1e-6, `${part} ${i} axis ${axis}`);
    }
});

test("min-char-rnn's names are read, in both orders of numpy and packed or not", () => {
  const { weights: w } = plan(false, true, false, "F32");
  const npy = (shape: number[], values: ArrayLike<number>, fortran: boolean): Uint8Array => {
    const dimensions = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
    const dict = `{'descr': '<f4', 'fortran_order': ${fortran ? "True" : "False"}, 'shape': (${dimensions}), }`;
    const header = `${dict.padEnd(117)}\n`;
    const order = Float32Array.from(values);
    const [rows, columns = 1] = shape;
    if (fortran)
      for (let i = 0; i < rows; i++)
        for (let j = 0; j < columns; j++) order[j * rows + i] = values[i * columns + j];
    const magic = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0);
    return Buffer.concat([magic, Buffer.from(header), Buffer.from(order.buffer)]);
  };
  for (const fortran of [false, true])
    for (const level of [0, 9] as const)
      for (const column of [[1], []]) {
        const archive = zipSync(
          {
            "Wxh.npy": npy([H, 256], w.Wx, fortran),
            "Whh.npy": npy([H, H], w.Wh, fortran),
            "Why.npy": npy([256, H], w.Wy, fortran),
            "bh.npy": npy([H, ...column], w.bh, false),
            "by.npy": npy([256, ...column], w.by, false),
          },
          { level },
        );
        assert.deepEqual(readModel(archive, "weights").weights, w);
        const cut = archive.subarray(0, archive.length - 30);
        assert.throws(() => readModel(cut, "cut"), /cut: the zip archive is damaged/);
      }
});

test("no bytes crash the archive reader", () => {
  const valid = readFileOfZeros();
  const change = fc.array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(change, (changes) => {
      const bytes = valid.slice();
      for (const [at, value] of changes) bytes[at] = value;
      try {
        readModel(bytes, "m.npz");
      } catch (error) {
        assert.ok(error instanceof InputError, String(error));
      }
    }),
    { numRuns: 1000 },
  );
});

function readFileOfZeros(): Uint8Array {
  const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }".padEnd(117);
  const magic = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0);
  const array = Buffer.concat([magic, Buffer.from(`${header}\n`), Buffer.alloc(16)]);
  return zipSync({ "Whh.npy": array, "Wxh.npy": array });
}

test("two matrices of the same shape are told apart by bias or name, or refused", () => {
  const square = (name: string, seed: number): Made => ({
    name,
    dtype: "F32",
    shape: [256, H],
    values: numbers(256 * H, seed),
  });
  const recurrent: Made[] = [
    { name: "rnn.weight_ih_l0", dtype: "F32", shape: [H, H], values: numbers(H * H, 1) },
    { name: "rnn.weight_hh_l0", dtype: "F32", shape: [H, H], values: numbers(H * H, 2) },
  ];
  const read = (...names: [string, string]) =>
    readModel(fileOf([...recurrent, square(names[0], 3), square(names[1], 4)]), "m").net.parts;
  const readout = (...names: [string, string]) =>
    read(...names).find(({ part }) => part === "W_y")?.from;
  assert.equal(readout("encoder.weight", "decoder.weight"), "decoder.weight");
  assert.equal(readout("out.weight", "embed.weight"), "out.weight");
  assert.throws(
    () => readout("a.weight", "b.weight"),
    /'a\.weight' and 'b\.weight' have one shape/,
  );
  const bias: Made = { name: "b.bias", dtype: "F32", shape: [256], values: numbers(256, 5) };
  const biased = fileOf([...recurrent, square("a.weight", 3), square("b.weight", 4), bias]);
  assert.equal(
    readModel(biased, "m").net.parts.find(({ part }) => part === "W_y")?.from,
    "b.weight",
  );
});

test("metadata: null means none, a value that is not a string is named, a contradiction is refused", () => {
  const { tensors } = plan(false, true, false, "F32");
  const read = (metadata: unknown) =>
    readModel(fileOf(tensors, metadata as Record<string, string>), "m");
  assert.deepEqual(read(null).metadata, {});
  assert.throws(() => read({ epochs: 3 }), /__metadata__ field 'epochs' is 3; expected a string/);
  assert.throws(() => read([]), /__metadata__ is not an object of strings/);
  assert.throws(
    () => read({ nonlinearity: "sine" }),
    /'nonlinearity' is 'sine'; expected tanh or relu/,
  );
  assert.throws(
    () => read({ cell: "gru" }),
    /'cell' is 'gru', but 'rnn\.weight_hh_l0' \[3, 3\] is that of an nn\.RNN; expected the same/,
  );
  assert.throws(() => read({ "other.weight": "fc.weight" }), /'other\.weight' .* left over/);
  assert.equal(read({ nonlinearity: "tanh" }).net.nonlinearity, "tanh");
});

test("numbers that float32 cannot hold are refused with their tensor's name", () => {
  const { tensors } = plan(false, true, false, "F64");
  const [first, ...rest] = tensors;
  const huge = { ...first, values: [1e300, ...first.values.slice(1)] };
  assert.throws(
    () => readModel(fileOf([huge, ...rest]), "m"),
    /weight 0 of 'rnn\.weight_ih_l0' is 1e\+300, beyond float32/,
  );
});

test("a file that is not a model is identified by its first bytes, whatever its name", () => {
  const beginnings: readonly (readonly [string, RegExp])[] = [
    ["version https://git-lfs.github.com/spec/v1\n", /a Git LFS pointer/],
    ["\n<!DOCTYPE html><html>", /an HTML or XML page/],
    ["\u0089HDF\r\n\u001a\n", /an HDF5 file, as Keras saves/],
    ["GGUF\u0003", /a GGUF file/],
    ["PK\u0003\u0004 archive/data.pkl", /the zip archive is damaged/],
    ["PK\u0003\u0004 metadata.json", /a Keras model \(\.keras\)/],
    ["PK\u0003\u0004 readme.txt", /a zip archive without numpy arrays/],
    ["\u0080\u0004\u0095", /the pickle is cut short/],
    ["\u0093NUMPY\u0001", /one numpy array/],
    ["\u001f\u008b\u0008", /a gzip archive/],
    ["", /an empty file/],
  ];
  for (const [beginning, words] of beginnings)
    for (const ending of ["bin", "safetensors", "pt", "npz", ""])
      assert.throws(() => readModel(Buffer.from(beginning, "latin1"), `m.${ending}`), words);
  assert.throws(() => readModel(Buffer.from("some words"), "m.txt"), /no format that is read/);
  assert.throws(() => readModel(Buffer.from("some words"), "m.bin"), /10 bytes is not the size/);
});
