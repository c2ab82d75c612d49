// Models as .safetensors: this project's names (W_x, W_h, b_h, W_y, b_y) and PyTorch's nn.RNN with an
// nn.Linear on top. float32 only. Reading and writing bytes, no files.
import type { Weights } from "../kernels/interface";
import { InputError } from "./inputError";
import { checkFinite, MAX_HIDDEN } from "./rawWeights";
import { readHeader, type TensorEntry } from "./safetensorsHeader";

export interface SafetensorsModel {
  readonly weights: Weights;
  readonly metadata: Readonly<Record<string, string>>;
}

const ownNames = ["W_x", "W_h", "b_h", "W_y", "b_y"] as const;

/** @throws InputError naming file and field. */
export function readSafetensors(bytes: Uint8Array, file: string): SafetensorsModel {
  const { tensors, metadata } = readHeader(bytes, file);
  const names = [...tensors.keys()];
  const reader = new TensorReader(bytes, file, tensors);
  const recurrent = names.find((name) => /(^|\.)weight_hh_l0$/.test(name));
  const weights = recurrent
    ? readTorch(reader, recurrent.slice(0, -"weight_hh_l0".length), names)
    : readOwn(reader);
  return { weights, metadata };
}

function readOwn(reader: TensorReader): Weights {
  const H = reader.hiddenSize("W_h");
  return {
    H,
    Wx: reader.take("W_x", [H, 256]),
    Wh: reader.take("W_h", [H, H]),
    bh: reader.take("b_h", [H]),
    Wy: reader.take("W_y", [256, H]),
    by: reader.take("b_y", [256]),
  };
}

/** PyTorch keeps two biases, whose sum is b_h; the decoder is the one pair X.weight, X.bias left over. */
function readTorch(reader: TensorReader, prefix: string, names: readonly string[]): Weights {
  const H = reader.hiddenSize(`${prefix}weight_hh_l0`);
  reader.refuseIf(
    names.find((name) => /_l[1-9]\d*$|_reverse$/.test(name)),
    "belongs to a second layer or direction; expected nn.RNN with one layer, one direction",
  );
  const Wx = reader.take(`${prefix}weight_ih_l0`, [H, 256]);
  const Wh = reader.take(`${prefix}weight_hh_l0`, [H, H]);
  const first = reader.take(`${prefix}bias_ih_l0`, [H]);
  const second = reader.take(`${prefix}bias_hh_l0`, [H]);
  const decoder = names.find((name) => name.endsWith("weight") && reader.hasShape(name, [256, H]));
  const stem = (decoder ?? "decoder.weight").slice(0, -"weight".length);
  return {
    H,
    Wx,
    Wh,
    bh: first.map((b, i) => b + second[i]),
    Wy: reader.take(`${stem}weight`, [256, H]),
    by: reader.take(`${stem}bias`, [256]),
  };
}

/** Takes tensors of a file one by one, each checked. @throws InputError naming file and tensor */
export class TensorReader {
  constructor(
    private readonly bytes: Uint8Array,
    private readonly file: string,
    private readonly tensors: ReadonlyMap<string, TensorEntry>,
    private readonly expected = `${ownNames.join(", ")}, or PyTorch's nn.RNN and nn.Linear`,
  ) {}

  /** H from the shape of the square recurrent matrix. */
  hiddenSize(name: string): number {
    const { shape } = this.entry(name);
    const [H] = shape;
    if (shape.length === 2 && shape[1] === H && H >= 1 && H <= MAX_HIDDEN) return H;
    return this.refuse(
      `shape of '${name}' is [${shape.join(", ")}]; expected [H, H] with H from 1 to ${MAX_HIDDEN}`,
    );
  }

  hasShape(name: string, shape: readonly number[]): boolean {
    return this.tensors.get(name)?.shape.join() === shape.join();
  }

  refuseIf(name: string | undefined, why: string): void {
    if (name !== undefined) this.refuse(`'${name}' ${why}`);
  }

  take(name: string, shape: readonly number[]): Float32Array {
    const { dtype, start, end } = this.entry(name);
    if (dtype !== "F32") this.refuse(`dtype of '${name}' is ${dtype}; expected F32`);
    if (!this.hasShape(name, shape))
      this.refuse(
        `shape of '${name}' is [${this.entry(name).shape.join(", ")}]; expected [${shape.join(", ")}]`,
      );
    const count = shape.reduce((a, b) => a * b, 1);
    if (end - start !== 4 * count)
      this.refuse(`data_offsets of '${name}' span ${end - start} bytes; expected ${4 * count}`);
    const view = new DataView(this.bytes.buffer, this.bytes.byteOffset + start, end - start);
    const values = Float32Array.from({ length: count }, (_, i) => view.getFloat32(4 * i, true));
    checkFinite(values, `'${name}'`, this.file);
    return values;
  }

  private entry(name: string): TensorEntry {
    const entry = this.tensors.get(name);
    if (entry) return entry;
    return this.refuse(`tensor '${name}' is missing; expected ${this.expected}`);
  }

  private refuse(sentence: string): never {
    throw new InputError(`${this.file}: ${sentence}`);
  }
}

/** The bytes of a file with this project's names; metadata values are strings. */
export function writeSafetensors(
  w: Weights,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const { H } = w;
  return packTensors(
    [
      ["W_x", [H, 256], w.Wx],
      ["W_h", [H, H], w.Wh],
      ["b_h", [H], w.bh],
      ["W_y", [256, H], w.Wy],
      ["b_y", [256], w.by],
    ],
    { ...metadata, hidden_size: String(H) },
  );
}

export type NamedTensor = readonly [name: string, shape: readonly number[], values: Float32Array];

/** The bytes of a file of float32 tensors, in this order. */
export function packTensors(
  tensors: readonly NamedTensor[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let at = 0;
  for (const [name, shape, values] of tensors) {
    header[name] = { dtype: "F32", shape, data_offsets: [at, at + 4 * values.length] };
    at += 4 * values.length;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  // Spaces up to a multiple of eight, so that the tensors are aligned.
  const text = new Uint8Array(Math.ceil(json.length / 8) * 8).fill(0x20);
  text.set(json);
  const bytes = new Uint8Array(8 + text.length + at);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  let byte = 8 + text.length;
  for (const [, , values] of tensors)
    for (const value of values) {
      view.setFloat32(byte, value, true);
      byte += 4;
    }
  return bytes;
}
