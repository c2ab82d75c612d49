// Files of torch.save: the zip archive and the older format give one net its numbers, wherever in a checkpoint or a
// module it is; strides, ties and what a checkpoint says of its net are understood; the rest is refused by name.
import assert from "node:assert/strict";
import { test } from "node:test";
import { unzipSync, zipSync } from "fflate";
import { readModel } from "../../../../server/nets/formats";
import { InputError } from "../../../../server/nets/inputError";
import { readTorch } from "../../../../server/nets/torchFile";
import {
  Called,
  dictionary,
  Instance,
  joined,
  module,
  named,
  pickled,
  Shared,
  Tuple,
  tensor,
  torchLegacy,
  torchZip,
} from "../../../tools/pickles";

const H = 3;
/** Different numbers for each seed, all exact in float32. */
const values = (count: number, seed: number): number[] =>
  Array.from({ length: count }, (_, i) => ((i * 37 + seed * 11) % 64) / 16 - 2);
const shapes = {
  "rnn.weight_ih_l0": [H, 256],
  "rnn.weight_hh_l0": [H, H],
  "rnn.bias_ih_l0": [H],
  "rnn.bias_hh_l0": [H],
  "fc.weight": [256, H],
  "fc.bias": [256],
};
const countOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/** The tensors of a net, other ones for each seed. */
function state(seed = 0): Map<string, unknown> {
  const tensors = Object.entries(shapes).map(([name, shape], i): [string, unknown] => [
    name,
    tensor(shape, values(countOf(shape), seed + i)),
  ]);
  return new Map(tensors);
}

function weightsFor(seed = 0) {
  const [Wx, Wh, b1, b2, Wy, by] = Object.values(shapes).map((shape, i) =>
    Float32Array.from(values(countOf(shape), seed + i)),
  );
  return { H, Wx, Wh, bh: b1.map((v, i) => v + b2[i]), Wy, by };
}

const rnn = (seed = 0, mode = "RNN_TANH") => {
  const tensors = [...state(seed)].filter(([name]) => name.startsWith("rnn."));
  const own = Object.fromEntries(tensors.map(([name, value]) => [name.slice(4), value]));
  return module("torch.nn.modules.rnn.RNN", own, {}, { mode, hidden_size: H, num_layers: 1 });
};
const linear = (seed = 0) =>
  module("torch.nn.modules.linear.Linear", {
    weight: state(seed).get("fc.weight"),
    bias: state(seed).get("fc.bias"),
  });
const saved = (attributes: Readonly<Record<string, unknown>> = {}, more = {}, mode?: string) =>
  module("__main__.Char", {}, { rnn: rnn(0, mode), fc: linear(), ...more }, attributes);

function gives(bytes: Uint8Array, seed = 0, prefix?: string) {
  const model = readModel(bytes, "m.pt", prefix === undefined ? {} : { prefix });
  assert.deepEqual(model.weights, weightsFor(seed));
  return model;
}

function refused(bytes: Uint8Array, words: RegExp): void {
  assert.throws(
    () => readModel(bytes, "m.pt"),
    (error) => {
      assert.ok(error instanceof InputError, String(error));
      assert.match(error.sentence, words);
      assert.ok(error.sentence.startsWith("m.pt: "));
      return true;
    },
  );
}

const metadataOf = (value: unknown) => readTorch(torchZip(value), "m.pt").metadata;

test("the zip archive, in two protocols, deflated too, and the older format give the same net", () => {
  const ordered = new Called(named("collections.OrderedDict"), [
    [...state()].map((pair) => new Tuple(pair)),
  ]);
  for (const value of [state(), ordered]) {
    assert.equal(gives(torchZip(value)).format, "torch");
    gives(torchZip(value, { "net/byteorder": Buffer.from("little") }, 4));
    assert.equal(gives(torchLegacy(value)).format, "torch");
  }
  const packed = zipSync(unzipSync(torchZip(state())), { level: 6 });
  assert.ok(packed.length < torchZip(state()).length / 2);
  gives(packed);
});

test("a net is found under any key of a checkpoint, beside what trained it", () => {
  const optimizer = dictionary({
    state: new Map([[0, dictionary({ exp_avg: tensor([H, H], values(9, 9)), step: 3 })]]),
    param_groups: [dictionary({ lr: 0.1, params: [0, 1] })],
  });
  for (const key of ["state_dict", "model", "model_state_dict", "net", "weights", "my_net"]) {
    const checkpoint = { epoch: 3, loss: 1.5, optimizer_state_dict: optimizer, [key]: state() };
    const { net } = gives(torchZip(dictionary(checkpoint)));
    assert.deepEqual(net.ignored, []);
    gives(torchLegacy(dictionary({ [key]: saved(), optimizer })));
  }
  const nested = dictionary({ args: new Map(), checkpoint: dictionary({ state_dict: state() }) });
  gives(torchZip(nested));
  // Tensors of a generator's state, or statistics, are no part of a net; a matrix may be, and is named.
  gives(torchZip(dictionary({ model: state(), rng_state: tensor([16], values(16, 1)) })));
  const stats = dictionary({ mean: tensor([4], values(4, 1)) });
  for (const key of ["model", "mine"]) gives(torchZip(dictionary({ [key]: state(), stats })));
  const adapter = dictionary({ weight: tensor([H, H], values(9, 1)) });
  refused(torchZip(dictionary({ model: state(), adapter })), /'adapter\.weight' .* left over/);
});

test("the parts of a net under keys of their own are one net", () => {
  const part = (prefix: string) =>
    new Map(
      [...state()]
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, value]) => [name.slice(prefix.length), value]),
    );
  gives(torchZip(dictionary({ rnn: part("rnn."), fc: part("fc.") })));
  gives(torchZip([rnn(), linear()]));
});

test("of two nets in a checkpoint one is chosen by its key; a module beside its own state is one net", () => {
  const two = torchZip(dictionary({ model: state(), ema: state(7), epoch: 1 }));
  refused(two, /2 complete nets, .* choose ema or model/);
  gives(two, 0, "model");
  gives(two, 7, "ema");
  const tensors = state();
  const modules = ["rnn", "fc"].map((part): [string, unknown] => {
    const own = [...tensors].filter(([name]) => name.startsWith(part));
    const parameters = Object.fromEntries(own.map(([name, v]) => [name.split(".")[1], v]));
    return [part, module(`app.${part}`, parameters)];
  });
  const model = module("__main__.Char", {}, Object.fromEntries(modules));
  gives(torchZip(dictionary({ model, state_dict: tensors })));
});

test("a saved module gives the names of its state dictionary, under any wrapper", () => {
  for (const bytes of [torchZip(saved()), torchZip(saved(), {}, 4), torchLegacy(saved())])
    gives(bytes);
  const wrapped = module("torch.nn.parallel.data_parallel.DataParallel", {}, { module: saved() });
  assert.equal(gives(torchZip(wrapped)).net.parts[1].from, "module.rnn.weight_hh_l0");
  const compiled = module("torch._dynamo.eval_frame.OptimizedModule", {}, { _orig_mod: saved() });
  gives(torchZip(compiled));
  // A buffer that PyTorch leaves out of the state dictionary is left out here.
  const state0 = saved().state as Map<string, unknown>;
  state0.set("_buffers", dictionary({ mask: tensor([5, 5], values(25, 1)) }));
  const buffered = new Instance(named("__main__.Char"), state0);
  refused(torchZip(buffered), /'mask' \[5, 5\] is left over/);
  state0.set("_non_persistent_buffers_set", new Set(["mask"]));
  gives(torchZip(buffered));
});

test("what a module computes without tensors is harmless or named", () => {
  const relu = module("torch.nn.modules.activation.ReLU", {});
  refused(torchZip(saved({}, { act: relu })), /'act' is a ReLU, which computes without tensors/);
  const dropout = module("torch.nn.modules.dropout.Dropout", {}, {}, { p: 0.5 });
  const softmax = module("torch.nn.modules.activation.LogSoftmax", {}, {}, { dim: 1 });
  gives(torchZip(saved({}, { dropout, softmax })));
  const table = tensor([256, H], values(256 * H, 3));
  const renormed = module(
    "torch.nn.modules.sparse.Embedding",
    { weight: table },
    {},
    { max_norm: 1 },
  );
  refused(
    torchZip(saved({}, { renormed })),
    /'renormed' is an Embedding with max_norm; expected none/,
  );
});

test("strides: transposed, sliced and offset tensors give their own numbers", () => {
  const transposed = state();
  const Wy = values(256 * H, 4);
  const columns = Array.from({ length: H }, (_, j) => Wy.filter((_, at) => at % H === j)).flat();
  transposed.set("fc.weight", tensor([256, H], columns, [1, 256]));
  gives(torchZip(transposed));
  gives(torchLegacy(transposed));
  // Two biases in one storage, and a matrix whose rows are every second one.
  const biases = new Shared([9, ...values(H, 2), 9, ...values(H, 3), 9]);
  const sliced = state();
  sliced.set("rnn.bias_ih_l0", tensor([H], biases, [1], 1));
  sliced.set("rnn.bias_hh_l0", tensor([H], biases, [1], H + 2));
  const Wh = values(H * H, 1);
  const spread = [0, 1, 2].flatMap((i) => [...Wh.slice(i * H, i * H + H), 7, 7, 7]);
  sliced.set("rnn.weight_hh_l0", tensor([H, H], spread, [2 * H, 1]));
  gives(torchZip(sliced));
  // A view that leaves its storage, or repeats it.
  const beyond = state();
  beyond.set("fc.bias", tensor([256], values(256, 5), [1], 1));
  refused(
    torchZip(beyond),
    /'fc\.bias' is \[256\] with strides \[1\] from number 1 .* its 256 numbers/,
  );
  beyond.set("fc.bias", tensor([256], [1], [0]));
  refused(
    torchZip(beyond),
    /'fc\.bias' is \[256\] with strides \[0\], which repeats numbers of its storage; expected 256 numbers/,
  );
});

test("whole numbers where weights are expected are refused", () => {
  const whole = state();
  whole.set("fc.bias", tensor([256], new Shared(values(256, 5), "IntStorage")));
  for (const bytes of [torchZip(whole), torchLegacy(whole)])
    refused(bytes, /^m\.pt: dtype of 'fc\.bias' is 'I32'; expected F64, F32, F16 or BF16$/);
});

test("tied tensors are named once, and found under both names", () => {
  const table = tensor([256, H], values(256 * H, 3));
  const tied = new Map<string, unknown>([
    ["embed.weight", table],
    ["rnn.weight_ih_l0", tensor([H, H], values(H * H, 1))],
    ["rnn.weight_hh_l0", tensor([H, H], values(H * H, 2))],
    ["out.weight", table],
  ]);
  for (const bytes of [torchZip(tied), torchLegacy(tied)]) {
    const { tensors, metadata } = readTorch(bytes, "m.pt");
    assert.deepEqual([...tensors.keys()], [...tied.keys()].slice(0, 3));
    assert.deepEqual(metadata, { "out.weight": "embed.weight" });
    const { net, weights } = readModel(bytes, "m.pt");
    assert.deepEqual(weights.Wy, Float32Array.from(values(256 * H, 3)));
    assert.equal(net.parts[3].from, "out.weight (shared: embed.weight)");
  }
});

test("an alphabet beside a net becomes metadata, in the order of its indexes", () => {
  const said = (entries: Readonly<Record<string, unknown>>) =>
    metadataOf(dictionary({ model: state(), ...entries })).chars;
  const abc = '["a","b","c"]';
  const index = dictionary({ b: 1, a: 0, c: 2 });
  const reverse = new Map([
    [2, "c"],
    [0, "a"],
    [1, "b"],
  ] as const);
  assert.equal(said({ chars: ["a", "b", "c"] }), abc);
  assert.equal(said({ chars: new Tuple(["a", "b", "c"]) }), abc);
  assert.equal(said({ vocab: "abc" }), abc);
  for (const key of ["stoi", "char2int", "char_to_ix", "vocab"])
    assert.equal(said({ [key]: index }), abc);
  for (const key of ["itos", "int2char", "idx2char", "ix_to_char"])
    assert.equal(said({ [key]: reverse }), abc);
  assert.equal(said({ itos: reverse, stoi: index, chars: ["a", "b", "c"] }), abc);
  assert.equal(
    said({ config: new Instance(named("argparse.Namespace"), dictionary({ chars: "abc" })) }),
    abc,
  );
  assert.equal(said({ vocab: dictionary({ itos: reverse, stoi: index }) }), abc);
  assert.equal(metadataOf(saved({ chars: ["a", "b", "c"] })).chars, abc);
  // A size, a set, whose order means nothing, and the name of a file are no alphabets.
  assert.equal(
    said({ vocab: 65, chars: new Set(["b", "a"]), alphabet: "alphabet.txt" }),
    undefined,
  );
  const wrong = (entries: Readonly<Record<string, unknown>>, words: RegExp) =>
    refused(torchZip(dictionary({ model: state(), ...entries })), words);
  wrong({ stoi: dictionary({ a: 1, b: 2 }) }, /'stoi' has 2 entries, and none has the number 0/);
  wrong({ stoi: dictionary({ a: 0, b: 0 }) }, /'stoi' .* none has the number 1/);
  wrong({ chars: ["a"], itos: ["b"] }, /'chars' and 'itos' say two things of the chars/);
  wrong({ chars: [1, 2] }, /'chars' has the entry 1 at index 0; expected characters/);
  wrong({ chars: "abc" }, /alphabet metadata chars: 3 characters; expected 256/);
});

test("a module says its nonlinearity and its cell", () => {
  assert.deepEqual(metadataOf(saved()), { cell: "rnn", nonlinearity: "tanh" });
  assert.equal(metadataOf(saved({}, {}, "RNN_RELU")).nonlinearity, "relu");
  assert.equal(readModel(torchZip(saved({}, {}, "RNN_RELU")), "m.pt").net.nonlinearity, "relu");
  const config = dictionary({ nonlinearity: "relu", hidden_size: H });
  assert.equal(metadataOf(dictionary({ model: state(), config })).nonlinearity, "relu");
  refused(torchZip(saved({ nonlinearity: "relu" })), /say two things of the nonlinearity/);
});

test("archives of other programs and byte orders are refused by name", () => {
  const file = (entries: Readonly<Record<string, string>>) =>
    zipSync(Object.fromEntries(Object.entries(entries).map(([k, v]) => [k, Buffer.from(v)])));
  refused(
    file({ "m/data.pkl": "N.", "m/code/__torch__.py": "", "m/constants.pkl": "N." }),
    /TorchScript/,
  );
  refused(file({ "m/archive_format": "pt2", "m/models/model.json": "{}" }), /torch\.export/);
  refused(file({ "a/data.pkl": "N.", "b/data.pkl": "N." }), /2 entries called data\.pkl/);
  refused(file({ "a/data/0": "1234" }), /0 entries called data\.pkl/);
  refused(torchZip(state(), { "net/byteorder": Buffer.from("big") }), /byte order 'big'/);
  refused(torchLegacy(state(), false), /byte order 'big'/);
  const tar = new Uint8Array(1024);
  tar.set(Buffer.from("sys_info"));
  tar.set(Buffer.from("ustar"), 257);
  refused(tar, /a tar archive, as the first versions of PyTorch wrote/);
  refused(torchZip(dictionary({ epoch: 1 })), /a dictionary of 1 entries without tensors/);
  refused(
    pickled(new Instance(named("sklearn.svm.SVC"), new Map())),
    /an instance of sklearn\.svm\.SVC/,
  );
  const load = new Called(named("torch.storage._load_from_bytes"), [new Uint8Array(3)]);
  refused(pickled(dictionary({ w: load })), /written by pickle\.dump; expected .* torch\.save/);
});

test("a file that is cut short or goes on says so", () => {
  const legacy = torchLegacy(state());
  refused(joined([legacy, new Uint8Array(3)]), /3 bytes follow the last storage/);
  refused(
    legacy.subarray(0, legacy.length - 1),
    /storage '\d+' has \d+ bytes: the file is cut short/,
  );
  const zip = torchZip(state());
  refused(zip.subarray(0, zip.length - 30), /the zip archive is damaged/);
  refused(joined([pickled(state()), Uint8Array.of(0)]), /1 bytes follow the pickle/);
  // A storage that is shorter than the pickle says, and one that is not there.
  const value = tensor([4], [1, 2, 3, 4]);
  const archive = torchZip(dictionary({ w: value }));
  const text = Buffer.from(archive).toString("latin1");
  const name = /net\/data\/(\d+)/.exec(text)?.[1] ?? "";
  const other = (data: Uint8Array | undefined) =>
    zipSync({
      "net/data.pkl": pickled(dictionary({ w: value })),
      ...(data ? { [`net/data/${name}`]: data } : {}),
    });
  refused(other(new Uint8Array(12)), /the storage of 'w' has 12 bytes; expected 16/);
  refused(other(undefined), /'w' has no numbers in the file/);
});

test("a dictionary of numpy arrays, pickled, is min-char-rnn", () => {
  const dtype = new Called(
    named("numpy.dtype"),
    ["f4", false, true],
    new Tuple([3, "<", null, null, null, -1, -1, 0]),
  );
  const array = (shape: readonly number[], numbers: readonly number[]) => {
    const bytes = new Uint8Array(Float32Array.from(numbers).buffer);
    const made = [named("numpy.ndarray"), new Tuple([0]), "b"];
    const given = new Tuple([1, new Tuple(shape), dtype, false, bytes]);
    return new Called(named("numpy.core.multiarray._reconstruct"), made, given);
  };
  const { Wx, Wh, bh, Wy, by } = weightsFor();
  const net = {
    ...{ Wxh: array([H, 256], [...Wx]), Whh: array([H, H], [...Wh]), bh: array([H, 1], [...bh]) },
    ...{ Why: array([256, H], [...Wy]), by: array([256, 1], [...by]), hidden_size: H },
  };
  for (const protocol of [2, 4] as const)
    assert.equal(gives(pickled(dictionary(net), protocol)).format, "pickle");
});

test("names and tensors have a limit", () => {
  const one = tensor([1], [1]);
  const many = new Map(Array.from({ length: 10_001 }, (_, i) => [`w${i}`, one]));
  refused(torchZip(many), /more than 10000 tensors/);
  refused(torchZip(dictionary({ ["n".repeat(1001)]: one })), /a name of more than 1000 characters/);
  let deep: unknown = state();
  for (let i = 0; i < 70; i++) deep = dictionary({ a: deep });
  refused(torchZip(deep), /nested more than 64 deep/);
  // Values that double by reference are never written out.
  let doubled: unknown[] = [];
  for (let i = 0; i < 60; i++) doubled = [doubled, doubled];
  const table = { weight: tensor([256, H], values(256 * H, 3)) };
  const attributes = { max_norm: doubled, chars: doubled, nonlinearity: doubled };
  const embedding = module("torch.nn.modules.sparse.Embedding", table, {}, attributes);
  refused(torchZip(embedding), /chars' has the entry object at index 0; expected characters/);
  refused(torchZip(dictionary({ model: state(), vocab: doubled })), /'vocab' has the entry object/);
  const loop = new Map<string, unknown>();
  loop.set("again", loop);
  refused(torchZip(loop), /a dictionary of 1 entries without tensors/);
  const inner = module("app.A", {});
  const modules = (inner.state as Map<string, Map<string, unknown>>).get("_modules");
  modules?.set("a", inner);
  modules?.set("b", inner);
  refused(torchZip(inner), /nested more than 64 deep/);
});
