// tanh in float32, four lanes, for training; the exact recurrence uses tanh64 (tanh.ts).

import { madd32 } from "./vector";

const LOG2E: f32 = 1.44269504;
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.12194440e-4;
/** Adding and subtracting it rounds to an integer, which stays in the low bits of the sum. */
const ROUND: f32 = 12582912.0;

/**
 * tanh(x), relative error <= 4e-7. As tanh64: with y = 2|x| = n ln 2 + r, E = expm1(y) =
 * 2^n expm1(r) + (2^n - 1), tanh = E / (E + 2); the series to r^7 is below float32 rounding.
 */
// @ts-ignore: decorator
@inline
export function tanh32(x: v128): v128 {
  const sign = f32x4.splat(-0.0);
  // From |x| = 9.1 on the result is 1 in float32; NaN passes through.
  const y = f32x4.mul(f32x4.splat(2), f32x4.pmin(v128.andnot(x, sign), f32x4.splat(10)));
  const rounded = madd32(y, f32x4.splat(LOG2E), f32x4.splat(ROUND));
  const n = f32x4.sub(rounded, f32x4.splat(ROUND));
  const r = madd32(n, f32x4.splat(-LN2_LOW), madd32(n, f32x4.splat(-LN2_HIGH), y));
  let p = madd32(r, f32x4.splat(1.0 / 5040.0), f32x4.splat(1.0 / 720.0));
  p = madd32(p, r, f32x4.splat(1.0 / 120.0));
  p = madd32(p, r, f32x4.splat(1.0 / 24.0));
  p = madd32(p, r, f32x4.splat(1.0 / 6.0));
  p = madd32(p, r, f32x4.splat(0.5));
  p = madd32(f32x4.mul(r, r), p, r);
  const one = f32x4.splat(1);
  const power = i32x4.add(i32x4.shl(rounded, 23), one);
  const E = madd32(power, p, f32x4.sub(power, one));
  return v128.or(f32x4.div(E, f32x4.add(E, f32x4.splat(2))), v128.and(x, sign));
}
