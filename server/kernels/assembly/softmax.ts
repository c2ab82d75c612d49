// Softmax and its score, one row of 256 logits at a time. The logarithm itself is taken outside.
// One function a row, always over the whole row in the same order.

import { exp32 } from "./exponential";
import { max32, sum32 } from "./vector";

const ROW: usize = 256 * 4;

/** max over a row of logits. */
// @ts-ignore: decorator
@inline
function largest(Z: usize): f32 {
  let a = v128.load(Z), b = v128.load(Z, 16);
  for (let o: usize = 32; o < ROW; o += 32) {
    a = f32x4.pmax(a, v128.load(Z + o));
    b = f32x4.pmax(b, v128.load(Z + o, 16));
  }
  return max32(f32x4.pmax(a, b));
}

/** P = softmax(Z), row by row. Terms below exp(-86.6) of the largest are zero. */
export function softmax(Z: usize, P: usize, rows: i32): void {
  for (; rows > 0; rows--) {
    const max = f32x4.splat(largest(Z));
    let s = f32x4.splat(0), t = s;
    for (let o: usize = 0; o < ROW; o += 32) {
      const e = exp32(f32x4.sub(v128.load(Z + o), max));
      const f = exp32(f32x4.sub(v128.load(Z + o, 16), max));
      v128.store(P + o, e);
      v128.store(P + o, f, 16);
      s = f32x4.add(s, e);
      t = f32x4.add(t, f);
    }
    const scale = f32x4.splat(1 / sum32(f32x4.add(s, t)));
    for (let o: usize = 0; o < ROW; o += 32) {
      v128.store(P + o, f32x4.mul(v128.load(P + o), scale));
      v128.store(P + o, f32x4.mul(v128.load(P + o, 16), scale), 16);
    }
    Z += ROW;
    P += ROW;
  }
}

/**
 * C = e_y - P with C[y] = the SUM of the other probabilities (method.md, Precision); best = argmax of P,
 * the lowest byte on ties; likelihood [rows x 2] float64: others, and z_y - max - log is left to the
 * caller as (z_y - max, sum of exp(z - max)) only where others >= 1/2 (see simd.ts).
 */
export function score(
  y: usize, Z: usize, P: usize, C: usize, best: usize, others: usize, excess: usize, total: usize, rows: i32,
): void {
  for (; rows > 0; rows--) {
    const target = <usize>load<u8>(y);
    let top = v128.load(P);
    for (let o: usize = 0; o < ROW; o += 16) {
      const p = v128.load(P + o);
      top = f32x4.pmax(top, p);
      v128.store(C + o, f32x4.neg(p));
    }
    store<f32>(C + (target << 2), 0);
    store<u8>(best, position(P, max32(top)));
    let s = f32x4.splat(0), t = s;
    for (let o: usize = 0; o < ROW; o += 32) {
      s = f32x4.sub(s, v128.load(C + o));
      t = f32x4.sub(t, v128.load(C + o, 16));
    }
    const sum = sum32(f32x4.add(s, t));
    store<f32>(C + (target << 2), sum);
    store<f64>(others, sum);
    if (!(sum < 0.5)) {
      const max = largest(Z);
      store<f64>(excess, <f64>load<f32>(Z + (target << 2)) - <f64>max);
      store<f64>(total, sumOfExponentials(Z, max));
    }
    y++;
    best++;
    Z += ROW;
    P += ROW;
    C += ROW;
    others += 8;
    excess += 8;
    total += 8;
  }
}

/** sum over a row of exp(z - max). */
function sumOfExponentials(Z: usize, max: f32): f32 {
  const m = f32x4.splat(max);
  let s = f32x4.splat(0);
  for (let o: usize = 0; o < ROW; o += 16) s = f32x4.add(s, exp32(f32x4.sub(v128.load(Z + o), m)));
  return sum32(s);
}

/** The lowest index of `value` in a row (0 where it is not found, as with NaN). */
function position(P: usize, value: f32): u8 {
  const v = f32x4.splat(value);
  for (let o: usize = 0; o < ROW; o += 16) {
    const found = i32x4.bitmask(f32x4.eq(v128.load(P + o), v));
    if (found) return <u8>((o >> 2) + <usize>ctz(found));
  }
  return 0;
}
