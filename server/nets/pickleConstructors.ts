// The constructors that a pickle of a model may call, by their names in Python: plain values, tensors of PyTorch, numpy
// arrays. Each only puts values together. Not here: instances of classes, and the refusal of any other call.
import { l10n } from "../protocol/words/l10n";
import { shortened } from "../protocol/words/shortened";
import type { Refuse } from "./inputError";
import { Bag, Global, PickledSet } from "./pickleMachine";
import { denseStrides, numpyType, Storage, TensorView, torchType } from "./torchTensors";

/** What the constructors may use of the pickle that calls them. */
export interface Made {
  readonly refuse: Refuse;
  /** Counts work beyond one unit for each instruction. */
  spend(work: number): void;
  call(callee: unknown, args: unknown): unknown;
  instance(of: unknown, args: unknown, named?: unknown): unknown;
}

/** A numpy dtype; its byte order comes after it is made. */
export class NumpyType {
  order = "|";
  constructor(readonly code: string) {}
  get name(): string {
    return numpyType(this.code, this.order);
  }
}

type Constructor = (args: readonly unknown[], made: Made, name: string) => unknown;

const bag: Constructor = (args, _, name) => new Bag(name, args);
const list: Constructor = ([from], made) => copied(from, made);
const set: Constructor = ([from], made) => new PickledSet(copied(from, made));
const dictionary: Constructor = ([from], made) => dictionaryOf(from, made);
const text: Constructor = ([from = ""]) => from;
const number: Constructor = ([from = 0], made, name) =>
  typeof from === "number" ? from : made.refuse(l10n`calls ${name} with what is not a number`);
/** A subclass of Tensor, by the constructor of a plain one. */
const subclass: Constructor = ([callee, , args], made) =>
  callee instanceof Global && /^torch\._utils\._rebuild_tensor/.test(callee.name)
    ? made.call(callee, args)
    : made.refuse(l10n`a tensor of a kind that is not read; expected plain ones`);

export const CONSTRUCTORS: Readonly<Record<string, Constructor>> = {
  ...{ "builtins.list": list, "builtins.tuple": list, "torch.Size": list },
  ...{ "collections.deque": list, "builtins.set": set, "builtins.frozenset": set },
  ...{ "builtins.dict": dictionary, "collections.OrderedDict": dictionary },
  "collections.Counter": dictionary,
  "collections.defaultdict": ([, from], made) => dictionaryOf(from, made),
  ...{ "builtins.int": number, "builtins.float": number },
  // Bytes in old protocols are text of the same code points, and stay it.
  ...{ "builtins.bytes": text, "builtins.bytearray": text, "_codecs.encode": text },
  ...{ "builtins.complex": bag, "builtins.slice": bag, "builtins.range": bag },
  ...{ "builtins.object": bag, "types.SimpleNamespace": bag, "functools.partial": bag },
  ...{ "argparse.Namespace": bag, "pathlib.PosixPath": bag, "pathlib.WindowsPath": bag },
  ...{ "pathlib.PurePosixPath": bag, "pathlib.PureWindowsPath": bag, "decimal.Decimal": bag },
  ...{ "datetime.datetime": bag, "datetime.date": bag, "datetime.timedelta": bag },
  ...{ "torch.device": bag, "torch.serialization._get_layout": bag },
  "copyreg._reconstructor": ([of, , state], made) => made.instance(of, [], state),
  "copyreg.__newobj__": ([of, ...args], made) => made.instance(of, args),
  "copyreg.__newobj_ex__": ([of, args, named], made) => made.instance(of, args, named),
  "torch._utils._rebuild_tensor": ([storage, offset, shape, strides], made) =>
    tensor(made, storage, offset, shape, strides),
  "torch._utils._rebuild_tensor_v2": ([storage, offset, shape, strides, , , special], made) =>
    tensor(made, storage, offset, shape, strides, undefined, special),
  "torch._utils._rebuild_tensor_v3": ([storage, offset, shape, strides, , , type, special], made) =>
    tensor(made, storage, offset, shape, strides, type, special),
  "torch._utils._rebuild_parameter": ([view]) => view,
  "torch._utils._rebuild_parameter_with_state": ([view]) => view,
  ...{ "torch._tensor._rebuild_from_type": subclass },
  ...{ "torch._tensor._rebuild_from_type_v2": subclass },
  "torch.storage._load_from_bytes": (_, made) =>
    made.refuse(l10n`tensors written by pickle.dump; expected them written by torch.save`),
  "numpy.dtype": ([code], made) =>
    new NumpyType(typeof code === "string" ? code : made.refuse(l10n`a numpy type without a name`)),
  "numpy.core.multiarray._reconstruct": ([of], made) =>
    of instanceof Global && of.name === "numpy.ndarray" ? new TensorView() : made.instance(of, []),
  "numpy.core.multiarray.scalar": ([type, raw], made) => scalar(made, type, raw),
  "numpy.core.numeric._frombuffer": ([raw, type, shape, order], made) =>
    giveNumbers(new TensorView(), shape, type, order === "F", raw, made),
};

function tensor(
  { refuse, spend }: Made,
  storage: unknown,
  offset: unknown,
  shape: unknown,
  strides: unknown,
  type?: unknown,
  special: unknown = null,
): TensorView {
  const sizes = counts(shape, refuse);
  const steps = counts(strides, refuse);
  if (!(storage instanceof Storage) || !isCount(offset) || sizes.length !== steps.length)
    return refuse(l10n`a tensor without a storage, offset, shape and strides; expected all`);
  if (special instanceof Map && special.size > 0)
    refuse(l10n`a tensor that is negated or conjugated when it is read; expected plain numbers`);
  const dtype = type instanceof Global ? torchType(type.name) : storage.dtype;
  if (dtype === undefined)
    return refuse(
      l10n`a tensor of the type ${shortened(type instanceof Global ? type.name : l10n`unknown`)}; expected float64, float32, float16 or bfloat16`,
    );
  spend(2 * sizes.length);
  return Object.assign(new TensorView(), { storage, dtype, offset, shape: sizes, strides: steps });
}

/** Fills in a numpy array. */
export function giveNumbers(
  view: TensorView,
  shape: unknown,
  type: unknown,
  isFortran: boolean,
  raw: unknown,
  made: Made,
): TensorView {
  if (!(type instanceof NumpyType)) return made.refuse(l10n`a numpy array without a type`);
  const sizes = counts(shape, made.refuse);
  // An array of objects has a list in place of bytes; its type says that it is not read.
  const bytes = bytesIn(raw, made) ?? new Uint8Array(0);
  const storage = new Storage(undefined, undefined, bytes.length, bytes);
  const strides = denseStrides(sizes, isFortran);
  return Object.assign(view, { storage, dtype: type.name, offset: 0, shape: sizes, strides });
}

/** Null for what is no number of a common type. */
function scalar(made: Made, type: unknown, raw: unknown): number | null {
  const bytes = bytesIn(raw, made);
  if (!(type instanceof NumpyType) || bytes?.length !== Number(type.code.slice(1))) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const isLittle = type.order !== ">";
  if (type.code === "f8") return view.getFloat64(0, isLittle);
  if (type.code === "f4") return view.getFloat32(0, isLittle);
  if (type.code === "i8") return Number(view.getBigInt64(0, isLittle));
  if (type.code === "i4") return view.getInt32(0, isLittle);
  return null;
}

function copied(from: unknown, { refuse, spend }: Made): unknown[] {
  const items = from instanceof PickledSet ? from.items : from;
  if (items === undefined) return [];
  if (!Array.isArray(items)) return refuse(l10n`the pickle makes a list of what is not one`);
  spend(items.length);
  return [...items];
}

function dictionaryOf(from: unknown, made: Made): Map<unknown, unknown> {
  const pairs = from instanceof Map ? [...from] : copied(from, made);
  made.spend(10 * pairs.length);
  const isPair = (pair: unknown): pair is [unknown, unknown] =>
    Array.isArray(pair) && pair.length === 2;
  return new Map(
    pairs.map((pair) =>
      isPair(pair) ? pair : made.refuse(l10n`the pickle makes a dictionary of what are not pairs`),
    ),
  );
}

function counts(value: unknown, refuse: Refuse): number[] {
  if (!Array.isArray(value) || value.length > MOST_AXES || !value.every(isCount))
    return refuse(
      l10n`a tensor with a shape or strides that are not whole numbers; expected those`,
    );
  return [...value];
}

/** Axes of numpy's arrays, at most. */
const MOST_AXES = 64;

function bytesIn(raw: unknown, { spend }: Made): Uint8Array | undefined {
  if (raw instanceof Uint8Array) return raw;
  if (typeof raw !== "string") return undefined;
  spend(raw.length >> 4);
  const bytes = new Uint8Array(raw.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = raw.charCodeAt(i);
  return bytes;
}

export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
