// Entry: the kernels of forward pass and trace. Softmax and one lag of the trace are here, the others in files of their
// own. Memory and its layout belong to the caller (layout.ts); so does the logarithm of a score.
import { exps } from "./exponential";
import { rootOf } from "./norm";
import { madd32, max32, sum32 } from "./vector";

export { packPanels, packWidePanels, packWidePanels32, product } from "./product";
export { recur, recurVector } from "./recurrence";
export { tanhs } from "./tanh";
export { exps } from "./exponential";

/** A row of 256 logits; softmax and score always run over the whole row in the same order. */
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

/**
 * One lag of the trace in a single pass over g. For each row i < rows: g = G[i], d = gates[i], w = W_x[:, x[i]] (row x
 * of `embedding`, [256 x stride]): D[i] = d * g, gradient[i] = w . g, gated[i] = w . D[i], norm[i] = ||g||. `stride`
 * (bytes, of all four matrices) is a multiple of 32.
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
    store<f32>(norm, rootOf(squares, G, stride));
    G += stride;
    gates += stride;
    D += stride;
    x++;
    gradient += 4;
    gated += 4;
    norm += 4;
  }
}
