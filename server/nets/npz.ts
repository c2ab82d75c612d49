// Reads a numpy .npz archive, a zip of .npy arrays, as a table of tensors. Object arrays contain pickles and are
// refused. Works on bytes, no file access. Not here: the zip itself (zip.ts).
import { l10n } from "../protocol/words/l10n";
import { shortened } from "../protocol/words/shortened";
import { type Refuse, refusing } from "./inputError";
import { countOf, decode, type Numbers, type Tensor, type TensorTable } from "./tensors";
import { unpack } from "./zip";

const DTYPES: Readonly<Record<string, string>> = { f8: "F64", f4: "F32", f2: "F16" };

/** @throws InputError naming file and array */
export function readNpz(bytes: Uint8Array, file: string): TensorTable {
  const refuse: Refuse = refusing(file);
  const isArray = (name: string) =>
    name.endsWith(".npy") ||
    refuse(l10n`the archive has '${shortened(name)}'; expected arrays (.npy) only`);
  const arrays = unpack(bytes, isArray, refuse);
  const tensors = new Map<string, Tensor>();
  for (const [entry, data] of Object.entries(arrays)) {
    const name = entry.replace(/\.npy$/, "");
    tensors.set(name, array(name, data, refuse));
  }
  return tensors;
}

/** An .npy file: a magic word, a version, and a Python dictionary of type, order and shape. */
function array(name: string, data: Uint8Array, refuse: Refuse): Tensor {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const isArray = data.length >= 12 && view.getUint32(0) === 0x934e554d && data[4] === 0x50;
  if (!isArray) return refuse(l10n`array '${shortened(name)}' has no .npy header; expected one`);
  const major = data[6];
  if (major < 1 || major > 3)
    refuse(l10n`array '${shortened(name)}' is .npy version ${major}; expected 1, 2 or 3`);
  const start = major === 1 ? 10 : 12;
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (start + length > data.length) refuse(l10n`array '${shortened(name)}' ends within its header`);
  const header = new TextDecoder("latin1").decode(data.subarray(start, start + length)).trim();
  const match =
    /^\{\s*'descr':\s*'([<>|=]?)(\w+)',\s*'fortran_order':\s*(True|False),\s*'shape':\s*\(((?:\s*\d+\s*,)*(?:\s*\d+)?)\s*\),?\s*\}$/.exec(
      header,
    );
  if (!match)
    return refuse(
      l10n`array '${shortened(name)}' has the header ${header.slice(0, 80)}; expected numbers`,
    );
  const [, order, kind, fortran, dimensions] = match;
  const dtype = Object.hasOwn(DTYPES, kind) && order !== ">" ? DTYPES[kind] : undefined;
  if (!dtype)
    return refuse(
      l10n`dtype of '${shortened(name)}' is '${order}${kind}'; expected little-endian float64, float32 or float16`,
    );
  const shape = dimensions
    .split(",")
    .filter((text) => text.trim() !== "")
    .map(Number);
  const count = countOf(shape);
  const size = Number(kind.slice(1));
  const room = data.length - start - length;
  if (room !== size * count)
    refuse(l10n`array '${shortened(name)}' has ${room} bytes of numbers; expected ${size * count}`);
  const values = () => {
    const numbers = new DataView(data.buffer, data.byteOffset + start + length, room);
    const read = decode({ name, dtype }, numbers, count, refuse);
    return fortran === "True" ? rowMajor(read, shape) : read;
  };
  return { name, dtype, shape, values };
}

/** Converts from Fortran order, in which the first index varies fastest. */
function rowMajor(values: Numbers, shape: readonly number[]): Numbers {
  const out = values.slice();
  const index = shape.map(() => 0);
  for (const value of values) {
    out[index.reduce((at, i, axis) => at * shape[axis] + i, 0)] = value;
    for (let axis = 0; axis < shape.length && ++index[axis] === shape[axis]; axis++)
      index[axis] = 0;
  }
  return out;
}
