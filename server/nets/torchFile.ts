// Reads the files that torch.save writes, the zip archive of today and the older sequence of pickles, and a pickled
// dictionary of numpy arrays. Works on bytes and runs nothing. Not here: the pickle (pickle.ts), the net in it.
import { l10n } from "../protocol/words/l10n";
import { shortened } from "../protocol/words/shortened";
import { wordsOf } from "./checkpointWords";
import { type Refuse, refusing } from "./inputError";
import { readPickle } from "./pickle";
import { PickleObjects } from "./pickleObjects";
import type { TensorFile } from "./safetensors";
import { netIn, type Views } from "./stateDictionary";
import { bytesOf, type Tensor } from "./tensors";
import { identityOf, type Storage, type TensorView, tensorOf } from "./torchTensors";
import { unpack } from "./zip";

/** The number that begins PyTorch's older format, and its version. */
const MAGIC = 0x1950a86a20f9469cfc6cn;
const VERSION = 1001;

/** A pickle, and where the bytes of its storages are. */
interface Content {
  readonly value: unknown;
  /** The bytes of these storages, by key. */
  storages(keys: ReadonlySet<string>): ReadonlyMap<string, Uint8Array>;
}

/** @throws InputError naming file, tensor, or what would be called */
export function readTorch(bytes: Uint8Array, file: string): TensorFile {
  const refuse: Refuse = refusing(file);
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  const content = isZip ? zipContent(bytes, refuse) : pickledContent(bytes, refuse);
  const found = netIn(content.value, refuse);
  const metadata = wordsOf(found, refuse);
  const keys = new Set<string>();
  for (const { storage } of found.tensors.values())
    if (storage?.key !== undefined) keys.add(storage.key);
  const storages = content.storages(keys);
  const bytesFor = ({ storage }: TensorView) =>
    storage?.key === undefined ? storage?.bytes : storages.get(storage.key);
  const { alone, twins } = withoutTwins(found.tensors);
  const tensors = new Map<string, Tensor>();
  for (const [name, view] of alone) tensors.set(name, tensorOf(name, view, bytesFor(view), refuse));
  return { tensors, metadata: { ...metadata, ...twins } };
}

/** Tied tensors appear once, and the metadata says under which other name, as safetensors' save_model writes it. */
function withoutTwins(tensors: Views): { alone: Views; twins: Record<string, string> } {
  const alone = new Map<string, TensorView>();
  const twins: [string, string][] = [];
  const first = new Map<unknown, string>();
  for (const [name, view] of tensors) {
    const identity = identityOf(view);
    const twin = first.get(identity);
    if (twin !== undefined) twins.push([name, twin]);
    else {
      first.set(identity, name);
      alone.set(name, view);
    }
  }
  return { alone, twins: Object.fromEntries(twins) };
}

function zipContent(bytes: Uint8Array, refuse: Refuse): Content {
  const names: string[] = [];
  const small = unpack(
    bytes,
    (name) => {
      names.push(name);
      return /(^|\/)(data\.pkl|byteorder)$/.test(name);
    },
    refuse,
  );
  if (names.some((name) => /(^|\/)constants\.pkl$|^[^/]+\/code\//.test(name)))
    refuse(
      l10n`a TorchScript archive (torch.jit.save), which holds a program; expected a state dictionary, torch.save(model.state_dict(), 'model.pt')`,
    );
  const pickles = Object.keys(small).filter((name) => name.endsWith("data.pkl"));
  const [name] = pickles;
  if (name === undefined || pickles.length > 1)
    return refuse(l10n`the archive has ${pickles.length} entries called data.pkl; expected one`);
  const folder = name.slice(0, -"data.pkl".length);
  const order = new TextDecoder().decode(small[`${folder}byteorder`] ?? new Uint8Array(0)).trim();
  if (order !== "" && order !== "little")
    refuse(l10n`the numbers are in the byte order '${shortened(order)}'; expected little`);
  const { value } = interpret(small[name], 0, refuse);
  const storages = (keys: ReadonlySet<string>) => {
    const wanted = new Map([...keys].map((key) => [`${folder}data/${key}`, key]));
    const found = unpack(bytes, (entry) => wanted.has(entry), refuse);
    return new Map(Object.entries(found).map(([entry, data]) => [wanted.get(entry) ?? "", data]));
  };
  return { value, storages };
}

/** The older format is four pickles, a list of keys, and the storages; any other pickle is the value itself. */
function pickledContent(bytes: Uint8Array, refuse: Refuse): Content {
  const first = interpret(bytes, 0, refuse);
  const noStorages = () => new Map<string, Uint8Array>();
  if (first.value !== MAGIC) {
    if (first.end < bytes.length)
      refuse(l10n`${bytes.length - first.end} bytes follow the pickle; expected none`);
    return { value: first.value, storages: noStorages };
  }
  const version = interpret(bytes, first.end, refuse);
  if (version.value !== VERSION)
    refuse(l10n`another version of PyTorch's older format; expected ${VERSION}`);
  const system = interpret(bytes, version.end, refuse);
  if (system.value instanceof Map && system.value.get("little_endian") === false)
    refuse(l10n`the numbers are in the byte order 'big'; expected little`);
  const object = interpret(bytes, system.end, refuse);
  const keys = interpret(bytes, object.end, refuse);
  const found = legacyStorages(bytes, keys.end, keys.value, object.storages, refuse);
  return { value: object.value, storages: () => found };
}

/** Each storage is its number of numbers, 8 bytes, and the numbers, in the order of the keys. */
function legacyStorages(
  bytes: Uint8Array,
  start: number,
  keys: unknown,
  storages: readonly Storage[],
  refuse: Refuse,
): ReadonlyMap<string, Uint8Array> {
  const sizes = new Map(
    storages.map(({ key, dtype }) => [key, dtype === undefined ? 1 : bytesOf(dtype)]),
  );
  const found = new Map<string, Uint8Array>();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = start;
  for (const key of Array.isArray(keys) ? keys : refuse(l10n`no list of storages; expected one`)) {
    const size = sizes.get(key);
    if (typeof key !== "string") return refuse(l10n`a storage without a name; expected its key`);
    if (size === undefined || found.has(key))
      return refuse(l10n`storage '${shortened(key)}' has no type, or is there twice`);
    const room = bytes.length - at - 8;
    const length = room < 0 ? 0 : Number(view.getBigUint64(at, true)) * size;
    if (room < length)
      refuse(
        l10n`storage '${shortened(key)}' has ${Math.max(room, 0)} bytes: the file is cut short; expected ${length} after its length`,
      );
    found.set(key, bytes.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  if (at < bytes.length)
    refuse(l10n`${bytes.length - at} bytes follow the last storage; expected none`);
  return found;
}

function interpret(bytes: Uint8Array, start: number, refuse: Refuse) {
  let storages: readonly Storage[] = [];
  const objects = (spend: (work: number) => void) => {
    const made = new PickleObjects(spend, refuse);
    storages = made.storages;
    return made;
  };
  return { ...readPickle(bytes, start, objects, refuse), storages };
}
