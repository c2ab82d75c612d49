// The matrix product of a block of rows with packed weights: C = A B (+ bias), float32, and the packing: panels of a
// few columns, so that the inner loop reads on and on. Every element of C is summed in one order, whatever tile
// computes it: chains of CHAIN multiply-adds, the chains added one after another. So a row has the same bits alone, in
// a block, and anywhere in it, and the rounding error is about half that of a single long chain.
import { madd32 } from "./vector";

/** Columns of a panel of the float32 products. */
export const PANEL = 8;
/** Columns of a panel of the float64 recurrence. */
export const WIDE_PANEL = 16;

/**
 * out[panel][k][8] = B[k, 8 panel + c] for a float32 B [K x N] whose element (k, n) lies at
 * `k * rowStep + n * columnStep` elements (so a transposed matrix packs as well); zero outside,
 * up to `paddedK` rows and `panels` panels.
 */
export function packPanels(
  B: usize, rowStep: i32, columnStep: i32, K: i32, N: i32, paddedK: i32, panels: i32, out: usize,
): void {
  pack<f32>(PANEL, B, rowStep, columnStep, K, N, paddedK, panels, out);
}

/** The same in float64 and panels of sixteen columns: out[panel][k][16]. */
export function packWidePanels(
  B: usize, rowStep: i32, columnStep: i32, K: i32, N: i32, paddedK: i32, panels: i32, out: usize,
): void {
  pack<f64>(WIDE_PANEL, B, rowStep, columnStep, K, N, paddedK, panels, out);
}

/** The wide panels in float32. */
export function packWidePanels32(
  B: usize, rowStep: i32, columnStep: i32, K: i32, N: i32, paddedK: i32, panels: i32, out: usize,
): void {
  pack<f32>(WIDE_PANEL, B, rowStep, columnStep, K, N, paddedK, panels, out);
}

// @ts-ignore: decorator
@inline
function pack<T>(
  columns: i32, B: usize, rowStep: i32, columnStep: i32, K: i32, N: i32, paddedK: i32, panels: i32, out: usize,
): void {
  for (let panel = 0; panel < panels; panel++)
    for (let k = 0; k < paddedK; k++)
      for (let c = 0; c < columns; c++) {
        const n = panel * columns + c;
        const inside = k < K && n < N;
        store<T>(out, inside ? <T>load<f32>(B + ((<usize>(k * rowStep + n * columnStep)) << 2)) : 0);
        out += sizeof<T>();
      }
}

/** Multiply-adds in a row before the sum is added to C. */
const CHAIN: usize = 16;
const PANEL_ROW: usize = 4 * PANEL;

/** Bytes of rows that stay in the first-level cache beside a panel. */
const NEAR: usize = 32768;

class Fresh {}
class Onto {}

/**
 * C[i, :] = bias + A[i, :] B for i < rows. A [rows x K] and C [rows x 8 panels] with row strides in
 * bytes, B packed by packPanels, bias [8 panels] or 0 for none. C overlaps neither A nor B.
 */
export function product(
  A: usize, strideA: usize, B: usize, K: i32, panels: i32, bias: usize, C: usize, strideC: usize, rows: i32,
): void {
  multiply<Fresh>(A, strideA, B, K, panels, bias, C, strideC, rows);
}

/** C += A B, else as product(). The sum goes on in the same order: two products in turn have the bits of one of both. */
export function addProduct(
  A: usize, strideA: usize, B: usize, K: i32, panels: i32, C: usize, strideC: usize, rows: i32,
): void {
  multiply<Onto>(A, strideA, B, K, panels, 0, C, strideC, rows);
}

// @ts-ignore: decorator
@inline
function multiply<T>(
  A: usize, strideA: usize, B: usize, K: i32, panels: i32, bias: usize, C: usize, strideC: usize, rows: i32,
): void {
  // Where all rows stay near, each panel is read once for all of them; else each row once for all panels.
  const tiled = rows & ~3;
  const each = <usize>tiled * (<usize>K << 2) <= NEAR ? 1 : panels;
  const panelBytes = <usize>K * PANEL_ROW;
  for (let panel = 0; panel < panels; panel += each) {
    const b = B + <usize>panel * panelBytes, offset = <usize>panel * PANEL_ROW;
    for (let row: usize = 0; row < <usize>tiled; row += 4)
      fourRows<T>(A + row * strideA, strideA, b, K, each, bias ? bias + offset : 0, C + row * strideC + offset, strideC);
  }
  for (let row = <usize>tiled; row < <usize>rows; row++)
    oneRow<T>(A + row * strideA, B, K, panels, bias, C + row * strideC);
}

/** Tiles of 4 rows by one panel: eight chains at a time. */
function fourRows<T>(
  A: usize, strideA: usize, B: usize, K: i32, panels: i32, bias: usize, C: usize, strideC: usize,
): void {
  const end = A + (<usize>K << 2);
  for (; panels > 0; panels--) {
    const C1 = C + strideC, C2 = C1 + strideC, C3 = C2 + strideC;
    if (idof<T>() == idof<Fresh>()) {
      let l = f32x4.splat(0), r = l;
      if (bias) {
        l = v128.load(bias);
        r = v128.load(bias, 16);
        bias += PANEL_ROW;
      }
      v128.store(C, l);
      v128.store(C, r, 16);
      v128.store(C1, l);
      v128.store(C1, r, 16);
      v128.store(C2, l);
      v128.store(C2, r, 16);
      v128.store(C3, l);
      v128.store(C3, r, 16);
    }
    let a0 = A, a1 = A + strideA, a2 = a1 + strideA, a3 = a2 + strideA;
    while (a0 < end) {
      const chainEnd = min(a0 + 4 * CHAIN, end);
      let l0 = f32x4.splat(0), r0 = l0, l1 = l0, r1 = l0, l2 = l0, r2 = l0, l3 = l0, r3 = l0;
      while (a0 < chainEnd) {
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
        B += PANEL_ROW;
      }
      add(C, l0);
      add(C + 16, r0);
      add(C1, l1);
      add(C1 + 16, r1);
      add(C2, l2);
      add(C2 + 16, r2);
      add(C3, l3);
      add(C3 + 16, r3);
    }
    C += PANEL_ROW;
  }
}

/** One row: four panels side by side keep eight chains busy, single panels for the rest. */
function oneRow<T>(A: usize, B: usize, K: i32, panels: i32, bias: usize, C: usize): void {
  const end = A + (<usize>K << 2);
  const panelBytes = <usize>K * PANEL_ROW;
  if (idof<T>() == idof<Fresh>()) {
    if (bias) memory.copy(C, bias, <usize>panels * PANEL_ROW);
    else memory.fill(C, 0, <usize>panels * PANEL_ROW);
  }
  for (; panels >= 4; panels -= 4) {
    let b0 = B, b1 = b0 + panelBytes, b2 = b1 + panelBytes, b3 = b2 + panelBytes;
    for (let a = A; a < end; ) {
      const chainEnd = min(a + 4 * CHAIN, end);
      let c0 = f32x4.splat(0), c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0;
      for (; a < chainEnd; a += 4) {
        const s = v128.load_splat<f32>(a);
        c0 = madd32(s, v128.load(b0), c0);
        c1 = madd32(s, v128.load(b0, 16), c1);
        c2 = madd32(s, v128.load(b1), c2);
        c3 = madd32(s, v128.load(b1, 16), c3);
        if (!b3) break; // never: it keeps an older engine from loading all eight first and running out of registers
        c4 = madd32(s, v128.load(b2), c4);
        c5 = madd32(s, v128.load(b2, 16), c5);
        c6 = madd32(s, v128.load(b3), c6);
        c7 = madd32(s, v128.load(b3, 16), c7);
        b0 += PANEL_ROW;
        b1 += PANEL_ROW;
        b2 += PANEL_ROW;
        b3 += PANEL_ROW;
      }
      add(C, c0);
      add(C + 16, c1);
      add(C + 32, c2);
      add(C + 48, c3);
      add(C + 64, c4);
      add(C + 80, c5);
      add(C + 96, c6);
      add(C + 112, c7);
    }
    B += 4 * panelBytes;
    C += 4 * PANEL_ROW;
  }
  for (; panels > 0; panels--) {
    for (let a = A; a < end; ) {
      const chainEnd = min(a + 4 * CHAIN, end);
      let c0 = f32x4.splat(0), c1 = c0;
      for (; a < chainEnd; a += 4) {
        const s = v128.load_splat<f32>(a);
        c0 = madd32(s, v128.load(B), c0);
        c1 = madd32(s, v128.load(B, 16), c1);
        B += PANEL_ROW;
      }
      add(C, c0);
      add(C + 16, c1);
    }
    C += PANEL_ROW;
  }
}

// @ts-ignore: decorator
@inline
function add(C: usize, sum: v128): void {
  v128.store(C, f32x4.add(v128.load(C), sum));
}
