// The numbers of a net: computed from its pieces, which folds in embeddings, sums biases and rounds everything once to
// float32; and its input columns with their mean over a text. structure.ts decides which piece is what.
import type { Weights } from "../kernels/interface";
import { shortened } from "../protocol/words/shortened";
import type { Piece } from "./pieces";
import type { ElmanPieces } from "./structure";
import { type Numbers, rounded } from "./tensors";

/** @throws InputError naming `file` and the tensor that has a number that is not finite */
export function weightsOf(net: ElmanPieces, file: string): Weights {
  const { H, V, Wx, Wh, bh, Wy, by, embedding } = net;
  const single = (piece: Piece) => rounded(piece.values(), `'${shortened(piece.name)}'`, file);
  return {
    H,
    Wx: embedding ? folded(Wx, embedding, H, V, file) : single(Wx),
    Wh: single(Wh),
    bh: bh.length === 1 ? single(bh[0]) : summed(bh, H, file),
    Wy: single(Wy),
    by: by ? single(by) : new Float32Array(V),
  };
}

/** W_x = W_ih E^T: column x is W_ih times row x of the embedding. In float64, rounded once. */
function folded(Wx: Piece, embedding: Piece, H: number, V: number, file: string): Float32Array {
  const width = Wx.shape[1];
  const w = finite(Wx, file);
  const e = finite(embedding, file);
  const out = new Float64Array(H * V);
  for (let i = 0; i < H; i++)
    for (let x = 0; x < V; x++) {
      let sum = 0;
      for (let d = 0; d < width; d++) sum += w[i * width + d] * e[x * width + d];
      out[i * V + x] = sum;
    }
  return rounded(
    out,
    `the product of '${shortened(Wx.name)}' and '${shortened(embedding.name)}'`,
    file,
  );
}

function summed(biases: readonly Piece[], H: number, file: string): Float32Array {
  const sum = new Float64Array(H);
  for (const bias of biases) {
    const values = finite(bias, file);
    for (let i = 0; i < H; i++) sum[i] += values[i];
  }
  return rounded(sum, biases.map(({ name }) => `'${shortened(name)}'`).join(" + "), file);
}

function finite(piece: Piece, file: string): Numbers {
  const values = piece.values();
  rounded(values, `'${shortened(piece.name)}'`, file);
  return values;
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
