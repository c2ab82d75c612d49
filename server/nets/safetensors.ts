// Reads safetensors as a table of tensors, and writes the files of this project: float32 under its own names (W_x,
// W_h, b_h, W_y, b_y). Works on bytes, no file access. Header checks are in safetensorsHeader.ts.
import type { Weights } from "../kernels/interface";
import { shortened, shortPath } from "../protocol/words/shortened";
import { littleEndian } from "./littleEndian";
import { readHeader } from "./safetensorsHeader";
import { countOf, decode, type TensorTable } from "./tensors";

export interface TensorFile {
  readonly tensors: TensorTable;
  readonly metadata: Readonly<Record<string, string>>;
}

/** @throws InputError naming file and field */
export function readSafetensors(bytes: Uint8Array, file: string): TensorFile {
  const { tensors: entries, metadata } = readHeader(bytes, file);
  const tensors: TensorTable = new Map(
    [...entries.values()].map(({ name, dtype, shape, start, end }) => [
      name,
      {
        name,
        dtype,
        shape,
        values: () => {
          const view = new DataView(bytes.buffer, bytes.byteOffset + start, end - start);
          return decode(
            dtype,
            view,
            countOf(shape),
            `${shortPath(file)}: dtype of '${shortened(name)}'`,
          );
        },
      },
    ]),
  );
  return { tensors, metadata };
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
  // Pad with spaces to a multiple of eight, so that the tensors are aligned.
  const text = new Uint8Array(Math.ceil(json.length / 8) * 8).fill(0x20);
  text.set(json);
  const bytes = new Uint8Array(8 + text.length + at);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  let byte = 8 + text.length;
  for (const [, , values] of tensors) {
    bytes.set(littleEndian(values), byte);
    byte += 4 * values.length;
  }
  return bytes;
}
