// The optimiser over a flat run of float32 parameters: the gradient's norm, and Adam in one sweep.
// Bias corrections and clipping enter as plain factors, computed once a step by the caller.

import { madd32 } from "./vector";

/** Sum of g_i^2, `count` a multiple of 8; lanes in float32, and each KB of them added up in float64. */
export function sumOfSquares(g: usize, count: i32): f64 {
  let sum: f64 = 0;
  while (count > 0) {
    const part = min(count, 256);
    let a = f32x4.splat(0), b = a;
    for (const end = g + (<usize>part << 2); g < end; g += 32) {
      const u = v128.load(g), v = v128.load(g, 16);
      a = madd32(u, u, a);
      b = madd32(v, v, b);
    }
    a = f32x4.add(a, b);
    sum +=
      <f64>f32x4.extract_lane(a, 0) + <f64>f32x4.extract_lane(a, 1) +
      (<f64>f32x4.extract_lane(a, 2) + <f64>f32x4.extract_lane(a, 3));
    count -= part;
  }
  return sum;
}

/** Where moments end: smaller means are zero, squares do not fall below; so no denormals, which are slow. */
const FLOOR: f32 = 1e-30;

/**
 * m = beta1 m + (1 - beta1) f g, v = beta2 v + (1 - beta2) (f g)^2, w -= rate m / (sqrt(v) + epsilon),
 * where f is the clipping factor and rate and epsilon carry the bias corrections. `count` floats, a
 * multiple of 4.
 */
export function adamStep(
  w: usize, g: usize, m: usize, v: usize, count: i32,
  f: f32, beta1: f32, beta2: f32, rate: f32, epsilon: f32,
): void {
  const keep1 = f32x4.splat(beta1), keep2 = f32x4.splat(beta2);
  const take1 = f32x4.splat((1 - beta1) * f), take2 = f32x4.splat((1 - beta2) * f * f);
  const r = f32x4.splat(-rate), e = f32x4.splat(epsilon), floor = f32x4.splat(FLOOR);
  for (const end = w + (<usize>count << 2); w < end; w += 16) {
    const gradient = v128.load(g);
    const moved = madd32(v128.load(m), keep1, f32x4.mul(gradient, take1));
    const mean = v128.and(moved, f32x4.gt(f32x4.abs(moved), floor));
    const square = madd32(v128.load(v), keep2, madd32(f32x4.mul(gradient, gradient), take2, floor));
    v128.store(m, mean);
    v128.store(v, square);
    const step = f32x4.div(f32x4.mul(mean, r), f32x4.add(f32x4.sqrt(square), e));
    v128.store(w, f32x4.add(v128.load(w), step));
    g += 16;
    m += 16;
    v += 16;
  }
}
