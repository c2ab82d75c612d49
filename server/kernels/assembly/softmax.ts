// Softmax and its score, one row of 256 logits at a time. The logarithm itself is taken outside.
// One function a row, always over the whole row in the same order.

import { exps } from "./exponential";
import { max32, sum32 } from "./vector";

const ROW: usize = 256 * 4;

/** P = softmax(Z), row by row. Terms below exp(-86.6) of the largest are zero. */
export function softmax(Z: usize, P: usize, rows: i32): void {
  for (; rows > 0; rows--) {
    const max = f32x4.splat(largest(Z));
    for (let o: usize = 0; o < ROW; o += 16) v128.store(P + o, f32x4.sub(v128.load(Z + o), max));
    exps(P, 256);
    const scale = f32x4.splat(1 / sum(P));
    for (let o: usize = 0; o < ROW; o += 16) v128.store(P + o, f32x4.mul(v128.load(P + o), scale));
    Z += ROW;
    P += ROW;
  }
}

/**
 * C = e_y - P with C[y] = the SUM of the other probabilities (docs/method.md, section 7), best = argmax of P,
 * the lowest byte on ties. For log P[y], float64 each: others = 1 - P[y] as that sum, excess = z_y - max z,
 * top = max P = 1 / sum exp(z - max z).
 */
export function score(
  y: usize, Z: usize, P: usize, C: usize, best: usize, others: usize, excess: usize, top: usize, rows: i32,
): void {
  for (; rows > 0; rows--) {
    const target = <usize>load<u8>(y) << 2;
    for (let o: usize = 0; o < ROW; o += 16) v128.store(C + o, f32x4.neg(v128.load(P + o)));
    store<f32>(C + target, 0);
    const rest = -sum(C);
    store<f32>(C + target, rest);
    const highest = largest(P);
    store<u8>(best, position(P, highest));
    store<f64>(others, rest);
    store<f64>(excess, <f64>load<f32>(Z + target) - <f64>largest(Z));
    store<f64>(top, highest);
    y++;
    best++;
    Z += ROW;
    P += ROW;
    C += ROW;
    others += 8;
    excess += 8;
    top += 8;
  }
}

/** max over a row. */
// @ts-ignore: decorator
@inline
function largest(Z: usize): f32 {
  let a = v128.load(Z), b = v128.load(Z, 16), c = v128.load(Z, 32), d = v128.load(Z, 48);
  for (let o: usize = 64; o < ROW; o += 64) {
    a = f32x4.pmax(a, v128.load(Z + o));
    b = f32x4.pmax(b, v128.load(Z + o, 16));
    c = f32x4.pmax(c, v128.load(Z + o, 32));
    d = f32x4.pmax(d, v128.load(Z + o, 48));
  }
  return max32(f32x4.pmax(f32x4.pmax(a, b), f32x4.pmax(c, d)));
}

/** Sum over a row, sixteen chains. */
// @ts-ignore: decorator
@inline
function sum(P: usize): f32 {
  let a = v128.load(P), b = v128.load(P, 16), c = v128.load(P, 32), d = v128.load(P, 48);
  for (let o: usize = 64; o < ROW; o += 64) {
    a = f32x4.add(a, v128.load(P + o));
    b = f32x4.add(b, v128.load(P + o, 16));
    c = f32x4.add(c, v128.load(P + o, 32));
    d = f32x4.add(d, v128.load(P + o, 48));
  }
  return sum32(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
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
