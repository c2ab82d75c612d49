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
  const y = bounded(x), n = rounded(y), r = rest(y, n);
  let p = f32x4.splat(1.9875691500e-4);
  p = madd32(p, r, f32x4.splat(1.3981999507e-3));
  p = madd32(p, r, f32x4.splat(8.3334519073e-3));
  p = madd32(p, r, f32x4.splat(4.1665795894e-2));
  p = madd32(p, r, f32x4.splat(1.6666665459e-1));
  p = madd32(p, r, f32x4.splat(5.0000001201e-1));
  return finish(x, n, r, p);
}

/** exp32 of `count` float32 in place, the same bits; `count` is a multiple of 16. */
export function exps(x: usize, count: i32): void {
  // Four vectors together, as in tanh.ts: they hide each other's latency and share the constants.
  for (const end = x + (<usize>count << 2); x < end; x += 64) {
    const x0 = v128.load(x), x1 = v128.load(x, 16), x2 = v128.load(x, 32), x3 = v128.load(x, 48);
    const y0 = bounded(x0), y1 = bounded(x1), y2 = bounded(x2), y3 = bounded(x3);
    const n0 = rounded(y0), n1 = rounded(y1), n2 = rounded(y2), n3 = rounded(y3);
    const r0 = rest(y0, n0), r1 = rest(y1, n1), r2 = rest(y2, n2), r3 = rest(y3, n3);
    let c = f32x4.splat(1.9875691500e-4);
    let p0 = c, p1 = c, p2 = c, p3 = c;
    c = f32x4.splat(1.3981999507e-3);
    p0 = madd32(p0, r0, c);
    p1 = madd32(p1, r1, c);
    p2 = madd32(p2, r2, c);
    p3 = madd32(p3, r3, c);
    c = f32x4.splat(8.3334519073e-3);
    p0 = madd32(p0, r0, c);
    p1 = madd32(p1, r1, c);
    p2 = madd32(p2, r2, c);
    p3 = madd32(p3, r3, c);
    c = f32x4.splat(4.1665795894e-2);
    p0 = madd32(p0, r0, c);
    p1 = madd32(p1, r1, c);
    p2 = madd32(p2, r2, c);
    p3 = madd32(p3, r3, c);
    c = f32x4.splat(1.6666665459e-1);
    p0 = madd32(p0, r0, c);
    p1 = madd32(p1, r1, c);
    p2 = madd32(p2, r2, c);
    p3 = madd32(p3, r3, c);
    c = f32x4.splat(5.0000001201e-1);
    p0 = madd32(p0, r0, c);
    p1 = madd32(p1, r1, c);
    p2 = madd32(p2, r2, c);
    p3 = madd32(p3, r3, c);
    v128.store(x, finish(x0, n0, r0, p0));
    v128.store(x, finish(x1, n1, r1, p1), 16);
    v128.store(x, finish(x2, n2, r2, p2), 32);
    v128.store(x, finish(x3, n3, r3, p3), 48);
  }
}

// @ts-ignore: decorator
@inline
function bounded(x: v128): v128 {
  return f32x4.pmax(x, f32x4.splat(LOWEST));
}

/** n + ROUND, n the integer nearest to y / ln 2. */
// @ts-ignore: decorator
@inline
function rounded(y: v128): v128 {
  return madd32(y, f32x4.splat(LOG2E), f32x4.splat(ROUND));
}

/** r = y - n ln 2. */
// @ts-ignore: decorator
@inline
function rest(y: v128, rounded: v128): v128 {
  const n = f32x4.sub(rounded, f32x4.splat(ROUND));
  return madd32(n, f32x4.splat(-LN2_LOW), madd32(n, f32x4.splat(-LN2_HIGH), y));
}

/** 2^n (1 + r + r^2 p), or zero. */
// @ts-ignore: decorator
@inline
function finish(x: v128, rounded: v128, r: v128, p: v128): v128 {
  const e = f32x4.add(madd32(f32x4.mul(r, r), p, r), f32x4.splat(1));
  return v128.andnot(i32x4.add(e, i32x4.shl(rounded, 23)), f32x4.lt(x, f32x4.splat(LOWEST)));
}
