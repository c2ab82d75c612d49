// The prediction at one position in float64, whatever the backend, so that what is printed about it (p, bits, rank,
// entropy) keeps its digits. The gradient that is traced comes from the backend's own readout.
import type { Weights } from "../kernels/interface";

export interface Prediction {
  /** Logits, float64 [256]. */
  readonly Z: Float64Array;
  /** Probabilities, float64 [256]. */
  readonly P: Float64Array;
}

/** z = W_y h + b_y and its softmax; h is float64 [H]. */
export function predict({ H, Wy, by }: Weights, h: Float64Array): Prediction {
  const Z = new Float64Array(256);
  for (let o = 0; o < 256; o++) {
    let z = by[o];
    for (let j = 0; j < H; j++) z += Wy[o * H + j] * h[j];
    Z[o] = z;
  }
  const max = Z.reduce((a, z) => Math.max(a, z), -Infinity);
  const P = Z.map((z) => Math.exp(z - max));
  const sum = P.reduce((a, p) => a + p, 0);
  for (let o = 0; o < 256; o++) P[o] /= sum;
  return { Z, P };
}

/** log P[y] in nats: computed from the sum of the other probabilities near certainty, otherwise from the logits. */
export function logProbability({ Z, P }: Prediction, y: number): number {
  let others = 0;
  for (let o = 0; o < 256; o++) if (o !== y) others += P[o];
  if (others < 0.5) return Math.log1p(-others);
  const max = Z.reduce((a, z) => Math.max(a, z), -Infinity);
  return Z[y] - max - Math.log(Z.reduce((a, z) => a + Math.exp(z - max), 0));
}
