// exp in float32, four lanes, for arguments that are not positive: the terms of a softmax.

import { madd32 } from "./vector";

const LOG2E: f32 = 1.44269504;
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.12194440e-4;
/** Adding and subtracting it rounds to an integer, which stays in the low bits of the sum. */
const ROUND: f32 = 12582912.0;
/** -125 ln 2: below it the result is zero, so that no denormal ever enters a product. */
const LOWEST: f32 = -86.64339;

/** exp(x) for x <= 0: relative error <= 2e-7 down to exp(-86.6) = 2.4e-38, zero below; NaN stays. */
// @ts-ignore: decorator
@inline
export function exp32(x: v128): v128 {
  const y = f32x4.pmax(x, f32x4.splat(LOWEST));
  const rounded = madd32(y, f32x4.splat(LOG2E), f32x4.splat(ROUND));
  const n = f32x4.sub(rounded, f32x4.splat(ROUND));
  const r = madd32(n, f32x4.splat(-LN2_LOW), madd32(n, f32x4.splat(-LN2_HIGH), y));
  let p = madd32(r, f32x4.splat(1.9875691500e-4), f32x4.splat(1.3981999507e-3));
  p = madd32(p, r, f32x4.splat(8.3334519073e-3));
  p = madd32(p, r, f32x4.splat(4.1665795894e-2));
  p = madd32(p, r, f32x4.splat(1.6666665459e-1));
  p = madd32(p, r, f32x4.splat(5.0000001201e-1));
  p = f32x4.add(madd32(f32x4.mul(r, r), p, r), f32x4.splat(1));
  const e = i32x4.add(p, i32x4.shl(rounded, 23));
  return v128.andnot(e, f32x4.lt(x, f32x4.splat(LOWEST)));
}

/** exp of `count` float32 in place; `count` is a multiple of 4. */
export function exps(x: usize, count: i32): void {
  for (const end = x + (<usize>count << 2); x < end; x += 16) v128.store(x, exp32(v128.load(x)));
}
