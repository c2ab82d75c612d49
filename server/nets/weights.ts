// Computes the numbers of a net from its pieces: folds in embeddings, sums biases, rounds everything once to float32.
// structure.ts decides which piece is what.
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
