// tanh in float64, two lanes: through expm1, so that small arguments keep their relative accuracy.
// Not the engine's Math.tanh bit for bit; the tests hold it within 4 units in the last place.

import { madd64 } from "./vector";

const LOG2E: f64 = 1.4426950408889634;
const LN2_HIGH: f64 = 6.93147180369123816490e-01;
const LN2_LOW: f64 = 1.90821492927058770002e-10;
/** Adding and subtracting it rounds to an integer, which stays in the low bits of the sum. */
const ROUND: f64 = 6755399441055744.0;

/**
 * tanh(x), relative error <= 8e-16. With y = 2|x| = n ln 2 + r: E = expm1(y) = 2^n expm1(r) + (2^n - 1),
 * tanh = E / (E + 2). expm1(r), |r| <= ln 2 / 2, is its series to r^13 (remainder below 2e-17 of r).
 */
// @ts-ignore: decorator
@inline
export function tanh64(x: v128): v128 {
  const sign = f64x2.splat(-0.0);
  // From |x| = 20 on the result is 1 in float64; NaN passes through.
  const y = f64x2.mul(f64x2.splat(2), f64x2.pmin(v128.andnot(x, sign), f64x2.splat(20)));
  const rounded = madd64(y, f64x2.splat(LOG2E), f64x2.splat(ROUND));
  const n = f64x2.sub(rounded, f64x2.splat(ROUND));
  const r = madd64(n, f64x2.splat(-LN2_LOW), madd64(n, f64x2.splat(-LN2_HIGH), y));
  let p = madd64(r, f64x2.splat(1.0 / 6227020800.0), f64x2.splat(1.0 / 479001600.0));
  p = madd64(p, r, f64x2.splat(1.0 / 39916800.0));
  p = madd64(p, r, f64x2.splat(1.0 / 3628800.0));
  p = madd64(p, r, f64x2.splat(1.0 / 362880.0));
  p = madd64(p, r, f64x2.splat(1.0 / 40320.0));
  p = madd64(p, r, f64x2.splat(1.0 / 5040.0));
  p = madd64(p, r, f64x2.splat(1.0 / 720.0));
  p = madd64(p, r, f64x2.splat(1.0 / 120.0));
  p = madd64(p, r, f64x2.splat(1.0 / 24.0));
  p = madd64(p, r, f64x2.splat(1.0 / 6.0));
  p = madd64(p, r, f64x2.splat(0.5));
  p = madd64(f64x2.mul(r, r), p, r);
  const one = f64x2.splat(1);
  const power = i64x2.add(i64x2.shl(rounded, 52), one);
  const E = madd64(power, p, f64x2.sub(power, one));
  return v128.or(f64x2.div(E, f64x2.add(E, f64x2.splat(2))), v128.and(x, sign));
}

/** tanh of `count` float64 in place; `count` is even. */
export function tanhs(x: usize, count: i32): void {
  for (const end = x + (<usize>count << 3); x < end; x += 16) v128.store(x, tanh64(v128.load(x)));
}
