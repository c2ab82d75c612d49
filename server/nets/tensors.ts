// The tensors of a file in any format: names, shapes, types, values on demand, and the bytes of numbers in file order.
// Not here: which of them a model needs (structure.ts), how a file lays them out (safetensors.ts, npz.ts).
import { l10n } from "../protocol/words/l10n";
import { shortened, shortPath } from "../protocol/words/shortened";
import { InputError, type Refuse } from "./inputError";

/** Bytes per number of each type, by its name in safetensors. Only floating-point types are read. */
const SIZES: Readonly<Record<string, number>> = {
  ...{ F64: 8, F32: 4, F16: 2, BF16: 2 },
  ...{ BOOL: 1, U8: 1, I8: 1, I16: 2, U16: 2, I32: 4, U32: 4, I64: 8, U64: 8 },
  ...{ F8_E4M3: 1, F8_E5M2: 1, F8_E8M0: 1, C64: 8 },
};

export type Numbers = Float32Array | Float64Array;

export interface Tensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Row-major; float64 if the file holds float64, otherwise float32, which represents F16 and BF16 exactly. */
  values(): Numbers;
}

/** By name, in file order. */
export type TensorTable = ReadonlyMap<string, Tensor>;

/** Bytes per number of this type; undefined for a type that safetensors does not know. */
export function bytesOf(dtype: string): number | undefined {
  return Object.hasOwn(SIZES, dtype) ? SIZES[dtype] : undefined;
}

export function countOf(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}

export function shapeText(shape: readonly number[]): string {
  return `[${shortened(shape.join(", "))}]`;
}

/** Decodes little-endian numbers of one of the four floating-point types; any other type is refused, with the tensor's name. */
export function decode(
  { name, dtype }: Pick<Tensor, "name" | "dtype">,
  view: DataView,
  count: number,
  refuse: Refuse,
): Numbers {
  switch (dtype) {
    case "F64":
      return isLittleEndian
        ? new Float64Array(copied(view, 8 * count))
        : Float64Array.from({ length: count }, (_, i) => view.getFloat64(8 * i, true));
    case "F32":
      return isLittleEndian
        ? new Float32Array(copied(view, 4 * count))
        : Float32Array.from({ length: count }, (_, i) => view.getFloat32(4 * i, true));
    case "F16":
      return Float32Array.from({ length: count }, (_, i) => half(view.getUint16(2 * i, true)));
    case "BF16":
      return brain(view, count);
    default:
      return refuse(wrongType(name, dtype));
  }
}

export function wrongType(name: string, dtype: string): string {
  return l10n`dtype of '${shortened(name)}' is '${shortened(dtype)}'; expected F64, F32, F16 or BF16`;
}

/** A copy from a multiple of eight, at once: one number after the other takes a second for a large model. */
function copied(view: DataView, length: number): ArrayBuffer {
  const copy = new Uint8Array(length);
  copy.set(new Uint8Array(view.buffer, view.byteOffset, length));
  return copy.buffer;
}

/** IEEE 754 binary16: one sign, five exponent and ten fraction bits. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** bfloat16 is the upper half of a float32. */
function brain(view: DataView, count: number): Float32Array {
  const bits = Uint32Array.from({ length: count }, (_, i) => view.getUint16(2 * i, true) << 16);
  return new Float32Array(bits.buffer);
}

/**
 * Float32 numbers of a tensor; float64 ones are rounded once.
 * @throws InputError with the index of the first that is NaN, infinite, or beyond float32
 */
export function rounded(values: Numbers, tensor: string, file: string): Float32Array {
  const single = values instanceof Float32Array ? values : Float32Array.from(values);
  const bad = single.findIndex((v) => !Number.isFinite(v));
  if (bad < 0) return single;
  const beyond = Number.isFinite(values[bad]) ? l10n`, beyond float32` : "";
  throw new InputError(
    l10n`${shortPath(file)}: weight ${bad} of ${tensor} is ${values[bad]}${beyond}; expected finite numbers only`,
  );
}

/** Takes tensors from a table one by one, checking each. @throws InputError naming file and tensor */
export class TensorReader {
  constructor(
    private readonly file: string,
    private readonly tensors: TensorTable,
    private readonly expected: string,
  ) {}

  /** Float32 values of a tensor, which must have this shape. */
  take(name: string, shape: readonly number[]): Float32Array {
    const tensor = this.tensors.get(name);
    if (!tensor)
      return this.refuse(l10n`tensor '${shortened(name)}' is missing; expected ${this.expected}`);
    if (tensor.shape.join() !== shape.join())
      this.refuse(
        l10n`shape of '${shortened(name)}' is ${shapeText(tensor.shape)}; expected ${shapeText(shape)}`,
      );
    return rounded(tensor.values(), `'${shortened(name)}'`, this.file);
  }

  private refuse(sentence: string): never {
    throw new InputError(`${shortPath(this.file)}: ${sentence}`);
  }
}

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/**
 * The bytes of float32 numbers in file order, lowest first. Whole tensors at once: a loop over the numbers of a large
 * model would take a tenth of a second. Shares the numbers' memory if the machine is little-endian, otherwise copies.
 */
export function littleEndian(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  if (isLittleEndian) return bytes;
  const copy = new Uint8Array(values.byteLength);
  const view = new DataView(copy.buffer);
  for (let i = 0; i < values.length; i++) view.setFloat32(4 * i, values[i], true);
  return copy;
}
