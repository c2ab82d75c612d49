// Writes a net as a safetensors file that is read again without options, to the same bits: the paper's kind under this
// project's own names, any other under PyTorch's, with all that its shapes do not say in the metadata. Not here: the
// format's bytes (safetensors.ts), raw files (rawWeights.ts).
import { CELLS } from "../kernels/cells/table";
import type { Weights } from "../kernels/interface";
import { isPapers, shapeOf } from "../kernels/shape";
import type { CellKind } from "../protocol/vocabulary/cells";
import { type NamedTensor, packTensors } from "./safetensors";

/** Whether this is the one kind of net that a raw file can hold: one layer of tanh over the 256 bytes. */
export function isRawKind(w: Pick<Weights, "H" | "cell" | "upper" | "alphabet">): boolean {
  return isPapers(shapeOf(w)) && !w.alphabet;
}

/** The metadata fields that say what a net is; the others say where it comes from. */
const OWN_FIELDS = ["cell", "nonlinearity", "layers", "alphabet", "chars", "vocab", "hidden_size"];

/**
 * @param metadata of its text and training; values are strings
 * @param characters of its alphabet, in the order in which its rows are written; without them in the order of their codes
 */
export function writeSafetensors(
  w: Weights,
  metadata: Readonly<Record<string, string>> = {},
  characters: readonly string[] | null = null,
): Uint8Array {
  const size = { hidden_size: String(w.H) };
  if (isRawKind(w)) return packTensors(ownNames(w), { ...metadata, ...size });
  const bytes = rowsOf(w, characters);
  const carried = Object.entries(metadata).filter(([field]) => !OWN_FIELDS.includes(field));
  return packTensors(torchNames(w, bytes), {
    ...Object.fromEntries(carried),
    ...cellWords(w),
    layers: String(1 + (w.upper ?? []).length),
    ...(w.alphabet ? { alphabet: JSON.stringify(bytes.map((x) => String.fromCharCode(x))) } : {}),
    ...size,
  });
}

function cellWords({ cell = "tanh" }: Weights): { cell: CellKind; nonlinearity?: string } {
  if (cell === "lstm" || cell === "gru") return { cell };
  return { cell: "elman", nonlinearity: cell };
}

/** The byte of each row to write. */
function rowsOf({ alphabet }: Weights, characters: readonly string[] | null): number[] {
  if (alphabet && characters) return characters.map((character) => character.charCodeAt(0));
  return Array.from({ length: 256 }, (_, x) => x).filter((x) => !alphabet || alphabet[x] === 1);
}

function ownNames({ H, Wx, Wh, bh, Wy, by }: Weights): NamedTensor[] {
  return [
    ["W_x", [H, 256], Wx],
    ["W_h", [H, H], Wh],
    ["b_h", [H], bh],
    ["W_y", [256, H], Wy],
    ["b_y", [256], by],
  ];
}

/** The tensors of a net over the 256 bytes, named as in a file of its own. */
export function namedTensors(w: Weights): NamedTensor[] {
  return isRawKind(w) ? ownNames(w) : torchNames(w, rowsOf(w, null));
}

/** nn.RNN, nn.LSTM or nn.GRU as `rnn`, one-hot over `bytes`, and nn.Linear as `fc`. */
function torchNames(w: Weights, bytes: readonly number[]): NamedTensor[] {
  const { H, Wx, Wh, bh, upper = [], Wy, by } = w;
  const V = bytes.length;
  const { gates } = shapeOf(w).cell;
  const layers = [{ Wi: columns(Wx, bytes), Wh, b: bh }, ...upper];
  const readout = new Float32Array(V * H);
  for (const [row, x] of bytes.entries()) readout.set(Wy.subarray(x * H, (x + 1) * H), row * H);
  return [
    ...layers.flatMap(({ Wi, Wh, b }, layer): NamedTensor[] => {
      const { ih, hh } = biases(w, b);
      return [
        [`rnn.weight_ih_l${layer}`, [gates * H, layer === 0 ? V : H], Wi],
        [`rnn.weight_hh_l${layer}`, [gates * H, H], Wh],
        [`rnn.bias_ih_l${layer}`, [gates * H], ih],
        [`rnn.bias_hh_l${layer}`, [gates * H], hh],
      ];
    }),
    ["fc.weight", [V, H], readout],
    ["fc.bias", [V], Float32Array.from(bytes, (x) => by[x])],
  ];
}

function columns(Wx: Float32Array, bytes: readonly number[]): Float32Array {
  const rows = Wx.length / 256;
  const out = new Float32Array(rows * bytes.length);
  for (let i = 0; i < rows; i++)
    for (const [column, x] of bytes.entries()) out[i * bytes.length + column] = Wx[i * 256 + x];
  return out;
}

/** b_ih holds what a cell adds up, b_hh what it keeps apart, as GRU's b_hn; elsewhere -0, which changes no number. */
function biases(w: Weights, b: Float32Array): { ih: Float32Array; hh: Float32Array } {
  const { H } = w;
  const { gates, input, hidden } = CELLS[w.cell ?? "tanh"];
  const ih = new Float32Array(gates * H);
  const hh = new Float32Array(gates * H).fill(-0);
  for (let gate = 0; gate < gates; gate++) {
    const block = (place: number) => b.subarray(place * H, (place + 1) * H);
    ih.set(block(input[gate]), gate * H);
    if (hidden[gate] !== input[gate]) hh.set(block(hidden[gate]), gate * H);
  }
  return { ih, hh };
}
