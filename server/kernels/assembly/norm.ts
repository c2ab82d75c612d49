// Norms of rows of float32, right also where the squares leave the range of float32.
import { madd32, sum32 } from "./vector";

/** Squares summed in float32 are trusted between these; outside they are summed again in float64. */
const TINY: f32 = 1e-28;
const HUGE: f32 = 1e36;

/** ||g|| of `bytes` bytes from their squares' sum in float32. */
// @ts-ignore: decorator
@inline
export function rootOf(squares: f32, g: usize, bytes: usize): f32 {
  return squares > TINY && squares < HUGE ? sqrt<f32>(squares) : wideNorm(g, bytes);
}

/** norm[i] = ||G[i]||, rows of `stride` bytes, a multiple of 64. */
export function norms(G: usize, stride: usize, norm: usize, rows: i32): void {
  for (; rows > 0; rows--) {
    let a = f32x4.splat(0), b = a, c = a, d = a;
    for (const end = G + stride; G < end; G += 64) {
      const p = v128.load(G), q = v128.load(G, 16), r = v128.load(G, 32), s = v128.load(G, 48);
      a = madd32(p, p, a);
      b = madd32(q, q, b);
      c = madd32(r, r, c);
      d = madd32(s, s, d);
    }
    store<f32>(norm, rootOf(sum32(f32x4.add(f32x4.add(a, b), f32x4.add(c, d))), G - stride, stride));
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
