// The net written from its formulas, in float64 and plain loops: what no kernel of this project computes, to compare with.
// Asserts nothing.
import type { Weights } from "../../server/kernels/interface";

/** h = tanh(W_x[:, x] + W_h h + b_h) over the bytes, from the zero state or from `before`. */
export function stateAfter(
  { H, Wx, Wh, bh }: Weights,
  bytes: ArrayLike<number>,
  before = new Float64Array(H),
): Float64Array {
  let h = before;
  for (const x of Array.from(bytes))
    h = h.map((_, i) => {
      let a = bh[i] + Wx[i * 256 + x];
      for (let j = 0; j < H; j++) a += Wh[i * H + j] * h[j];
      return Math.tanh(a);
    });
  return h;
}

/** P of the 256 bytes after the state h. */
export function probabilitiesAfter({ H, Wy, by }: Weights, h: Float64Array): number[] {
  const z = Array.from(by, (bias, o) => h.reduce((sum, one, j) => sum + Wy[o * H + j] * one, bias));
  const most = Math.max(...z);
  const all = z.reduce((sum, one) => sum + Math.exp(one - most), 0);
  return z.map((one) => Math.exp(one - most) / all);
}
