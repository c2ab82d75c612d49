// Pickles as programs at random: every instruction that Python's pickletools lists, known to the reader or not, with arguments
// that are mostly of the right shape, names that would run something among them. Asserts nothing.
import fc from "fast-check";

const ascii = (text: string): number[] => Array.from(Buffer.from(text, "latin1"));
const little = (value: number, bytes: number): number[] =>
  Array.from({ length: bytes }, (_, i) => Math.floor(value / 2 ** (8 * i)) % 256);

/** Instructions without arguments: containers, stack, calls, the end of the program. */
const BARE = [...ascii("()]}Ntldaesu012RobQ."), 0x81, 0x85, 0x86, 0x87, 0x88, 0x89];
const MORE_BARE = [0x8f, 0x90, 0x91, 0x92, 0x93, 0x94, 0x97, 0x98];

const NAMES = [
  ["os", "system"],
  ["builtins", "eval"],
  ["builtins", "list"],
  ["builtins", "set"],
  ["builtins", "dict"],
  ["builtins", "int"],
  ["builtins", "bytes"],
  ["collections", "OrderedDict"],
  ["collections", "defaultdict"],
  ["copyreg", "_reconstructor"],
  ["_codecs", "encode"],
  ["torch._utils", "_rebuild_tensor_v2"],
  ["torch._utils", "_rebuild_parameter"],
  ["torch", "FloatStorage"],
  ["torch.storage", "UntypedStorage"],
  ["torch.nn.modules.rnn", "RNN"],
  ["numpy", "dtype"],
  ["numpy", "ndarray"],
  ["numpy.core.multiarray", "_reconstruct"],
  ["numpy.core.multiarray", "scalar"],
  ["__builtin__", "object"],
] as const;

const WORDS = ["weight_hh_l0", "weight_ih_l0", "fc.weight", "chars", "stoi", "model", "storage"];
const MORE_WORDS = ["", "0", "f4", "<", "_parameters", "_modules", "config", "__proto__", "é"];
const word = fc.constantFrom(...WORDS, ...MORE_WORDS);
const number = fc.oneof(
  fc.nat(4),
  fc.nat(300),
  fc.constantFrom(-1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1),
);
const digits = fc.oneof(
  number.map(String),
  fc.constantFrom("01", "00", "1L", "-0", "+5", "1e5", "nan", "-inf", "", "x", "9".repeat(200)),
);
/** A count that is right, or that claims more than there is. */
const claimed = (length: number) =>
  fc.oneof(fc.constant(length), fc.constantFrom(0, 2 ** 26 + 1, 2 ** 32 - 1));

function counted(code: number, width: number): fc.Arbitrary<number[]> {
  return word.chain((text) => {
    const bytes = Array.from(new TextEncoder().encode(text));
    return claimed(bytes.length).map((count) => [code, ...little(count, width), ...bytes]);
  });
}

const lined = (codes: string, line: fc.Arbitrary<string>): fc.Arbitrary<number[]>[] =>
  [...codes].map((code) => line.map((text) => ascii(`${code}${text}\n`)));
const wide = (code: number, width: number): fc.Arbitrary<number[]> =>
  number.map((n) => [code, ...little(n < 0 ? n + 2 ** 32 : n, width)]);

const named = fc.constantFrom(...NAMES);

const instruction: fc.Arbitrary<number[]> = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...BARE, ...MORE_BARE).map((code) => [code]) },
  { weight: 3, arbitrary: named.map(([module, name]) => ascii(`c${module}\n${name}\n`)) },
  named.map(([module, name]) => ascii(`i${module}\n${name}\n`)),
  ...lined("ILF", digits),
  ...lined("VSP", word),
  ...lined("pg", digits),
  ...(
    [
      ["K", 1],
      ["M", 2],
      ["J", 4],
      ["q", 1],
      ["h", 1],
      ["r", 4],
      ["j", 4],
    ] as const
  ).map(([code, width]) => wide(code.charCodeAt(0), width)),
  ...([0x80, 0x82] as const).map((code) => wide(code, 1)),
  wide(0x83, 2),
  wide(0x84, 4),
  wide(0x95, 8),
  fc.double().map((value) => {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setFloat64(0, value);
    return [0x47, ...bytes];
  }),
  ...(
    [
      [0x55, 1],
      [0x54, 4],
      [0x58, 4],
      [0x8c, 1],
      [0x8d, 8],
      [0x42, 4],
      [0x43, 1],
      [0x8e, 8],
      [0x96, 8],
      [0x8a, 1],
      [0x8b, 4],
    ] as const
  ).map(([code, width]) => counted(code, width)),
  // A storage as PyTorch refers to it, complete.
  fc
    .nat(9)
    .map((size) => [
      ...ascii("(X"),
      ...little(7, 4),
      ...ascii("storagectorch\nFloatStorage\nX"),
      ...little(1, 4),
      ...ascii("0X"),
      ...little(3, 4),
      ...ascii("cpuK"),
      size,
      ...ascii("tQ"),
    ]),
);

/** A pickle of protocol 0 to 5, or what claims to be a later one. */
export const anyPickle: fc.Arbitrary<Uint8Array> = fc
  .tuple(fc.integer({ min: 2, max: 6 }), fc.array(instruction, { maxLength: 60, size: "max" }))
  .map(([protocol, all]) => Uint8Array.from([0x80, protocol, ...all.flat(), 0x2e]));
