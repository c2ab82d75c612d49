// The raw weight file of the paper (docs/method.md, section 1): little-endian float32, row-major, in the order W_x,
// W_h, b_h, W_y, b_y, no header. H follows from the size. Reads and writes bytes, no file access.
import type { Weights } from "../kernels/interface";
import { MOST_NEURONS } from "../protocol/vocabulary/rawSize";
import { l10n } from "../protocol/words/l10n";
import { shortPath } from "../protocol/words/shortened";
import { InputError } from "./inputError";
import { littleEndian } from "./tensors";

/** Size in bytes of a raw file: 4 (H^2 + 513 H + 256); 329,216 for H = 128. */
export function rawSize(H: number): number {
  return 4 * (H * H + 513 * H + 256);
}

/** @throws InputError for a size larger than any model's, so that such a file need not be read. */
export function checkRawSize(size: number, name: string): void {
  if (size > rawSize(MOST_NEURONS)) hiddenSizeOf(size, name);
}

/**
 * Reads weights from the bytes of a raw file.
 * @throws InputError naming `name` if the size fits no H or a weight is NaN or infinite.
 */
export function readRawWeights(bytes: Uint8Array, name: string): Weights {
  const H = hiddenSizeOf(bytes.byteLength, name);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const take = (count: number, tensor: string): Float32Array => {
    const values = new Float32Array(count);
    for (let i = 0; i < count; i++, at += 4) values[i] = view.getFloat32(at, true);
    checkFinite(values, tensor, name);
    return values;
  };
  return {
    H,
    Wx: take(H * 256, "W_x"),
    Wh: take(H * H, "W_h"),
    bh: take(H, "b_h"),
    Wy: take(256 * H, "W_y"),
    by: take(256, "b_y"),
  };
}

/** The bytes of a raw file, the inverse of readRawWeights. */
export function writeRawWeights(w: Weights): Uint8Array {
  const bytes = new Uint8Array(rawSize(w.H));
  let at = 0;
  for (const tensor of [w.Wx, w.Wh, w.bh, w.Wy, w.by]) {
    bytes.set(littleEndian(tensor), at);
    at += 4 * tensor.length;
  }
  return bytes;
}

/** @throws InputError with the index of the first value that is NaN or infinite. */
function checkFinite(values: Float32Array, tensor: string, name: string): void {
  const bad = values.findIndex((v) => !Number.isFinite(v));
  if (bad >= 0)
    throw new InputError(
      l10n`${shortPath(name)}: weight ${bad} of ${tensor} is ${values[bad]}; expected finite numbers only`,
    );
}

function hiddenSizeOf(size: number, name: string): number {
  const H = hiddenSizeBelow(size);
  if (H >= 1 && H <= MOST_NEURONS && rawSize(H) === size) return H;
  const count = new Intl.NumberFormat("en-US");
  const say = (h: number) => l10n`${count.format(rawSize(h))} bytes (H = ${h})`;
  const low = Math.min(Math.max(H, 0), MOST_NEURONS);
  const expected =
    low === 0
      ? l10n`at least ${say(1)}`
      : low === MOST_NEURONS
        ? l10n`at most ${say(low)}`
        : [low, low + 1].map(say).join(l10n` or `);
  throw new InputError(
    l10n`${shortPath(name)}: ${count.format(size)} bytes is not the size of a raw model; expected ${expected}`,
  );
}

/** The largest H whose raw file is not larger than `size`; 0 if none. */
function hiddenSizeBelow(size: number): number {
  let H = Math.max(0, Math.floor((-513 + Math.sqrt(513 * 513 - 4 * (256 - size / 4))) / 2)) || 0;
  while (H > 0 && rawSize(H) > size) H--;
  while (rawSize(H + 1) <= size) H++;
  return H;
}
