// Tensors as PyTorch and numpy pickle them: a view of a storage by offset, shape and strides. Not here: the pickle, and
// where the bytes of a storage are in a file.
import { l10n } from "../protocol/words/l10n";
import { shortened } from "../protocol/words/shortened";
import type { Refuse } from "./inputError";
import {
  bytesOf,
  countOf,
  decode,
  type Numbers,
  shapeText,
  type Tensor,
  wrongType,
} from "./tensors";

/** PyTorch's types and those of its storage classes, by their names in safetensors. */
const TORCH_TYPES: Readonly<Record<string, string>> = {
  ...{ DoubleStorage: "F64", FloatStorage: "F32", HalfStorage: "F16", BFloat16Storage: "BF16" },
  ...{ LongStorage: "I64", IntStorage: "I32", ShortStorage: "I16", CharStorage: "I8" },
  ...{ ByteStorage: "U8", BoolStorage: "BOOL", ComplexFloatStorage: "C64" },
  ...{ float64: "F64", float32: "F32", float16: "F16", bfloat16: "BF16" },
  ...{ int64: "I64", int32: "I32", int16: "I16", int8: "I8", bool: "BOOL", complex64: "C64" },
  ...{ uint8: "U8", uint16: "U16", uint32: "U32", uint64: "U64" },
  ...{ float8_e4m3fn: "F8_E4M3", float8_e5m2: "F8_E5M2" },
};
const NUMPY_TYPES: Readonly<Record<string, string>> = {
  ...{ f8: "F64", f4: "F32", f2: "F16", b1: "BOOL", c8: "C64" },
  ...{ i8: "I64", i4: "I32", i2: "I16", i1: "I8", u8: "U64", u4: "U32", u2: "U16", u1: "U8" },
};

/** @param name such as "torch.FloatStorage" or "torch.float32" */
export function torchType(name: string): string | undefined {
  const last = /^torch\.(?:cuda\.|storage\.)?(\w+)$/.exec(name)?.[1] ?? "";
  return Object.hasOwn(TORCH_TYPES, last) ? TORCH_TYPES[last] : undefined;
}

/** @param code kind and size such as "f4"; @param order "<", ">", "=" or "|" */
export function numpyType(code: string, order: string): string {
  const known = Object.hasOwn(NUMPY_TYPES, code) && order !== ">";
  return known ? NUMPY_TYPES[code] : l10n`numpy's ${order === "|" ? "" : order}${code}`;
}

/** Bytes that tensors share. */
export class Storage {
  /**
   * @param key its name in the file; undefined for the bytes of a numpy array, which are in the pickle
   * @param dtype type of its numbers; undefined where each tensor says its own
   * @param size in numbers; in bytes where it has no type
   */
  constructor(
    readonly key: string | undefined,
    readonly dtype: string | undefined,
    readonly size: number,
    readonly bytes?: Uint8Array,
  ) {}
}

/** A numpy array gets its numbers after it is made, so the fields change once. */
export class TensorView {
  storage: Storage | undefined;
  dtype = "";
  /** In numbers, from the start of the storage. */
  offset = 0;
  shape: readonly number[] = [];
  /** Numbers from one entry to the next along each axis. */
  strides: readonly number[] = [];
}

/** Strides of a tensor whose numbers follow each other, last axis first; of Fortran's order, first axis first. */
export function denseStrides(shape: readonly number[], isFortran = false): number[] {
  const strides: number[] = [];
  let stride = 1;
  for (const n of isFortran ? shape : shape.toReversed()) {
    strides.push(stride);
    stride *= n;
  }
  return isFortran ? strides : strides.reverse();
}

/** Equal for two tensors with the same numbers of the same storage: PyTorch saves tied tensors once. */
export function identityOf(view: TensorView): unknown {
  const { storage, dtype, offset, shape, strides } = view;
  if (storage?.key === undefined) return view;
  return `${storage.key} ${dtype} ${offset} ${shape} ${strides}`;
}

/**
 * @param bytes of its storage, all of them
 * @param refuse throws an InputError with the file's name
 */
export function tensorOf(
  name: string,
  view: TensorView,
  bytes: Uint8Array | undefined,
  refuse: Refuse,
): Tensor {
  const { storage, dtype, offset, shape, strides } = view;
  const quoted = `'${shortened(name)}'`;
  const size = bytesOf(dtype);
  if (size === undefined) return refuse(wrongType(name, dtype));
  if (!storage || !bytes)
    return refuse(l10n`${quoted} has no numbers in the file; expected its storage there`);
  const expected = storage.dtype === undefined ? storage.size : storage.size * size;
  if (bytes.length !== expected)
    refuse(l10n`the storage of ${quoted} has ${bytes.length} bytes; expected ${expected}`);
  const count = countOf(shape);
  const last = shape.reduce((at, n, axis) => at + (n - 1) * strides[axis], offset);
  const room = Math.floor(bytes.length / size);
  if (count > room && last < room)
    refuse(
      l10n`${quoted} is ${shapeText(shape)} with strides ${shapeText(strides)}, which repeats numbers of its storage; expected ${count} numbers of its own`,
    );
  if (count > 0 && last >= room)
    refuse(
      l10n`${quoted} is ${shapeText(shape)} with strides ${shapeText(strides)} from number ${offset} of its storage; expected them within its ${room} numbers`,
    );
  const numbers = (from: number, n: number) => {
    const part = new DataView(bytes.buffer, bytes.byteOffset + from * size, n * size);
    return decode({ name, dtype }, part, n, refuse);
  };
  const values = () => {
    if (!(count > 0)) return numbers(0, 0);
    const isDense = denseStrides(shape).every(
      (stride, axis) => shape[axis] === 1 || stride === strides[axis],
    );
    return isDense
      ? numbers(offset, count)
      : gathered(numbers(offset, last - offset + 1), shape, strides, count);
  };
  return { name, dtype, shape, values };
}

/** The numbers in row-major order. */
function gathered(
  from: Numbers,
  shape: readonly number[],
  strides: readonly number[],
  count: number,
): Numbers {
  const out = from instanceof Float64Array ? new Float64Array(count) : new Float32Array(count);
  const index = shape.map(() => 0);
  let at = 0;
  for (let i = 0; i < count; i++) {
    out[i] = from[at];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += strides[axis];
      if (++index[axis] < shape[axis]) break;
      at -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return out;
}
