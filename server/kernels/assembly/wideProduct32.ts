// The float64 product of one row with weights that stay float32 in memory, c += a B: for the recurrence of large nets, which waits
// for its weights, so that half the bytes are worth a conversion each. A float32 is exact in float64 and every sum is one
// chain in the same order: the bits are those of the float64 weights (recurrence.ts, wideProduct.ts).
import { WIDE_PANEL } from "./product";
import { madd64 } from "./vector";

/**
 * C [16 panels] += A B, float64. A [K], K even; B: packWidePanels32. Eight chains, two steps of each a turn, as in
 * recurrence.ts.
 */
export function addWideProduct32(A: usize, B: usize, K: i32, panels: i32, C: usize): void {
  const end = A + (<usize>K << 3);
  for (; panels > 0; panels--) {
    let a = v128.load(C), b = v128.load(C, 16), c = v128.load(C, 32), d = v128.load(C, 48);
    let e = v128.load(C, 64), f = v128.load(C, 80), g = v128.load(C, 96), k = v128.load(C, 112);
    for (let s = A; s < end; s += 16) {
      let v = v128.load_splat<f64>(s);
      a = madd64(v, f64x2.promote_low_f32x4(v128.load64_zero(B)), a);
      b = madd64(v, f64x2.promote_low_f32x4(v128.load64_zero(B, 8)), b);
      c = madd64(v, f64x2.promote_low_f32x4(v128.load64_zero(B, 16)), c);
      d = madd64(v, f64x2.promote_low_f32x4(v128.load64_zero(B, 24)), d);
      e = madd64(v, f64x2.promote_low_f32x4(v128.load64_zero(B, 32)), e);
      f = madd64(v, f64x2.promote_low_f32x4(v128.load64_zero(B, 40)), f);
      g = madd64(v, f64x2.promote_low_f32x4(v128.load64_zero(B, 48)), g);
      k = madd64(v, f64x2.promote_low_f32x4(v128.load64_zero(B, 56)), k);
      v = v128.load_splat<f64>(s, 8);
      a = madd64(v, f64x2.promote_low_f32x4(v128.load64_zero(B, 64)), a);
      b = madd64(v, f64x2.promote_low_f32x4(v128.load64_zero(B, 72)), b);
      c = madd64(v, f64x2.promote_low_f32x4(v128.load64_zero(B, 80)), c);
      d = madd64(v, f64x2.promote_low_f32x4(v128.load64_zero(B, 88)), d);
      e = madd64(v, f64x2.promote_low_f32x4(v128.load64_zero(B, 96)), e);
      f = madd64(v, f64x2.promote_low_f32x4(v128.load64_zero(B, 104)), f);
      g = madd64(v, f64x2.promote_low_f32x4(v128.load64_zero(B, 112)), g);
      k = madd64(v, f64x2.promote_low_f32x4(v128.load64_zero(B, 120)), k);
      B += 8 * WIDE_PANEL;
    }
    v128.store(C, a);
    v128.store(C, b, 16);
    v128.store(C, c, 32);
    v128.store(C, d, 48);
    v128.store(C, e, 64);
    v128.store(C, f, 80);
    v128.store(C, g, 96);
    v128.store(C, k, 112);
    C += 8 * WIDE_PANEL;
  }
}
