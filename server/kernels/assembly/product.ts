// The matrix product of a block of rows with packed weights: C = A B (+ bias), float32.
// Every element of C is one chain of multiply-adds over k = 0, 1, ..., whatever tile computes it,
// so a row has the same bits alone, in a block, and at any place of a block.

import { madd32 } from "./vector";
import { PANEL } from "./panels";

/**
 * C[i, :] = bias + A[i, :] B for i < rows. A [rows x K] and C [rows x 8 panels] with row strides in
 * bytes, B packed by packPanels, bias [8 panels] or 0 for none. K is even and at least 2.
 */
export function product(
  A: usize, strideA: usize, B: usize, K: i32, panels: i32, bias: usize, C: usize, strideC: usize, rows: i32,
): void {
  while (rows >= 4) {
    fourRows(A, strideA, B, K, panels, bias, C, strideC);
    A += 4 * strideA;
    C += 4 * strideC;
    rows -= 4;
  }
  while (rows > 0) {
    oneRow(A, B, K, panels, bias, C);
    A += strideA;
    C += strideC;
    rows--;
  }
}

/** Tiles of 4 rows by one panel. */
function fourRows(
  A: usize, strideA: usize, B: usize, K: i32, panels: i32, bias: usize, C: usize, strideC: usize,
): void {
  const end = A + (<usize>K << 2);
  for (let panel = 0; panel < panels; panel++) {
    let a0 = A, a1 = A + strideA, a2 = a1 + strideA, a3 = a2 + strideA;
    let l = f32x4.splat(0), r = l;
    if (bias) {
      l = v128.load(bias);
      r = v128.load(bias, 16);
      bias += 4 * PANEL;
    }
    let l0 = l, r0 = r, l1 = l, r1 = r, l2 = l, r2 = r, l3 = l, r3 = r;
    while (a0 < end) {
      const b = v128.load(B), c = v128.load(B, 16);
      const s0 = v128.load_splat<f32>(a0);
      l0 = madd32(s0, b, l0);
      r0 = madd32(s0, c, r0);
      const s1 = v128.load_splat<f32>(a1);
      l1 = madd32(s1, b, l1);
      r1 = madd32(s1, c, r1);
      const s2 = v128.load_splat<f32>(a2);
      l2 = madd32(s2, b, l2);
      r2 = madd32(s2, c, r2);
      const s3 = v128.load_splat<f32>(a3);
      l3 = madd32(s3, b, l3);
      r3 = madd32(s3, c, r3);
      a0 += 4;
      a1 += 4;
      a2 += 4;
      a3 += 4;
      B += 4 * PANEL;
    }
    let to = C;
    v128.store(to, l0);
    v128.store(to, r0, 16);
    to += strideC;
    v128.store(to, l1);
    v128.store(to, r1, 16);
    to += strideC;
    v128.store(to, l2);
    v128.store(to, r2, 16);
    to += strideC;
    v128.store(to, l3);
    v128.store(to, r3, 16);
    C += 4 * PANEL;
  }
}

/** One row: four panels side by side keep eight chains busy, single panels for the rest. */
function oneRow(A: usize, B: usize, K: i32, panels: i32, bias: usize, C: usize): void {
  const end = A + (<usize>K << 2);
  const panelBytes = <usize>K * (4 * PANEL);
  while (panels >= 4) {
    let c0 = f32x4.splat(0), c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0;
    if (bias) {
      c0 = v128.load(bias);
      c1 = v128.load(bias, 16);
      c2 = v128.load(bias, 32);
      c3 = v128.load(bias, 48);
      c4 = v128.load(bias, 64);
      c5 = v128.load(bias, 80);
      c6 = v128.load(bias, 96);
      c7 = v128.load(bias, 112);
      bias += 16 * PANEL;
    }
    let b0 = B, b1 = b0 + panelBytes, b2 = b1 + panelBytes, b3 = b2 + panelBytes;
    for (let a = A; a < end; a += 4) {
      const s = v128.load_splat<f32>(a);
      c0 = madd32(s, v128.load(b0), c0);
      c1 = madd32(s, v128.load(b0, 16), c1);
      c2 = madd32(s, v128.load(b1), c2);
      c3 = madd32(s, v128.load(b1, 16), c3);
      c4 = madd32(s, v128.load(b2), c4);
      c5 = madd32(s, v128.load(b2, 16), c5);
      c6 = madd32(s, v128.load(b3), c6);
      c7 = madd32(s, v128.load(b3, 16), c7);
      b0 += 4 * PANEL;
      b1 += 4 * PANEL;
      b2 += 4 * PANEL;
      b3 += 4 * PANEL;
    }
    v128.store(C, c0);
    v128.store(C, c1, 16);
    v128.store(C, c2, 32);
    v128.store(C, c3, 48);
    v128.store(C, c4, 64);
    v128.store(C, c5, 80);
    v128.store(C, c6, 96);
    v128.store(C, c7, 112);
    B += 4 * panelBytes;
    C += 16 * PANEL;
    panels -= 4;
  }
  while (panels > 0) {
    let c0 = f32x4.splat(0), c1 = c0;
    if (bias) {
      c0 = v128.load(bias);
      c1 = v128.load(bias, 16);
      bias += 4 * PANEL;
    }
    for (let a = A; a < end; a += 4) {
      const s = v128.load_splat<f32>(a);
      c0 = madd32(s, v128.load(B), c0);
      c1 = madd32(s, v128.load(B, 16), c1);
      B += 4 * PANEL;
    }
    v128.store(C, c0);
    v128.store(C, c1, 16);
    C += 4 * PANEL;
    panels--;
  }
}
