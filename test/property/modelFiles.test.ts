// Untrusted model files: round trips; every refusal names the file and the field; nothing in a file can crash reading
// or make it allocate by an unchecked length.
import assert from "node:assert/strict";
import { endianness } from "node:os";
import { test } from "node:test";
import fc from "fast-check";
import type { Weights } from "../../server/kernels/interface";
import { readModel, writeModel } from "../../server/nets/formats";
import { InputError } from "../../server/nets/inputError";
import { rawSize } from "../../server/nets/rawWeights";
import { type NamedTensor, packTensors } from "../../server/nets/safetensors";
import { littleEndian } from "../../server/nets/tensors";

function weightsOf(H: number): Weights {
  let n = 0;
  const next = (count: number) =>
    Float32Array.from({ length: count }, () => Math.fround(Math.sin(++n)));
  return {
    H,
    Wx: next(H * 256),
    Wh: next(H * H),
    bh: next(H),
    Wy: next(256 * H),
    by: next(256),
  };
}

function tensorsOf({ H, Wx, Wh, bh, by }: Weights) {
  return {
    W_x: ["W_x", [H, 256], Wx],
    W_h: ["W_h", [H, H], Wh],
    b_h: ["b_h", [H], bh],
    b_y: ["b_y", [256], by],
  } satisfies Record<string, NamedTensor>;
}

interface Entry {
  dtype: string;
  shape: number[];
  data_offsets: number[];
}
type Header = Record<string, Entry | Record<string, string>>;

/** The file of a small model with a changed header and unchanged data. */
function withHeader(change: (header: Record<string, Entry>) => unknown, H = 3): Uint8Array {
  const bytes = writeModel(weightsOf(H), "m.safetensors");
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Header;
  change(header as Record<string, Entry>);
  return fileOf(JSON.stringify(header), bytes.subarray(8 + length));
}

function fileOf(json: string, data: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(json);
  const out = new Uint8Array(8 + text.length + data.length);
  new DataView(out.buffer).setBigUint64(0, BigInt(text.length), true);
  out.set(text, 8);
  out.set(data, 8 + text.length);
  return out;
}

const refused = (bytes: Uint8Array, sentence: RegExp, name = "m.safetensors") =>
  assert.throws(
    () => readModel(bytes, name),
    (error) => {
      assert.ok(error instanceof InputError, String(error));
      assert.match(error.message, sentence);
      assert.ok(error.message.startsWith(`${name}: `));
      assert.doesNotMatch(error.message, /\n/);
      return true;
    },
  );

test("both formats give back the same weights", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), (H) => {
      const weights = weightsOf(H);
      for (const name of ["m.bin", "m.safetensors"]) {
        const back = readModel(writeModel(weights, name, { text_name: "a\u20acb" }), name);
        assert.deepEqual(back.weights, weights);
      }
      assert.equal(writeModel(weights, "m.bin").length, rawSize(H));
    }),
  );
  const { metadata } = readModel(
    writeModel(weightsOf(2), "m.safetensors", { seed: "42" }),
    "m.safetensors",
  );
  assert.deepEqual(metadata, { seed: "42", hidden_size: "2" });
});

test("a safetensors file is known by its header, whatever the length of that looks like", () => {
  // As bytes these lengths begin a pickle, a gzip archive and a text.
  for (const length of [640, 0x480, 35615, 0x2020]) {
    const bytes = withHeader((header) => Object.assign(header, { __metadata__: { note: "" } }));
    const old = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    const json = new TextDecoder().decode(bytes.subarray(8, 8 + old));
    const padded = json.padEnd(length, " ");
    assert.equal(readModel(fileOf(padded, bytes.subarray(8 + old)), "m.bin").format, "safetensors");
  }
});

test("every defect is refused with the file and the field", () => {
  refused(new Uint8Array(3), /3 bytes; expected a safetensors file/);
  const long = new Uint8Array(16);
  new DataView(long.buffer).setBigUint64(0, 2n ** 62n, true);
  refused(long, /no JSON follows the 8 bytes of header length/);
  refused(fileOf(" ".repeat(2 ** 21), new Uint8Array(0)), /no JSON follows the 8 bytes/);
  const huge = fileOf("{", new Uint8Array(0));
  new DataView(huge.buffer).setBigUint64(0, 100_000_001n, true);
  refused(huge, /header length 100000001; expected at most 100000000/);
  refused(fileOf("{", new Uint8Array(0)), /not valid JSON/);
  refused(fileOf("{} ]", new Uint8Array(0)), /not valid JSON/);
  refused(fileOf("{}", new Uint8Array(0)), /no recurrent matrix among no tensors; expected W_h/);
  refused(
    withHeader((h) => delete (h as Record<string, unknown>).W_y),
    /3072 bytes before 'b_y' belong to no tensor/,
  );
  refused(
    withHeader((h) => (h.W_x.dtype = "F16")),
    /data_offsets of 'W_x' span 3072 bytes; expected 1536 for F16 \[3, 256\]/,
  );
  refused(
    withHeader((h) => (h.W_x.shape = [256, 3])),
    /shape of 'W_x' is \[256, 3\]; expected \[3, 256\]/,
  );
  refused(
    withHeader((h) => (h.W_h.shape = [9])),
    /shape of 'W_h' is \[9\]/,
  );
  refused(
    withHeader((h) => (h.W_h.shape = [2 ** 52, 2 ** 52])),
    /data_offsets of 'W_h' span 36 bytes/,
  );
  refused(
    withHeader((h) => (h.b_y.data_offsets = [0, 1024])),
    /'\w+' overlap/,
  );
  refused(
    withHeader((h) => (h.b_y.data_offsets[1] = 1e15)),
    /data_offsets of 'b_y'/,
  );
  refused(
    withHeader((h) => (h.b_y.data_offsets = [8, 4])),
    /data_offsets of 'b_y'/,
  );
  refused(
    withHeader((h) => (h.b_y.shape = [-1])),
    /'b_y', field 'shape\.0'/,
  );
  refused(
    withHeader((h) => (h.b_y.shape = [1.5])),
    /'b_y', field 'shape\.0'/,
  );
  const nan = writeModel(weightsOf(3), "m.safetensors");
  new DataView(nan.buffer).setFloat32(nan.length - 4, Number.NaN, true);
  refused(nan, /weight 255 of 'b_y' is NaN/);
  const { W_x, W_h, b_h, b_y } = tensorsOf(weightsOf(3));
  refused(packTensors([W_x, W_h, b_h, b_y], {}), /tensor 'W_y' is missing; expected W_x, W_h/);
  refused(Uint8Array.of(0x80, 2, 0), /byte 2 of the pickle is the instruction 0x00/, "model.pkl");
});

test("no bytes crash the readers", () => {
  const valid = writeModel(weightsOf(2), "m.safetensors");
  const headerLength = Number(new DataView(valid.buffer).getBigUint64(0, true));
  const survive = (bytes: Uint8Array, name: string) => {
    try {
      readModel(bytes, name);
    } catch (error) {
      assert.ok(error instanceof InputError, String(error));
    }
  };
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      survive(bytes, "m.safetensors");
      survive(bytes, "m.bin");
    }),
    { numRuns: 300 },
  );
  // A valid file with one to four bytes of its header changed.
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(headerLength + 7), fc.nat(255)), { minLength: 1, maxLength: 4 }),
      (changes) => {
        const bytes = valid.slice();
        for (const [at, value] of changes) bytes[at] = value;
        survive(bytes, "m.safetensors");
      },
    ),
    { numRuns: 500 },
  );
  // Any JSON as a header.
  fc.assert(
    fc.property(fc.json(), (json) => survive(fileOf(json, new Uint8Array(64)), "m.safetensors")),
    { numRuns: 300 },
  );
  // Entries with any numbers.
  const any = fc.oneof(fc.double(), fc.integer(), fc.constant(2 ** 53));
  fc.assert(
    fc.property(
      fc.array(any, { maxLength: 3 }),
      fc.array(any, { maxLength: 3 }),
      (shape, offsets) =>
        survive(
          withHeader((h) => (h.W_h = { dtype: "F32", shape, data_offsets: offsets }), 2),
          "m.safetensors",
        ),
    ),
    { numRuns: 300 },
  );
});

test("a tensor's numbers are written from memory as they are, not one by one", () => {
  const values = Float32Array.of(1, -2.5, 3e38, 0).subarray(1);
  const view = new DataView(new ArrayBuffer(12));
  for (let i = 0; i < 3; i++) view.setFloat32(4 * i, values[i], true);
  assert.deepEqual(littleEndian(values), new Uint8Array(view.buffer));
  if (endianness() === "LE") assert.equal(littleEndian(values).buffer, values.buffer);
});
