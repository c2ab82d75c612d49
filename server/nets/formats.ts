// Reads and writes the bytes of a model file, and checks that a model's predictions are finite for every text. The
// format is recognised by the bytes (kinds.ts) when reading, and chosen by the file name when writing. No file access.
import type { Weights } from "../kernels/interface";
import { l10n } from "../protocol/words/l10n";
import { shortened, shortPath } from "../protocol/words/shortened";
import { alphabetOf } from "./alphabet";
import { InputError } from "./inputError";
import { HEAD_BYTES, type Kind, kindOf } from "./kinds";
import { type NetDescription, netOf, type Said } from "./nets";
import { readNpz } from "./npz";
import { checkRawSize, readRawWeights, writeRawWeights } from "./rawWeights";
import { readSafetensors, type TensorFile } from "./safetensors";
import { readTorch } from "./torchFile";
import { isRawKind, writeSafetensors } from "./writtenNets";

interface ModelContent {
  readonly format: Kind;
  readonly weights: Weights;
  readonly metadata: Readonly<Record<string, string>>;
  readonly net: NetDescription;
}

/** Size in bytes of the largest file that is read. */
const MOST_BYTES = 2 ** 30;

/**
 * Checks a file before it is read whole.
 * @param head its first bytes, at most HEAD_BYTES
 * @throws InputError if its first bytes are not those of a model, or it is too large
 */
export function checkHead(head: Uint8Array, size: number, path: string): void {
  const kind = kindOf(head, size, path);
  if (kind === "raw") checkRawSize(size, path);
  if (size <= MOST_BYTES) return;
  const count = new Intl.NumberFormat("en-US");
  throw new InputError(
    l10n`${shortPath(path)}: ${count.format(size)} bytes; expected at most ${count.format(MOST_BYTES)}`,
  );
}

/**
 * @param said what its file may leave open
 * @throws InputError naming `path` and what is wrong
 */
export function readModel(bytes: Uint8Array, path: string, said: Said = {}): ModelContent {
  const content = contentOf(bytes, path, said);
  checkRange(content.weights, path);
  return content;
}

function contentOf(bytes: Uint8Array, path: string, said: Said): ModelContent {
  const format = kindOf(bytes.subarray(0, HEAD_BYTES), bytes.length, path);
  if (format === "raw") return readRaw(bytes, path, said);
  const { tensors, metadata } = READERS[format](bytes, path);
  const { weights, description } = netOf(tensors, metadata, said, path);
  return { format, weights, metadata, net: description };
}

const READERS: Readonly<
  Record<Exclude<Kind, "raw">, (bytes: Uint8Array, path: string) => TensorFile>
> = {
  safetensors: readSafetensors,
  npz: (bytes, path) => ({ tensors: readNpz(bytes, path), metadata: {} }),
  torch: readTorch,
  pickle: readTorch,
};

function readRaw(
  bytes: Uint8Array,
  path: string,
  { prefix, nonlinearity = "tanh", alphabets = {} }: Said,
): ModelContent {
  if (prefix)
    throw new InputError(
      l10n`${shortPath(path)}: raw weights have no prefix '${shortened(prefix)}'; expected none`,
    );
  if (nonlinearity !== "tanh")
    throw new InputError(
      l10n`${shortPath(path)}: raw weights are those of a tanh net, but --nonlinearity is ${nonlinearity}; expected the same`,
    );
  const parts = ["W_x", "W_h", "b_h", "W_y", "b_y"].map((part) => ({ part, from: part }));
  return {
    format: "raw",
    weights: readRawWeights(bytes, path),
    metadata: {},
    net: {
      cell: "elman",
      nonlinearity: "tanh",
      layers: 1,
      input: { kind: "one-hot", width: 256 },
      alphabet: { size: 256, ...alphabetOf(256, "W_y", {}, alphabets, path) },
      dtype: "F32",
      prefix: "",
      parts,
      ignored: [],
    },
  };
}

export type OutputFormat = "raw" | "safetensors";

/** Chosen by the file name: .safetensors, otherwise raw. */
export function formatOf(path: string): OutputFormat {
  return path.toLowerCase().endsWith(".safetensors") ? "safetensors" : "raw";
}

/** @throws InputError for a net that the format has no room for */
export function checkRoom(net: Parameters<typeof isRawKind>[0], path: string): void {
  if (formatOf(path) === "raw" && !isRawKind(net))
    throw new InputError(
      l10n`${shortPath(path)}: raw weights hold one layer of tanh over the 256 bytes, which this net is not; expected a file name that ends in .safetensors`,
    );
}

/**
 * @param characters of the net's alphabet in the order of its rows, where that is known
 * @throws InputError as checkRoom
 */
export function writeModel(
  weights: Weights,
  path: string,
  metadata: Readonly<Record<string, string>> = {},
  characters: readonly string[] | null = null,
): Uint8Array {
  if (formatOf(path) === "safetensors") return writeSafetensors(weights, metadata, characters);
  checkRoom(weights, path);
  return writeRawWeights(weights);
}

/** A model again, in the format that the name implies, with all that is known of it. @throws InputError as writeModel */
export function writeCopy(model: ModelContent, path: string): Uint8Array {
  const { weights, net } = model;
  return writeModel(weights, path, carriedMetadata(model), net.alphabet.characters);
}

/**
 * The metadata to keep when a model is written again: what the file said of its text and training, without the notes
 * that apply only to the old file's tensors (which were shared, which library wrote them, what else was in it).
 */
function carriedMetadata({ metadata, net }: ModelContent): Record<string, string> {
  const names = new Set(net.parts.flatMap(({ from }) => from.split(/[ ()]+/)));
  return Object.fromEntries(
    Object.entries(metadata).filter(
      ([key, value]) => !["format", "kind"].includes(key) && !names.has(value),
    ),
  );
}

export interface Model extends ModelContent {
  /** File name, without folders. */
  readonly name: string;
  /** Hex digest of the file. */
  readonly sha256: string;
}

/** A quarter of float32's largest. Differences of two logits stay below it, and g = W_y^T c with sum |c| up to 2. */
const MOST = 2 ** 126;
/** With an alphabet the logit of a byte outside it (OUTSIDE) must lie far below all others. */
const MOST_OF_ALPHABET = 2 ** 96;

/**
 * |z_o| <= sum_j |W_y[o, j]| + |b_y[o]|, whatever order a backend adds in, since |h| <= 1 for tanh, LSTM and GRU. The
 * recurrence is float64, for which no float32 weights are too large. The states of a ReLU net have no bound, so that its
 * predictions are checked when they are made (attribution/finite.ts).
 * @throws InputError naming the first row of W_y that may leave the range.
 */
function checkRange({ H, Wy, by, alphabet }: Weights, name: string): void {
  const most = alphabet ? MOST_OF_ALPHABET : MOST;
  for (let o = 0; o < 256; o++) {
    if (alphabet && !alphabet[o]) continue;
    let sum = Math.abs(by[o]);
    for (let j = 0; j < H; j++) sum += Math.abs(Wy[o * H + j]);
    if (sum >= most)
      throw new InputError(
        l10n`${shortPath(name)}: the weights of W_y and b_y for byte ${o} add up to ${sum.toPrecision(2)} without their signs; expected less than ${most.toPrecision(2)}, or predictions are no finite numbers`,
      );
  }
}
