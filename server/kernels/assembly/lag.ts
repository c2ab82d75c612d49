// One lag of the trace, fused: a single pass over g gives D = d * g, both attributions and the norm.

import { madd32, sum32 } from "./vector";

/** Squares summed in float32 are trusted between these; outside they are summed again in float64. */
const TINY: f32 = 1e-28;
const HUGE: f32 = 1e36;

/**
 * For each row i < rows: g = G[i], d = gates[i], w = W_x[:, x[i]] (row x of `embedding`, [256 x stride]):
 * D[i] = d * g, gradient[i] = w . g, gated[i] = w . D[i], norm[i] = ||g||. `stride` (bytes, of all four
 * matrices) is a multiple of 32.
 */
export function lag(
  G: usize, gates: usize, x: usize, embedding: usize, D: usize,
  gradient: usize, gated: usize, norm: usize, stride: usize, rows: i32,
): void {
  for (; rows > 0; rows--) {
    const w = embedding + <usize>load<u8>(x) * stride;
    let a = f32x4.splat(0), b = a, u = a, v = a, p = a, q = a;
    for (let j: usize = 0; j < stride; j += 32) {
      const g = v128.load(G + j), w0 = v128.load(w + j);
      const e = f32x4.mul(v128.load(gates + j), g);
      v128.store(D + j, e);
      a = madd32(w0, g, a);
      u = madd32(w0, e, u);
      p = madd32(g, g, p);
      const h = v128.load(G + j, 16), w1 = v128.load(w + j, 16);
      const f = f32x4.mul(v128.load(gates + j, 16), h);
      v128.store(D + j, f, 16);
      b = madd32(w1, h, b);
      v = madd32(w1, f, v);
      q = madd32(h, h, q);
    }
    store<f32>(gradient, sum32(f32x4.add(a, b)));
    store<f32>(gated, sum32(f32x4.add(u, v)));
    const squares = sum32(f32x4.add(p, q));
    store<f32>(norm, squares > TINY && squares < HUGE ? sqrt<f32>(squares) : wideNorm(G, stride));
    G += stride;
    gates += stride;
    D += stride;
    x++;
    gradient += 4;
    gated += 4;
    norm += 4;
  }
}

/** ||g|| with squares in float64, where float32 squares underflow or overflow. */
function wideNorm(g: usize, stride: usize): f32 {
  let squares: f64 = 0;
  for (const end = g + stride; g < end; g += 4) {
    const value = <f64>load<f32>(g);
    squares += value * value;
  }
  return <f32>sqrt<f64>(squares);
}
