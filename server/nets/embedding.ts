// Input columns W_x[:, x] and their mean over a text: the baseline v0 of occlusion and integrated gradients
// (docs/method.md, section 2). Pure arithmetic on the stored weights.
import type { Weights } from "../kernels/interface";

/** Writes W_x[:, x] as float64 [H] to `out`. */
export function column(w: Weights, x: number, out: Float64Array): Float64Array {
  for (let i = 0; i < w.H; i++) out[i] = w.Wx[i * 256 + x];
  return out;
}

/** Byte counts [256] of a text. */
export function byteCounts(text: Uint8Array, counts = new Float64Array(256)): Float64Array {
  for (const x of text) counts[x]++;
  return counts;
}

/** v0 = (1/N) sum over all N bytes of W_x[:, x_i], float64 [H]; zero for an empty text. */
export function meanEmbedding(w: Weights, counts: Float64Array): Float64Array {
  const v = new Float64Array(w.H);
  const n = counts.reduce((a, b) => a + b, 0);
  if (n === 0) return v;
  for (let i = 0; i < w.H; i++) {
    let sum = 0;
    for (let x = 0; x < 256; x++) sum += counts[x] * w.Wx[i * 256 + x];
    v[i] = sum / n;
  }
  return v;
}
