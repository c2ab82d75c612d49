// The weights a training run starts from. Not the choice of scales: those are the recipe's.
import type { Weights } from "../kernels/interface";
import type { Random } from "./random";

export interface InitialScales {
  /** W_h is this times a random orthogonal matrix: all its singular values equal it. */
  readonly recurrent: number;
  /** Standard deviation of W_x. */
  readonly input: number;
  /** Standard deviation of W_y. */
  readonly output: number;
}

export function emptyWeights(H: number): Weights {
  return {
    H,
    Wx: new Float32Array(H * 256),
    Wh: new Float32Array(H * H),
    bh: new Float32Array(H),
    Wy: new Float32Array(256 * H),
    by: new Float32Array(256),
  };
}

export function initialWeights(H: number, random: Random, scales: InitialScales): Weights {
  const weights = emptyWeights(H);
  const { Wx, Wh, Wy } = weights;
  const Q = orthogonal(H, random);
  for (let i = 0; i < Wh.length; i++) Wh[i] = scales.recurrent * Q[i];
  for (let i = 0; i < Wx.length; i++) Wx[i] = scales.input * random.normal();
  for (let i = 0; i < Wy.length; i++) Wy[i] = scales.output * random.normal();
  return weights;
}

/** A random orthogonal [n x n] matrix: the rows of a normal one, orthonormalised (modified Gram-Schmidt). */
export function orthogonal(n: number, random: Random): Float64Array {
  const Q = Float64Array.from({ length: n * n }, () => random.normal());
  for (let i = 0; i < n; i++) {
    const row = Q.subarray(i * n, (i + 1) * n);
    for (let before = 0; before < i; before++) {
      const unit = Q.subarray(before * n, (before + 1) * n);
      let along = 0;
      for (let k = 0; k < n; k++) along += row[k] * unit[k];
      for (let k = 0; k < n; k++) row[k] -= along * unit[k];
    }
    let squares = 0;
    for (let k = 0; k < n; k++) squares += row[k] * row[k];
    const norm = Math.sqrt(squares);
    for (let k = 0; k < n; k++) row[k] /= norm;
  }
  return Q;
}
