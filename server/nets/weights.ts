// The numbers of a net: computed from its pieces, which folds in embeddings, sums biases by place, spreads an alphabet
// over the 256 bytes and rounds everything once to float32; and its input columns with their mean over a text.
// structure.ts decides which piece is what, alphabet.ts which row is which byte.
import type { CellName } from "../kernels/cells/cell";
import { CELLS } from "../kernels/cells/table";
import { OUTSIDE, type UpperLayer, type Weights } from "../kernels/weights";
import { l10n } from "../protocol/words/l10n";
import { shortened } from "../protocol/words/shortened";
import { type Alphabet, bytesOf } from "./alphabet";
import type { LayerPieces } from "./modules";
import type { Piece } from "./pieces";
import type { NetPieces } from "./structure";
import { type Numbers, rounded } from "./tensors";

/** @throws InputError naming `file` and the tensor that has a number that is not finite */
export function weightsOf(
  { H, layers, Wy, by, embedding }: NetPieces,
  cell: CellName,
  alphabet: Alphabet,
  file: string,
): Weights {
  const single = (piece: Piece) => rounded(piece.values(), `'${shortened(piece.name)}'`, file);
  const [first, ...above] = layers;
  const bytes = bytesOf(alphabet);
  const V = bytes.length;
  const Wx = embedding ? folded(first.Wi, embedding, V, file) : single(first.Wi);
  const weights = {
    ...(cell === "tanh" ? {} : { cell }),
    H,
    Wh: single(first.Wh),
    bh: byPlace(cell, H, first, file),
    ...(above.length === 0
      ? {}
      : {
          upper: above.map(
            (layer): UpperLayer => ({
              Wi: single(layer.Wi),
              Wh: single(layer.Wh),
              b: byPlace(cell, H, layer, file),
            }),
          ),
        }),
  };
  const ends = { Wx, Wy: single(Wy), by: by ? single(by) : new Float32Array(V) };
  return { ...weights, ...(alphabet.characters === null ? ends : spread(ends, bytes, H)) };
}

type Ends = Pick<Weights, "Wx" | "Wy" | "by">;

/** From the rows of an alphabet to the 256 bytes: nothing goes in from a byte outside it, and none is predicted. */
function spread(ends: Ends, bytes: Uint8Array, H: number): Ends & Pick<Weights, "alphabet"> {
  const V = bytes.length;
  const rows = ends.Wx.length / V;
  const Wx = new Float32Array(rows * 256);
  const Wy = new Float32Array(256 * H);
  const by = new Float32Array(256).fill(OUTSIDE);
  const alphabet = new Uint8Array(256);
  for (const [index, x] of bytes.entries()) {
    for (let i = 0; i < rows; i++) Wx[i * 256 + x] = ends.Wx[i * V + index];
    Wy.set(ends.Wy.subarray(index * H, (index + 1) * H), x * H);
    by[x] = ends.by[index];
    alphabet[x] = 1;
  }
  return { Wx, Wy, by, alphabet };
}

/** W_x = W_ih E^T: column x is W_ih times row x of the embedding. In float64, rounded once. */
function folded(Wi: Piece, embedding: Piece, V: number, file: string): Float32Array {
  const [rows, width] = Wi.shape;
  const w = finite(Wi, file);
  const e = finite(embedding, file);
  const out = new Float64Array(rows * V);
  for (let i = 0; i < rows; i++)
    for (let x = 0; x < V; x++) {
      let sum = 0;
      for (let d = 0; d < width; d++) sum += w[i * width + d] * e[x * width + d];
      out[i * V + x] = sum;
    }
  return rounded(
    out,
    l10n`the product of '${shortened(Wi.name)}' and '${shortened(embedding.name)}'`,
    file,
  );
}

/** The biases where a cell adds them: b_ih at its input places, b_hh at its hidden ones. In float64, rounded once. */
function byPlace(name: CellName, H: number, { bi, bh }: LayerPieces, file: string): Float32Array {
  const cell = CELLS[name];
  const sum = new Float64Array(cell.width * H);
  const isSet = new Set<number>();
  const add = (bias: Piece | null, places: readonly number[]) => {
    if (!bias) return;
    const values = finite(bias, file);
    for (const [gate, place] of places.entries()) {
      for (let i = 0; i < H; i++) {
        const at = place * H + i;
        // Adding to a zero would lose the sign of one.
        sum[at] = isSet.has(place) ? sum[at] + values[gate * H + i] : values[gate * H + i];
      }
      isSet.add(place);
    }
  };
  add(bi, cell.input);
  add(bh, cell.hidden);
  const names = [bi, bh].filter((bias) => bias !== null).map(({ name }) => `'${shortened(name)}'`);
  return rounded(sum, names.join(" + "), file);
}

function finite(piece: Piece, file: string): Numbers {
  const values = piece.values();
  rounded(values, `'${shortened(piece.name)}'`, file);
  return values;
}

/** Numbers of all tensors that are kept of a net. */
export function weightCount({ Wx, Wh, bh, Wy, by, upper = [] }: Weights): number {
  const all = [Wx, Wh, bh, Wy, by, ...upper.flatMap(({ Wi, Wh, b }) => [Wi, Wh, b])];
  return all.reduce((sum, { length }) => sum + length, 0);
}

/** Parameters of a net over its own alphabet, with an embedding folded in: H^2 + 513 H + 256 for the paper's kind. */
export function parameterCount(w: Weights): number {
  const outside = w.alphabet ? w.alphabet.filter((isInside) => !isInside).length : 0;
  return weightCount(w) - outside * (w.Wx.length / 256 + w.H + 1);
}

// Input columns and their mean: the baseline v0 of occlusion and integrated gradients (docs/method.md, section 2).

/** Writes W_x[:, x] as float64 [inputSize] to `out`. */
export function column(w: Weights, x: number, out: Float64Array): Float64Array {
  for (let i = 0; i < out.length; i++) out[i] = w.Wx[i * 256 + x];
  return out;
}

/** Byte counts [256] of a text. */
export function byteCounts(text: Uint8Array, counts = new Float64Array(256)): Float64Array {
  for (const x of text) counts[x]++;
  return counts;
}

/** v0 = (1/N) sum over all N bytes of W_x[:, x_i], float64 [inputSize]; zero for an empty text. */
export function meanEmbedding(w: Weights, counts: Float64Array): Float64Array {
  const v = new Float64Array(w.Wx.length / 256);
  const n = counts.reduce((a, b) => a + b, 0);
  if (n === 0) return v;
  for (let i = 0; i < v.length; i++) {
    let sum = 0;
    for (let x = 0; x < 256; x++) sum += counts[x] * w.Wx[i * 256 + x];
    v[i] = sum / n;
  }
  return v;
}
