// Model files at random that no person would write: the small nets damaged, pickles as programs, headers and shapes of any
// numbers, numbers that are not finite in any place, alphabets of anything beside a model, checkpoints of training. Asserts nothing.
import fs from "node:fs";
import fc from "fast-check";
import { unzipSync, zipSync } from "fflate";
import { writeModel } from "../../../../server/nets/formats";
import { packTensors } from "../../../../server/nets/safetensors";
import { damaged, damages } from "../../damage";
import { readNet } from "../../nets";
import { dictionary, pickled, tensor, torchLegacy, torchZip } from "../../pickles";
import { netOfPlan } from "../../randomNets";
import { anyPickle } from "./pickleProgram";

export interface HostileModel {
  /** For people. */
  readonly what: string;
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Files beside it, by their names. */
  readonly beside: Readonly<Record<string, Uint8Array>>;
  /** Of the net that is chosen in it. */
  readonly prefix?: string;
}

const nets = fs
  .readdirSync("test/data/nets")
  .filter((name) => !/\.(md|json|txt)$/.test(name))
  .map((name) => ({ name, bytes: readNet(name) }));
const files = nets.map(({ bytes }) => bytes);
const plain = netOfPlan({ cell: "tanh", layers: 1, H: 3, characters: null, seed: 5 });

const encoded = (text: string): Uint8Array => new TextEncoder().encode(text);
const model = (what: string, name: string, bytes: Uint8Array, more: object = {}): HostileModel => ({
  ...{ what, name, bytes, beside: {} },
  ...more,
});

const damagedNet = fc
  .tuple(fc.nat(nets.length - 1), damages)
  .map(([which, list]) =>
    model("a damaged net", nets[which].name, damaged(files[which], files, list)),
  );

const archives = nets
  .filter(({ name, bytes }) => bytes[0] === 0x50 && /\.(pt|npz)$/.test(name))
  .map(({ name, bytes }) => ({ name, entries: unzipSync(bytes) }));
const damagedInside = fc
  .tuple(fc.nat(archives.length - 1), fc.nat(), damages, fc.constantFrom(0, 6))
  .map(([which, at, list, level]) => {
    const { name, entries } = archives[which];
    const names = Object.keys(entries);
    const entry = names[at % names.length];
    const inside = { ...entries, [entry]: damaged(entries[entry], Object.values(entries), list) };
    return model("an archive damaged inside", name, zipSync(inside, { level: level as 0 | 6 }));
  });

const program = fc.tuple(anyPickle, fc.nat(3)).map(([bytes, kind]) => {
  const what = "a pickle of any instructions";
  if (kind < 2) return model(what, "m.pkl", bytes);
  const numbers = new Uint8Array(36);
  const entries = { "m/data.pkl": bytes, "m/data/0": numbers, "m/version": Uint8Array.of(51, 10) };
  if (kind === 2) return model(what, "m.pt", zipSync(entries, { level: 0 }));
  return model(what, "m.pt", Buffer.concat([torchLegacy(new Map()).subarray(0, 40), bytes]));
});

const dimension = fc.oneof(
  fc.constantFrom(0, 1, 2, 3, 256, 4096, 65_536, 2 ** 26, 2 ** 31, 2 ** 32, 2 ** 53, 1e300),
  fc.nat(10),
  fc.constantFrom(-1, 0.5),
);
const shape = fc.oneof(
  fc.array(dimension, { maxLength: 4 }),
  fc.constantFrom([65_536, 65_536], [2 ** 32, 2 ** 32], new Array(70).fill(1), [2 ** 53, 0]),
);
const tensorName = fc.constantFrom(
  ...["W_x", "W_h", "b_h", "W_y", "b_y", "rnn.weight_hh_l0", "rnn.weight_ih_l0", "fc.weight"],
  ...["rnn.weight_hh_l9", "rnn.weight_hh_l0_reverse", "Whh", "__proto__", "step", "x".repeat(2000)],
);
const entry = fc.record({
  dtype: fc.constantFrom("F32", "F64", "F16", "BF16", "I8", "F8_E4M3", "C64", "X", "toString"),
  shape,
  data_offsets: fc.array(fc.oneof(fc.nat(100), dimension), { minLength: 1, maxLength: 3 }),
});
const word = fc.oneof(
  fc.json({ maxDepth: 3 }),
  fc.constantFrom(
    "relu",
    "gru",
    "2",
    "corpus checkpoint",
    "W_h",
    '["a"]',
    '{"a":0}',
    "[".repeat(99),
  ),
  fc.string({ unit: "binary" }),
);
const metadata = fc.dictionary(
  fc.constantFrom("chars", "vocab", "alphabet", "cell", "nonlinearity", "layers", "kind", "format"),
  word,
);

const header = fc
  .tuple(
    fc.dictionary(tensorName, fc.oneof(entry, fc.jsonValue())),
    fc.option(metadata),
    fc.nat(64),
  )
  .map(([entries, said, data]) => {
    const text = encoded(JSON.stringify({ ...(said ? { __metadata__: said } : {}), ...entries }));
    const bytes = new Uint8Array(8 + text.length + data);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
    bytes.set(text, 8);
    return model("a safetensors header of anything", "m.safetensors", bytes);
  });

const saidOfPlain = metadata.map((said) =>
  model("metadata of anything", "m.safetensors", writeModel(plain, "m.safetensors", said)),
);

const shapeWords = fc.oneof(
  fc
    .array(fc.oneof(fc.nat(300), fc.constantFrom(2 ** 32, 2 ** 53, 1e300)), { maxLength: 5 })
    .map((all) => all.join(", ")),
  fc.constantFrom("1".repeat(200), "1,".repeat(20_000), ",,", "1 1", "-1"),
);
const array = fc
  .tuple(
    fc.constantFrom("<f4", "<f8", "<f2", ">f4", "|O", "<i8", "<f4'; x"),
    fc.boolean(),
    shapeWords,
    fc.nat(5),
    fc.nat(40),
  )
  .map(([descr, order, dimensions, version, numbers]) => {
    const text = `{'descr': '${descr}', 'fortran_order': ${order ? "True" : "False"}, 'shape': (${dimensions}), }\n`;
    const head = Buffer.alloc(version === 1 ? 10 : 12);
    head.write("\x93NUMPY", "latin1");
    head[6] = version;
    if (version === 1) head.writeUInt16LE(Math.min(65_535, text.length), 8);
    else head.writeUInt32LE(text.length, 8);
    return new Uint8Array(Buffer.concat([head, Buffer.from(text), Buffer.alloc(numbers)]));
  });
const npz = fc
  .dictionary(
    tensorName.map((name) => `${name}.npy`),
    array,
  )
  .map((arrays) => {
    const entries = Object.fromEntries(
      Object.entries(arrays).map(([name, bytes]) => [name.slice(-80), bytes]),
    );
    return model("arrays of any shape", "m.npz", zipSync(entries, { level: 6 }));
  });

const tensors = [
  ["W_x", [3, 256], plain.Wx],
  ["W_h", [3, 3], plain.Wh],
  ["b_h", [3], plain.bh],
  ["W_y", [256, 3], plain.Wy],
  ["b_y", [256], plain.by],
] as const;
const places = tensors.reduce((sum, [, , values]) => sum + values.length, 0);
const odd = fc.constantFrom(Number.NaN, Infinity, -Infinity, 3.4e38, -3.4e38, 1e-45, 2 ** 125);
const notFinite = fc.tuple(fc.nat(places - 1), odd, fc.nat(3)).map(([at, value, format]) => {
  let left = at;
  const changed = tensors.map(([name, sizes, values]) => {
    const copy = values.slice();
    if (left >= 0 && left < copy.length) copy[left] = value;
    left -= values.length;
    return [name, sizes, copy] as const;
  });
  const what = `${value} at place ${at}`;
  const [Wx, Wh, bh, Wy, by] = changed.map(([, , values]) => values);
  if (format === 0) return model(what, "m.safetensors", packTensors(changed, {}));
  if (format === 1) return model(what, "m.bin", writeModel({ H: 3, Wx, Wh, bh, Wy, by }, "m.bin"));
  const named = Object.fromEntries(
    changed.map(([name, sizes, values]) => [name, tensor(sizes, [...values])]),
  );
  if (format === 2) return model(what, "m.pt", torchZip(dictionary(named)));
  return model(what, "m.pt", torchLegacy(dictionary({ ...named, step: value })));
});

const vocab = fc.oneof(
  fc.json({ maxDepth: 6 }).map(encoded),
  fc.uint8Array({ maxLength: 60 }),
  damages.map((list) => damaged(readNet("alphabet-short.vocab.json"), files, list)),
  fc
    .dictionary(fc.constantFrom("__proto__", "0", "1", "17", "a", "é", "<pad>"), fc.jsonValue())
    .map((value) => encoded(JSON.stringify(value))),
  fc
    .integer({ min: 1, max: 200_000 })
    .map((depth) => encoded("[".repeat(depth) + "]".repeat(depth))),
);
const sidecar = fc
  .tuple(vocab, fc.constantFrom("m.vocab.json", "vocab.json", "chars.json"))
  .map(([bytes, beside]) =>
    model("an alphabet of anything", "m.safetensors", readNet("alphabet-short.safetensors"), {
      beside: { [beside]: bytes },
    }),
  );

const checkpoint = (() => {
  const names = ["weights", "mean", "square", "best"];
  const all = names.flatMap((part) =>
    tensors.map(([name, sizes, values]) => [`${part}.${name}`, sizes, values] as const),
  );
  const said = { kind: "corpus checkpoint", counters: "{}", judgements: "[]", identity: "x" };
  return packTensors([...all, ["states", [2, 3], new Float32Array(6)]], said);
})();
const trained = fc
  .tuple(damages, fc.option(fc.constantFrom("best", "mean", "", "x".repeat(2000))))
  .map(([list, prefix]) =>
    model("a damaged checkpoint of training", "m.safetensors", damaged(checkpoint, files, list), {
      ...(prefix === null ? {} : { prefix }),
    }),
  );

const values = fc.oneof(
  fc.jsonValue(),
  fc.constant(tensor([2, 2], [1, 2, 3, 4])),
  fc.constant(tensor([1], [1], [2 ** 40])),
);
const dictionaries = fc.dictionary(tensorName, values).chain((entries) =>
  fc.constantFrom(2 as const, 4 as const).map((protocol) => {
    const map = dictionary({ ...entries, config: dictionary(entries) });
    return model("a dictionary of anything", "m.pt", torchZip(plainValues(map), {}, protocol));
  }),
);

/** Objects of JSON as the dictionaries they are in Python. */
function plainValues(value: unknown): unknown {
  if (value instanceof Map) return new Map([...value].map(([key, one]) => [key, plainValues(one)]));
  if (Array.isArray(value)) return value.map(plainValues);
  const isPlain =
    typeof value === "object" &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype;
  return isPlain
    ? new Map(Object.entries(value).map(([key, one]) => [key, plainValues(one)]))
    : value;
}

const pickledArrays = fc
  .tuple(fc.jsonValue(), damages)
  .map(([value, list]) =>
    model("a damaged pickle", "m.pkl", damaged(pickled(plainValues(value), 4), files, list)),
  );

export const anyHostileModel: fc.Arbitrary<HostileModel> = fc.oneof(
  { weight: 4, arbitrary: damagedNet },
  { weight: 2, arbitrary: damagedInside },
  { weight: 3, arbitrary: program },
  { weight: 2, arbitrary: header },
  ...[saidOfPlain, npz, notFinite, sidecar, trained, dictionaries, pickledArrays],
);
