// tanh and sigmoid in float64 through expm1, so that small arguments keep their relative accuracy, for the exact
// recurrence; and both in float32 for training. Not the engine's Math bit for bit; the tests hold all to the bounds below.
import { exp32 } from "./exponential";
import { madd32, madd64 } from "./vector";

const LOG2E: f64 = 1.4426950408889634;
const LN2_HIGH: f64 = 6.93147180369123816490e-01;
const LN2_LOW: f64 = 1.90821492927058770002e-10;
/** Adding it rounds to an integer n, which stays in the low bits of the sum. */
const ROUND: f64 = 6755399441055744.0;

class Tanh {}
class Sigmoid {}

/** tanh of `count` float64 in place, relative error <= 8e-16; `count` is a multiple of 8. */
export function tanhs(x: usize, count: i32): void {
  replace<Tanh>(x, 0, count);
}

/**
 * sigmoid of `count` float64 in place, and 1 - sigmoid into `rest`, each with a relative error <= 8e-16 down to 1e-307;
 * `count` is a multiple of 8.
 */
export function sigmoids(x: usize, rest: usize, count: i32): void {
  replace<Sigmoid>(x, rest, count);
}

/**
 * With y = 2|x| = n ln 2 + r: E = expm1(y) = 2^n expm1(r) + (2^n - 1), tanh = E / (E + 2). For the sigmoid y = |x|, and
 * sigmoid(y) = (E + 1) / (E + 2), sigmoid(-y) = 1 / (E + 2).
 * Four vectors together: the chains hide each other's latency and share the constants, which cost as much as the
 * arithmetic. expm1(r) = r + r^2 q(r), q of degree 9 through the Chebyshev nodes of |r| <= ln 2 / 2 (4e-17 of r).
 */
// @ts-ignore: decorator
@inline
function replace<T>(x: usize, other: usize, count: i32): void {
  for (const end = x + (<usize>count << 3); x < end; x += 64) {
    const y0 = magnitude<T>(x), y1 = magnitude<T>(x + 16);
    const y2 = magnitude<T>(x + 32), y3 = magnitude<T>(x + 48);
    const n0 = rounded(y0), n1 = rounded(y1), n2 = rounded(y2), n3 = rounded(y3);
    const r0 = rest(y0, n0), r1 = rest(y1, n1), r2 = rest(y2, n2), r3 = rest(y3, n3);
    let c = f64x2.splat(2.510038319586702e-08);
    let p0 = c, p1 = c, p2 = c, p3 = c;
    c = f64x2.splat(2.7620085455018414e-07);
    p0 = madd64(p0, r0, c);
    p1 = madd64(p1, r1, c);
    p2 = madd64(p2, r2, c);
    p3 = madd64(p3, r3, c);
    c = f64x2.splat(2.7557268464831627e-06);
    p0 = madd64(p0, r0, c);
    p1 = madd64(p1, r1, c);
    p2 = madd64(p2, r2, c);
    p3 = madd64(p3, r3, c);
    c = f64x2.splat(2.4801521302241082e-05);
    p0 = madd64(p0, r0, c);
    p1 = madd64(p1, r1, c);
    p2 = madd64(p2, r2, c);
    p3 = madd64(p3, r3, c);
    c = f64x2.splat(0.00019841269863050506);
    p0 = madd64(p0, r0, c);
    p1 = madd64(p1, r1, c);
    p2 = madd64(p2, r2, c);
    p3 = madd64(p3, r3, c);
    c = f64x2.splat(0.001388888891720967);
    p0 = madd64(p0, r0, c);
    p1 = madd64(p1, r1, c);
    p2 = madd64(p2, r2, c);
    p3 = madd64(p3, r3, c);
    c = f64x2.splat(0.008333333333330063);
    p0 = madd64(p0, r0, c);
    p1 = madd64(p1, r1, c);
    p2 = madd64(p2, r2, c);
    p3 = madd64(p3, r3, c);
    c = f64x2.splat(0.041666666666624136);
    p0 = madd64(p0, r0, c);
    p1 = madd64(p1, r1, c);
    p2 = madd64(p2, r2, c);
    p3 = madd64(p3, r3, c);
    c = f64x2.splat(0.16666666666666669);
    p0 = madd64(p0, r0, c);
    p1 = madd64(p1, r1, c);
    p2 = madd64(p2, r2, c);
    p3 = madd64(p3, r3, c);
    c = f64x2.splat(0.5000000000000001);
    p0 = madd64(p0, r0, c);
    p1 = madd64(p1, r1, c);
    p2 = madd64(p2, r2, c);
    p3 = madd64(p3, r3, c);
    finish<T>(x, other, n0, r0, p0);
    finish<T>(x + 16, other + 16, n1, r1, p1);
    finish<T>(x + 32, other + 32, n2, r2, p2);
    finish<T>(x + 48, other + 48, n3, r3, p3);
    if (idof<T>() == idof<Sigmoid>()) other += 64;
  }
}

/** y. From |x| = 20 on tanh is 1 in float64; beyond 708 expm1 would overflow. NaN passes through. */
// @ts-ignore: decorator
@inline
function magnitude<T>(x: usize): v128 {
  if (idof<T>() == idof<Sigmoid>()) return f64x2.pmin(f64x2.abs(v128.load(x)), f64x2.splat(708));
  const a = f64x2.pmin(f64x2.abs(v128.load(x)), f64x2.splat(20));
  return f64x2.add(a, a);
}

/** n + ROUND, n the integer nearest to y / ln 2. */
// @ts-ignore: decorator
@inline
function rounded(y: v128): v128 {
  return madd64(y, f64x2.splat(LOG2E), f64x2.splat(ROUND));
}

/** r = y - n ln 2. */
// @ts-ignore: decorator
@inline
function rest(y: v128, rounded: v128): v128 {
  const n = f64x2.sub(rounded, f64x2.splat(ROUND));
  return madd64(n, f64x2.splat(-LN2_LOW), madd64(n, f64x2.splat(-LN2_HIGH), y));
}

/** The result from n, r and q(r), over x and into `other`. */
// @ts-ignore: decorator
@inline
function finish<T>(x: usize, other: usize, rounded: v128, r: v128, q: v128): void {
  const one = f64x2.splat(1);
  const power = i64x2.add(i64x2.shl(rounded, 52), one);
  const E = madd64(power, madd64(f64x2.mul(r, r), q, r), f64x2.sub(power, one));
  if (idof<T>() == idof<Sigmoid>()) {
    const small = f64x2.div(one, f64x2.add(E, f64x2.splat(2)));
    const large = f64x2.mul(f64x2.add(E, one), small);
    const negative = f64x2.lt(v128.load(x), f64x2.splat(0));
    v128.store(x, v128.bitselect(small, large, negative));
    v128.store(other, v128.bitselect(large, small, negative));
    return;
  }
  const tanh = f64x2.div(E, f64x2.add(E, f64x2.splat(2)));
  v128.store(x, v128.or(tanh, v128.and(v128.load(x), f64x2.splat(-0.0))));
}

const LOG2E_32: f32 = 1.44269504;
const LN2_HIGH_32: f32 = 0.693359375;
const LN2_LOW_32: f32 = -2.12194440e-4;
/** Adding and subtracting it rounds to an integer, which stays in the low bits of the sum. */
const ROUND_32: f32 = 12582912.0;

/**
 * tanh(x), relative error <= 4e-7. As tanhs: with y = 2|x| = n ln 2 + r, E = expm1(y) =
 * 2^n expm1(r) + (2^n - 1), tanh = E / (E + 2); the series to r^7 is below float32 rounding.
 */
// @ts-ignore: decorator
@inline
export function tanh32(x: v128): v128 {
  const sign = f32x4.splat(-0.0);
  // From |x| = 9.1 on the result is 1 in float32; NaN passes through.
  const y = f32x4.mul(f32x4.splat(2), f32x4.pmin(v128.andnot(x, sign), f32x4.splat(10)));
  const rounded = madd32(y, f32x4.splat(LOG2E_32), f32x4.splat(ROUND_32));
  const n = f32x4.sub(rounded, f32x4.splat(ROUND_32));
  const r = madd32(n, f32x4.splat(-LN2_LOW_32), madd32(n, f32x4.splat(-LN2_HIGH_32), y));
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

/**
 * sigmoid of `count` float32 in place, and 1 - sigmoid into `rest`, each with a relative error <= 6e-7 down to 2.4e-38 and
 * zero below; `count` is a multiple of 4.
 */
export function sigmoids32(x: usize, rest: usize, count: i32): void {
  const one = f32x4.splat(1);
  for (const end = x + (<usize>count << 2); x < end; x += 16) {
    const v = v128.load(x);
    const e = exp32(f32x4.neg(f32x4.abs(v)));
    const large = f32x4.div(one, f32x4.add(one, e)), small = f32x4.mul(e, large);
    const negative = f32x4.lt(v, f32x4.splat(0));
    v128.store(x, v128.bitselect(small, large, negative));
    v128.store(rest, v128.bitselect(large, small, negative));
    rest += 16;
  }
}
