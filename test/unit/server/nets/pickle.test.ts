// The interpreter of pickles: what Python writes in every protocol is read as what it was; whatever a pickle calls, and
// however it is made to grow, it ends in one sentence and runs nothing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { InputError } from "../../../../server/nets/inputError";
import { readPickle } from "../../../../server/nets/pickle";
import { Bag, Global, PickledSet } from "../../../../server/nets/pickleMachine";
import { PickleObjects } from "../../../../server/nets/pickleObjects";
import { TensorView } from "../../../../server/nets/torchTensors";
import { Called, dictionary, Instance, named, pickled, Tuple } from "../../../tools/pickles";

function read(bytes: Uint8Array): unknown {
  const refuse = (sentence: string): never => {
    throw new InputError(sentence);
  };
  return readPickle(bytes, 0, (spend) => new PickleObjects(spend, refuse), refuse).value;
}

const raw = (text: string): unknown => read(Uint8Array.from(Buffer.from(text, "latin1")));

function refused(bytes: Uint8Array | string, words: RegExp): void {
  const pickle = typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes;
  assert.throws(
    () => read(pickle),
    (error) => {
      assert.ok(error instanceof InputError, String(error));
      assert.match(error.sentence, words);
      assert.ok(error.sentence.length < 300, error.sentence);
      return true;
    },
  );
}

/**
 * {"a": [1, -2, 300, 70000, 2**40, -2**70, True, False, None], "t": (1.5, "é€😀", (), ("x",), ("x", "y"),
 * ("x", "y", "z"), (1, 2, 3, 4)), "b": b"\0\xff", "s": {7}, "f": frozenset([8]), "d": OrderedDict([("k", {})]),
 * "nested": [[], [{}]]} with "again" the list of "a", by Python 3, protocols 0 to 5.
 */
const WRITTEN = [
  "286470300a56610a70310a286c70320a49310a61492d320a61493330300a614937303030300a614c313039393531313632373737364c0a614c2d313138303539313632303731373431313330333432344c0a614930310a614930300a614e617356740a70330a2846312e350a56e95c75323061635c5530303031663630300a70340a28742856780a70350a7470360a2867350a56790a70370a7470380a2867350a67370a567a0a70390a747031300a2849310a49320a49330a49340a747031310a747031320a7356620a7031330a635f636f646563730a656e636f64650a7031340a28565c7530303030ff0a7031350a566c6174696e310a7031360a747031370a527031380a7356730a7031390a635f5f6275696c74696e5f5f0a7365740a7032300a28286c7032310a49370a61747032320a527032330a7356660a7032340a635f5f6275696c74696e5f5f0a66726f7a656e7365740a7032350a28286c7032360a49380a61747032370a527032380a7356640a7032390a63636f6c6c656374696f6e730a4f726465726564446963740a7033300a2874527033310a566b0a7033320a28647033330a7373566e65737465640a7033340a286c7033350a286c7033360a61286c7033370a28647033380a61617356616761696e0a7033390a67320a732e",
  "7d71002858010000006171015d7102284b014afeffffff4d2c014a701101004c313039393531313632373737364c0a4c2d313138303539313632303731373431313330333432344c0a4930310a4930300a4e65580100000074710328473ff80000000000005809000000c3a9e282acf09f98807104292858010000007871057471062868055801000000797107747108286805680758010000007a710974710a284b014b024b034b0474710b74710c580100000062710d635f636f646563730a656e636f64650a710e28580300000000c3bf710f58060000006c6174696e3171107471115271125801000000737113635f5f6275696c74696e5f5f0a7365740a7114285d71154b07617471165271175801000000667118635f5f6275696c74696e5f5f0a66726f7a656e7365740a7119285d711a4b086174711b52711c580100000064711d63636f6c6c656374696f6e730a4f726465726564446963740a711e2952711f58010000006b71207d71217358060000006e657374656471225d7123285d71245d71257d712661655805000000616761696e71276802752e",
  "80027d71002858010000006171015d7102284b014afeffffff4d2c014a701101008a060000000000018a090000000000000000c088894e65580100000074710328473ff80000000000005809000000c3a9e282acf09f98807104295801000000787105857106680558010000007971078671086805680758010000007a710987710a284b014b024b034b0474710b74710c580100000062710d635f636f646563730a656e636f64650a710e580300000000c3bf710f58060000006c6174696e3171108671115271125801000000737113635f5f6275696c74696e5f5f0a7365740a71145d71154b07618571165271175801000000667118635f5f6275696c74696e5f5f0a66726f7a656e7365740a71195d711a4b086185711b52711c580100000064711d63636f6c6c656374696f6e730a4f726465726564446963740a711e2952711f58010000006b71207d71217358060000006e657374656471225d7123285d71245d71257d712661655805000000616761696e71276802752e",
  "80037d71002858010000006171015d7102284b014afeffffff4d2c014a701101008a060000000000018a090000000000000000c088894e65580100000074710328473ff80000000000005809000000c3a9e282acf09f98807104295801000000787105857106680558010000007971078671086805680758010000007a710987710a284b014b024b034b0474710b74710c580100000062710d430200ff710e580100000073710f636275696c74696e730a7365740a71105d71114b07618571125271135801000000667114636275696c74696e730a66726f7a656e7365740a71155d71164b0861857117527118580100000064711963636f6c6c656374696f6e730a4f726465726564446963740a711a2952711b58010000006b711c7d711d7358060000006e6573746564711e5d711f285d71205d71217d712261655805000000616761696e71236802752e",
  "800495d8000000000000007d94288c0161945d94284b014afeffffff4d2c014a701101008a060000000000018a090000000000000000c088894e658c01749428473ff80000000000008c09c3a9e282acf09f988094298c017894859468058c0179948694680568078c017a948794284b014b024b034b04749474948c016294430200ff948c0173948f94284b07908c016694284b0891948c0164948c0b636f6c6c656374696f6e73948c0b4f726465726564446963749493942952948c016b947d94738c066e6573746564945d94285d945d947d9461658c05616761696e946802752e",
  "800595d8000000000000007d94288c0161945d94284b014afeffffff4d2c014a701101008a060000000000018a090000000000000000c088894e658c01749428473ff80000000000008c09c3a9e282acf09f988094298c017894859468058c0179948694680568078c017a948794284b014b024b034b04749474948c016294430200ff948c0173948f94284b07908c016694284b0891948c0164948c0b636f6c6c656374696f6e73948c0b4f726465726564446963749493942952948c016b947d94738c066e6573746564945d94285d945d947d9461658c05616761696e946802752e",
];

test("what Python writes in protocols 0 to 5 is read as what it was", () => {
  for (const [protocol, hex] of WRITTEN.entries()) {
    const value = read(Uint8Array.from(Buffer.from(hex, "hex")));
    assert.ok(value instanceof Map);
    const at = `protocol ${protocol}`;
    const a = [1, -2, 300, 70000, 2 ** 40, -(2n ** 70n), true, false, null];
    assert.deepEqual(value.get("a"), a, at);
    assert.equal(value.get("again"), value.get("a"), at);
    const four = [1, 2, 3, 4];
    const t = [1.5, "é€😀", [], ["x"], ["x", "y"], ["x", "y", "z"], four];
    assert.deepEqual(value.get("t"), t, at);
    // Before protocol 3 there are no bytes, only text.
    const b = protocol < 3 ? "\0ÿ" : Uint8Array.of(0, 0xff);
    assert.deepEqual(value.get("b"), b, at);
    assert.deepEqual(value.get("s"), new PickledSet([7]), at);
    assert.deepEqual(value.get("f"), new PickledSet([8]), at);
    assert.deepEqual(value.get("d"), new Map([["k", new Map()]]), at);
    assert.deepEqual(value.get("nested"), [[], [new Map()]], at);
  }
});

test("the instructions that Python no longer writes", () => {
  assert.equal(raw("U\x02a\xe9."), "aé");
  assert.equal(raw("T\x02\0\0\0ab."), "ab");
  assert.equal(raw("I-12\n."), -12);
  assert.deepEqual(raw("(I1\nI2\n0l."), [1]);
  assert.deepEqual(raw("]K\x01aK\x02a."), [1, 2]);
  assert.deepEqual(raw("K\x052\x86."), [5, 5]);
  assert.deepEqual(raw("((K\x01K\x021t."), []);
  assert.equal(raw("F-inf\n."), Number.NEGATIVE_INFINITY);
  assert.ok(Number.isNaN(raw("Fnan\n.")));
  assert.equal(raw("\x8a\0."), 0);
  assert.equal(raw("\x8b\x01\0\0\0\xff."), -1);
  assert.equal(raw("K\x07r\x00\x01\0\x000j\x00\x01\0\0."), 7);
  assert.deepEqual(raw("\x96\x02\0\0\0\0\0\0\0ab."), Uint8Array.of(97, 98));
  assert.deepEqual(raw("\x8d\x02\0\0\0\0\0\0\0ab."), "ab");
  assert.deepEqual(raw("\x8e\x02\0\0\0\0\0\0\0ab."), Uint8Array.of(97, 98));
  assert.deepEqual(raw("ccollections\ndeque\n]K\x01a\x85R."), [1]);
});

test("a class that is only given values is a bag of them, with its name", () => {
  for (const protocol of [2, 4] as const) {
    const state = dictionary({ hidden: 3, inner: new Instance(named("app.Inner"), new Map()) });
    const value = read(pickled(new Instance(named("app.nets.Char"), state), protocol));
    assert.ok(value instanceof Bag);
    assert.equal(value.className, "app.nets.Char");
    assert.equal(value.values.get("hidden"), 3);
    assert.ok(value.values.get("inner") instanceof Bag);
  }
  // Attributes and slots; the old way to make an instance; a subclass of dict and of list.
  const slots = raw("capp\nA\n)\x81}U\x01aK\x01s}U\x01bK\x02s\x86b.");
  assert.deepEqual([...(slots as Bag).values], Object.entries({ a: 1, b: 2 }));
  const old = raw("ccopy_reg\n_reconstructor\n(capp\nA\nc__builtin__\nobject\nNtR}U\x01aK\x01sb.");
  assert.deepEqual([...(old as Bag).values], [["a", 1]]);
  const keyword = raw("capp\nA\n)}U\x01aK\x01s\x92.");
  assert.deepEqual([...(keyword as Bag).values], [["a", 1]]);
  assert.deepEqual([...(raw("capp\nA\n)\x81U\x01aK\x01s.") as Bag).values], [["a", 1]]);
  assert.deepEqual((raw("capp\nA\n)\x81K\x01a.") as Bag).items, [1]);
});

test("a call of anything but a known constructor is refused by its name", () => {
  const calls = ["os.system", "posix.system", "builtins.eval", "__builtin__.getattr", "nt.system"];
  for (const name of [...calls, "subprocess.Popen", "torch.load", "app.Char", "runpy._run_code"]) {
    const words = new RegExp(`calls ${name}, which is no part of a model`);
    for (const protocol of [2, 4] as const)
      refused(pickled(new Called(named(name), ["touch it"]), protocol), words);
    const [module, last] = [named(name).module, named(name).name];
    refused(`(U\x05touchi${module}\n${last}\n.`, words);
    refused(`(c${module}\n${last}\nU\x05toucho.`, words);
    const rebuild = named("torch._tensor._rebuild_from_type_v2");
    const through = new Called(rebuild, [named(name), named("torch.Tensor"), new Tuple([1]), null]);
    refused(pickled(through), /a tensor of a kind that is not read/);
  }
  refused("U\x09os.system)R.", /calls a value/);
  refused("U\x09os.system)\x81.", /an instance of a value/);
  refused("cos\nsystem\n)RU\x01aR.", /calls os\.system/);
});

test("naming a function calls nothing", () => {
  assert.deepEqual(raw("}U\x03actctorch\nrelu\ns."), new Map([["act", new Global("torch.relu")]]));
});

test("whatever is wrong ends in one sentence", () => {
  refused("", /cut short: 0 bytes at byte 0; expected 1/);
  refused("\x80\x06.", /protocol 6; expected at most 5/);
  refused("\x97.", /byte 0 of the pickle is the instruction 0x97/);
  refused("\x82\x01.", /instruction 0x82/); // an extension registry, which is code
  refused(".", /empty stack/);
  refused("(.", /empty stack/);
  refused("N(.", /empty stack/);
  refused("NN.", /leaves 1 values beside its result/);
  refused("t.", /closes a list that it did not open/);
  refused("Na.", /empty stack/);
  refused("NNa.", /appends to a value that is not a list/);
  refused("NNNs.", /not a dictionary/);
  refused("}(Nu.", /not a dictionary/);
  refused("](N\x90.", /not a set/);
  refused("h\x05.", /value 5, which is not there/);
  refused("X\xff\xff\xff\xff.", /text of 4294967295 bytes/);
  refused("X\x05\0\0\0ab", /cut short: 2 bytes at byte 5; expected 5/);
  refused("X\x01\0\0\0\xff.", /not UTF-8/);
  refused("B\xff\xff\xff\x7fab", /cut short/);
  refused(`\x8e${"\xff".repeat(8)}.`, /cut short/);
  refused("\x8b\xff\xff\xff\x7f.", /an integer of 2147483647 bytes; expected at most 64/);
  refused(`I${"9".repeat(200)}\n.`, /expected decimal digits/);
  refused("F1.5x\n.", /the number '1\.5x'/);
  refused("cos\nsystem", /cut short/);
  refused("I12", /cut short/);
  refused("NN\x93.", /a class by a value that is not text/);
  refused(`c${"m".repeat(1000)}\nf\n.`, /a class by more than 1000 characters/);
  const key = "k".repeat(101);
  refused(`(U\x07storagectorch\nFloatStorage\nU\x65${key}NK\x01tQ.`, /no storage of PyTorch/);
  refused("NNb.", /attributes to a plain value/);
  refused("NQ.", /no storage of PyTorch/);
  refused("V\\Uffffffff\n.", /beyond Unicode/);
  refused(`${"(".repeat(65)}.`, /nested more than 64 deep/);
});

test("a pickle that grows without end is refused before it has grown", () => {
  const repeated = (text: string, times: number) => `(${text.repeat(times)}`;
  refused(repeated("}", 1_000_001), /too many values/);
  refused(repeated("N\x940", 2_000_000), /too many values/);
  // A long list that is copied again and again.
  const copies = "c__builtin__\nlist\nq\x000]q\x010h\x01(".concat("K\x01".repeat(100_000), "e0(");
  refused(`${copies}${"h\x00h\x01\x85R0".repeat(1000)}`, /too many values/);
  // Doubling by reference takes no memory, and is read.
  assert.ok(Array.isArray(raw(`]q\0${"0h\0h\0\x86q\0".repeat(5000)}.`)));
});

test("numpy's arrays and numbers, as protocols 2 and 5 write them", () => {
  // {"Wxh": float32 [2, 3] in Fortran order, "bh": float64 [2, 1], "n": float64(2.5), "i": int64(7), "big": >f4 [2],
  // "o": two objects}
  const written = [
    "80027d71002858030000005778687101636e756d70792e5f636f72652e6d756c746961727261790a5f7265636f6e7374727563740a7102636e756d70790a6e6461727261790a71034b00857104635f636f646563730a656e636f64650a7105580100000062710658060000006c6174696e31710786710852710987710a52710b284b014b024b0386710c636e756d70790a64747970650a710d58020000006634710e898887710f527110284b0358010000003c71114e4e4e4affffffff4affffffff4b0074711262886805581b00000000000000000040400000c2803f0000c28040000000400000c2a0407113680786711452711574711662580200000062687117680268034b00857118680987711952711a284b014b024b0186711b680d58020000006638711c898887711d52711e284b0368114e4e4e4affffffff4affffffff4b0074711f628968055811000000000000000000c3b83f0000000000000440712068078671215271227471236258010000006e7124636e756d70792e5f636f72652e6d756c746961727261790a7363616c61720a7125681e6805580800000000000000000004407126680786712752712886712952712a580100000069712b6825680d58020000006938712c898887712d52712e284b0368114e4e4e4affffffff4affffffff4b0074712f626805580800000007000000000000007130680786713152713286713352713458030000006269677135680268034b008571366809877137527138284b014b02857139680d58020000006634713a898887713b52713c284b0358010000003e713d4e4e4e4affffffff4affffffff4b0074713e628968055809000000000000003fc2800000713f68078671405271417471426258010000006f7143680268034b008571446809877145527146284b014b02857147680d58020000004f387148898887714952714a284b0358010000007c714b4e4e4e4affffffff4affffffff4b3f74714c62895d714d28580100000061714e4e6574714f62752e",
    "80059514020000000000007d94288c03577868948c136e756d70792e5f636f72652e6e756d65726963948c0b5f66726f6d6275666665729493942896180000000000000000000000000040400000803f00008040000000400000a040948c056e756d7079948c0564747970659493948c02663494898887945294284b038c013c944e4e4e4affffffff4affffffff4b007494624b024b0386948c014694749452948c02626894680428961000000000000000000000000000f83f00000000000004409468088c02663894898887945294284b03680c4e4e4e4affffffff4affffffff4b007494624b024b0186948c014394749452948c016e948c166e756d70792e5f636f72652e6d756c74696172726179948c067363616c617294939468164308000000000000044094869452948c016994681f68088c02693894898887945294284b03680c4e4e4e4affffffff4affffffff4b007494624308070000000000000094869452948c0362696794680428960800000000000000000000003f8000009468088c02663494898887945294284b038c013e944e4e4e4affffffff4affffffff4b007494624b0285946819749452948c016f94681d8c0c5f7265636f6e73747275637494939468068c076e6461727261799493944b0085944301629487945294284b014b02859468088c024f3894898887945294284b038c017c944e4e4e4affffffff4affffffff4b3f749462895d94288c0161944e65749462752e",
  ];
  for (const hex of written) {
    const value = read(Uint8Array.from(Buffer.from(hex, "hex")));
    assert.ok(value instanceof Map);
    const view = (name: string): TensorView => {
      const one = value.get(name);
      assert.ok(one instanceof TensorView);
      return one;
    };
    assert.deepEqual(
      { ...view("Wxh"), storage: null },
      {
        ...{ storage: null, dtype: "F32", offset: 0, shape: [2, 3], strides: [1, 2] },
      },
    );
    assert.equal(view("bh").dtype, "F64");
    assert.deepEqual(view("bh").shape, [2, 1]);
    assert.equal(view("bh").storage?.bytes?.length, 16);
    assert.equal(value.get("n"), 2.5);
    assert.equal(value.get("i"), 7);
    assert.equal(view("big").dtype, "numpy's >f4");
    assert.equal(view("o").dtype, "numpy's O8");
  }
});
