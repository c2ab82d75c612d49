// Which format a model file is in: by its name for .safetensors, otherwise the raw layout. Pickles are
// refused by their first bytes, since reading one can run code.
import type { Weights } from "../kernels/interface";
import { InputError } from "./inputError";
import { checkRawSize, MAX_HIDDEN, rawSize, readRawWeights, writeRawWeights } from "./rawWeights";
import { readSafetensors, writeSafetensors } from "./safetensors";

export type Format = "raw" | "safetensors";

export interface ModelContent {
  readonly format: Format;
  readonly weights: Weights;
  readonly metadata: Readonly<Record<string, string>>;
}

/** By the file's name: .safetensors, else raw. */
export function formatOf(path: string): Format {
  return path.toLowerCase().endsWith(".safetensors") ? "safetensors" : "raw";
}

/** Four sets of weights, as a checkpoint of training holds, with room for its states and other tensors. */
const MOST_SAFETENSORS = 5 * rawSize(MAX_HIDDEN);

/** Before a file is read. @throws InputError where it is larger than any model or checkpoint. */
export function checkSize(size: number, path: string, format = formatOf(path)): void {
  if (format === "raw") checkRawSize(size, path);
  if (format === "raw" || size <= MOST_SAFETENSORS) return;
  const count = new Intl.NumberFormat("en-US");
  throw new InputError(
    `${path}: ${count.format(size)} bytes; expected at most ${count.format(MOST_SAFETENSORS)}`,
  );
}

/** @throws InputError naming `path` and what is wrong. */
export function readModel(bytes: Uint8Array, path: string): ModelContent {
  if (isPickle(bytes, path))
    throw new InputError(
      `${path}: a Python pickle, which can run code when read; export it with safetensors.torch.save_file(model.state_dict(), "model.safetensors")`,
    );
  if (formatOf(path) === "safetensors")
    return { format: "safetensors", ...readSafetensors(bytes, path) };
  return { format: "raw", weights: readRawWeights(bytes, path), metadata: {} };
}

export function writeModel(
  weights: Weights,
  path: string,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  return formatOf(path) === "safetensors"
    ? writeSafetensors(weights, metadata)
    : writeRawWeights(weights);
}

/** torch.save writes a zip archive, older versions and pickle itself a protocol byte after 0x80. */
function isPickle(bytes: Uint8Array, path: string): boolean {
  const zip = bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
  const named = /\.(pt|pth|pkl|pickle|ckpt)$/i.test(path);
  const protocol = bytes[0] === 0x80 && bytes[1] >= 2 && bytes[1] <= 5;
  return zip || (named && protocol);
}
