// Gradients of matrices as sums of outer products over the rows of a chunk, and the copies between a
// packed matrix and its packed transpose. Every sum runs over the rows in order, whatever the tile.
import { PANEL } from "./product";
import { madd32 } from "./vector";

/** Rows summed in one go, so that what is read over and over stays in the first-level cache. */
const DEPTH = 64;

/**
 * out = A^T B in panels of B's columns: out[panel][i][8] = sum over rows t of A[t, i] B[t, 8 panel + c].
 * A [rows x M] with M a multiple of 4, B [rows x 8 panels]; row strides in bytes.
 */
export function outerProducts(
  A: usize, strideA: usize, M: i32, B: usize, strideB: usize, panels: i32, out: usize, rows: i32,
): void {
  let accumulate = false;
  while (rows > 0) {
    const depth = min(rows, DEPTH);
    let to = out;
    for (let panel = 0; panel < panels; panel++) {
      const column = B + <usize>panel * (4 * PANEL);
      for (let i = 0; i < M; i += 4) {
        tile(A + (<usize>i << 2), strideA, column, strideB, to, depth, accumulate);
        to += 16 * PANEL;
      }
    }
    A += <usize>depth * strideA;
    B += <usize>depth * strideB;
    rows -= depth;
    accumulate = true;
  }
}

/** Four rows of a panel of the result: out[4][8] (+)= sum over t of A[t, 0..4) B[t, 0..8). */
// @ts-ignore: decorator
@inline
function tile(A: usize, strideA: usize, B: usize, strideB: usize, out: usize, depth: i32, accumulate: bool): void {
  let l0 = f32x4.splat(0), r0 = l0, l1 = l0, r1 = l0, l2 = l0, r2 = l0, l3 = l0, r3 = l0;
  if (accumulate) {
    l0 = v128.load(out);
    r0 = v128.load(out, 16);
    l1 = v128.load(out, 32);
    r1 = v128.load(out, 48);
    l2 = v128.load(out, 64);
    r2 = v128.load(out, 80);
    l3 = v128.load(out, 96);
    r3 = v128.load(out, 112);
  }
  for (; depth > 0; depth--) {
    const b = v128.load(B), c = v128.load(B, 16);
    const s0 = v128.load_splat<f32>(A);
    l0 = madd32(s0, b, l0);
    r0 = madd32(s0, c, r0);
    const s1 = v128.load_splat<f32>(A, 4);
    l1 = madd32(s1, b, l1);
    r1 = madd32(s1, c, r1);
    const s2 = v128.load_splat<f32>(A, 8);
    l2 = madd32(s2, b, l2);
    r2 = madd32(s2, c, r2);
    const s3 = v128.load_splat<f32>(A, 12);
    l3 = madd32(s3, b, l3);
    r3 = madd32(s3, c, r3);
    A += strideA;
    B += strideB;
  }
  v128.store(out, l0);
  v128.store(out, r0, 16);
  v128.store(out, l1, 32);
  v128.store(out, r1, 48);
  v128.store(out, l2, 64);
  v128.store(out, r2, 80);
  v128.store(out, l3, 96);
  v128.store(out, r3, 112);
}

/** out[j] = sum over rows of A[t, j], j < width (a multiple of 4); stride in bytes. */
export function columnSums(A: usize, stride: usize, width: i32, out: usize, rows: i32): void {
  for (let j: usize = 0; j < <usize>width << 2; j += 16) {
    let sum = f32x4.splat(0);
    let from = A + j;
    for (let t = 0; t < rows; t++) {
      sum = f32x4.add(sum, v128.load(from));
      from += stride;
    }
    v128.store(out + j, sum);
  }
}

/**
 * out[x_t, :] += D[t, :], `bytes` bytes of each row of D, out [256 x bytes] set to zero first: the gradient of the input
 * columns.
 */
export function scatterRows(D: usize, stride: usize, bytes: usize, x: usize, out: usize, rows: i32): void {
  memory.fill(out, 0, 256 * bytes);
  for (let t = 0; t < rows; t++) {
    const row = out + <usize>load<u8>(x++) * bytes;
    for (let j: usize = 0; j < bytes; j += 16)
      v128.store(row + j, f32x4.add(v128.load(row + j), v128.load(D + j)));
    D += stride;
  }
}

/**
 * From a matrix [K x N] in panels of its columns to its transpose in panels of ITS columns:
 * out[q][n][8] = from[p][k][8] with n = 8 p + c, k = 8 q + r. K and N are multiples of 8, so it is
 * all blocks of 8 x 8 that are whole in both.
 */
export function transposePanels(from: usize, K: i32, N: i32, out: usize): void {
  const panelOut = <usize>N * (4 * PANEL);
  for (let n = 0; n < N; n += PANEL) {
    let to = out + <usize>n * (4 * PANEL);
    for (let k = 0; k < K; k += PANEL) {
      quarter(from, to);
      quarter(from + 16, to + 4 * 32);
      quarter(from + 4 * 32, to + 16);
      quarter(from + 4 * 32 + 16, to + 4 * 32 + 16);
      from += 32 * PANEL;
      to += panelOut;
    }
  }
}

/** Transposes 4 x 4 floats between rows of 32 bytes. */
// @ts-ignore: decorator
@inline
function quarter(from: usize, to: usize): void {
  const a = v128.load(from), b = v128.load(from, 32), c = v128.load(from, 64), d = v128.load(from, 96);
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5), cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const AB = v128.shuffle<f32>(a, b, 2, 6, 3, 7), CD = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
  v128.store(to, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7), 32);
  v128.store(to, v128.shuffle<f32>(AB, CD, 0, 1, 4, 5), 64);
  v128.store(to, v128.shuffle<f32>(AB, CD, 2, 3, 6, 7), 96);
}
