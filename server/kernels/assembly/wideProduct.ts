// The float64 product of a block of rows with packed weights, C += A B: for the recurrence of many states, or one, and for
// readouts. Every sum is one chain in the same order, whatever tile computes it, so a row has the same bits alone and in
// a block. The packing is in product.ts.
import { WIDE_PANEL } from "./product";
import { madd64 } from "./vector";

const PANEL_ROW: usize = 8 * WIDE_PANEL;

export class Fused {}
export class Rounded {}

/** a * b + c, as recurrence.ts computes it or with both results rounded. */
// @ts-ignore: decorator
@inline
function add<T>(a: v128, b: v128, c: v128): v128 {
  if (idof<T>() == idof<Fused>()) return madd64(a, b, c);
  return f64x2.add(f64x2.mul(a, b), c);
}

/**
 * C += A B for `rows` rows of A [rows x K], B in `panels` wide panels; strides of C and A in bytes. Each tile is called
 * from two places, so that it stays a function of its own: inside this one it would run out of registers.
 */
// @ts-ignore: decorator
@inline
export function multiply<T>(
  A: usize, B: usize, C: usize, K: i32, strideC: usize, panels: i32, strideA: usize, rows: i32,
): void {
  for (; panels > 0; panels--) {
    let a = A, c = C, r = rows;
    for (; r >= 4; r -= 4) {
      for (let part: usize = 0; part < PANEL_ROW; part += 64) {
        fourRows<T>(a, strideA, B + part, c + part, strideC, K);
        fourRows<T>(a, strideA, B + part + 32, c + part + 32, strideC, K);
      }
      a += 4 * strideA;
      c += 4 * strideC;
    }
    if (r >= 2) {
      twoRows<T>(a, strideA, B, c, strideC, K);
      twoRows<T>(a, strideA, B + 64, c + 64, strideC, K);
      a += 2 * strideA;
      c += 2 * strideC;
    }
    if (r == 1) oneRow<T>(a, B, c, K);
    else if (r == 3) oneRow<T>(a, B, c, K);
    B += <usize>K * PANEL_ROW;
    C += PANEL_ROW;
  }
}

/** Four rows by four columns: eight chains, two steps of each a turn. */
function fourRows<T>(A: usize, strideA: usize, B: usize, C: usize, strideC: usize, K: i32): void {
  const C1 = C + strideC, C2 = C1 + strideC, C3 = C2 + strideC;
  let l0 = v128.load(C), r0 = v128.load(C, 16), l1 = v128.load(C1), r1 = v128.load(C1, 16);
  let l2 = v128.load(C2), r2 = v128.load(C2, 16), l3 = v128.load(C3), r3 = v128.load(C3, 16);
  let a1 = A + strideA, a2 = a1 + strideA, a3 = a2 + strideA;
  for (const end = A + (<usize>K << 3); A < end; A += 16) {
    let b = v128.load(B), c = v128.load(B, 16);
    let s = v128.load_splat<f64>(A);
    l0 = add<T>(s, b, l0);
    r0 = add<T>(s, c, r0);
    s = v128.load_splat<f64>(a1);
    l1 = add<T>(s, b, l1);
    r1 = add<T>(s, c, r1);
    s = v128.load_splat<f64>(a2);
    l2 = add<T>(s, b, l2);
    r2 = add<T>(s, c, r2);
    s = v128.load_splat<f64>(a3);
    l3 = add<T>(s, b, l3);
    r3 = add<T>(s, c, r3);
    b = v128.load(B, PANEL_ROW);
    c = v128.load(B, PANEL_ROW + 16);
    s = v128.load_splat<f64>(A, 8);
    l0 = add<T>(s, b, l0);
    r0 = add<T>(s, c, r0);
    s = v128.load_splat<f64>(a1, 8);
    l1 = add<T>(s, b, l1);
    r1 = add<T>(s, c, r1);
    s = v128.load_splat<f64>(a2, 8);
    l2 = add<T>(s, b, l2);
    r2 = add<T>(s, c, r2);
    s = v128.load_splat<f64>(a3, 8);
    l3 = add<T>(s, b, l3);
    r3 = add<T>(s, c, r3);
    a1 += 16;
    a2 += 16;
    a3 += 16;
    B += 2 * PANEL_ROW;
  }
  v128.store(C, l0);
  v128.store(C, r0, 16);
  v128.store(C1, l1);
  v128.store(C1, r1, 16);
  v128.store(C2, l2);
  v128.store(C2, r2, 16);
  v128.store(C3, l3);
  v128.store(C3, r3, 16);
}

/** Two rows by eight columns: eight chains. Two steps a turn would run out of registers. */
function twoRows<T>(A: usize, strideA: usize, B: usize, C: usize, strideC: usize, K: i32): void {
  const D = C + strideC;
  let a = v128.load(C), b = v128.load(C, 16), c = v128.load(C, 32), d = v128.load(C, 48);
  let e = v128.load(D), f = v128.load(D, 16), g = v128.load(D, 32), k = v128.load(D, 48);
  let other = A + strideA;
  for (const end = A + (<usize>K << 3); A < end; A += 8) {
    const s = v128.load_splat<f64>(A), t = v128.load_splat<f64>(other);
    let w = v128.load(B);
    a = add<T>(s, w, a);
    e = add<T>(t, w, e);
    w = v128.load(B, 16);
    b = add<T>(s, w, b);
    f = add<T>(t, w, f);
    w = v128.load(B, 32);
    c = add<T>(s, w, c);
    g = add<T>(t, w, g);
    w = v128.load(B, 48);
    d = add<T>(s, w, d);
    k = add<T>(t, w, k);
    other += 8;
    B += PANEL_ROW;
  }
  v128.store(C, a);
  v128.store(C, b, 16);
  v128.store(C, c, 32);
  v128.store(C, d, 48);
  v128.store(D, e);
  v128.store(D, f, 16);
  v128.store(D, g, 32);
  v128.store(D, k, 48);
}

/** One row by sixteen columns: eight chains. */
function oneRow<T>(A: usize, B: usize, C: usize, K: i32): void {
  let a = v128.load(C), b = v128.load(C, 16), c = v128.load(C, 32), d = v128.load(C, 48);
  let e = v128.load(C, 64), f = v128.load(C, 80), g = v128.load(C, 96), k = v128.load(C, 112);
  for (const end = A + (<usize>K << 3); A < end; A += 16) {
    let v = v128.load_splat<f64>(A);
    a = add<T>(v, v128.load(B), a);
    b = add<T>(v, v128.load(B, 16), b);
    c = add<T>(v, v128.load(B, 32), c);
    d = add<T>(v, v128.load(B, 48), d);
    e = add<T>(v, v128.load(B, 64), e);
    f = add<T>(v, v128.load(B, 80), f);
    g = add<T>(v, v128.load(B, 96), g);
    k = add<T>(v, v128.load(B, 112), k);
    v = v128.load_splat<f64>(A, 8);
    a = add<T>(v, v128.load(B, 128), a);
    b = add<T>(v, v128.load(B, 144), b);
    c = add<T>(v, v128.load(B, 160), c);
    d = add<T>(v, v128.load(B, 176), d);
    e = add<T>(v, v128.load(B, 192), e);
    f = add<T>(v, v128.load(B, 208), f);
    g = add<T>(v, v128.load(B, 224), g);
    k = add<T>(v, v128.load(B, 240), k);
    B += 2 * PANEL_ROW;
  }
  v128.store(C, a);
  v128.store(C, b, 16);
  v128.store(C, c, 32);
  v128.store(C, d, 48);
  v128.store(C, e, 64);
  v128.store(C, f, 80);
  v128.store(C, g, 96);
  v128.store(C, k, 112);
}
