// Entry: many states of one model that take the same inputs, float64, and their readout. A row has the bits that
// recurrence.ts gives it alone. The product is in wideProduct.ts; deviations from a common path, float32, are in
// deviations.ts. Memory and its layout belong to the caller (runsLayout.ts).
import { WIDE_PANEL } from "./product";
import { tanhs } from "./tanh";
import { Fused, multiply, Rounded } from "./wideProduct";

export { packPanels, packWidePanels, product } from "./product";
export { deviate, leave } from "./deviations";

/** Rows that take all steps before the next rows do: with a panel they stay in the first-level cache. */
const BLOCK: i32 = 8;
/** The input that is a vector of the caller's own. */
const REPLACED: u32 = 256;

/**
 * `count` steps of `rows` states [rows x stride], in place: h = tanh(v + W_h h + b_h), v the column of the input.
 * inputs: 16 bits each, a byte or REPLACED; embedding [256 x stride] float32 (W_x by byte); replacement, bias [stride]
 * float64; Wh: packWidePanels of W_h^T. next: working space for BLOCK rows.
 */
export function recurRows(
  inputs: usize, count: i32, embedding: usize, replacement: usize, bias: usize, Wh: usize, states: usize, next: usize,
  rows: i32, stride: i32,
): void {
  const row = <usize>stride << 3;
  for (; rows > 0; rows -= BLOCK) {
    const block = min(rows, BLOCK);
    for (let s = 0; s < count; s++) {
      const input = <u32>load<u16>(inputs + (<usize>s << 1));
      if (input < REPLACED) column(embedding + (<usize>input) * (row >> 1), bias, next, row);
      else vector(replacement, bias, next, row);
      for (let r = 1; r < block; r++) copy(next + <usize>r * row, next, row);
      multiply<Fused>(states, Wh, next, stride, row, stride / WIDE_PANEL, row, block);
      tanhs(next, block * stride);
      copy(states, next, <usize>block * row);
    }
    states += BLOCK * row;
  }
}

/**
 * Z = W_y h + b_y of `rows` states into Z [rows x 256] float64. Products and sums are rounded one by one, as plain
 * JavaScript does it, in every variant. Wy: packWidePanels of W_y^T; by [256] float64.
 */
export function readout(states: usize, Wy: usize, by: usize, Z: usize, rows: i32, stride: i32): void {
  for (let r = 0; r < rows; r++) memory.copy(Z + (<usize>r << 11), by, 2048);
  multiply<Rounded>(states, Wy, Z, stride, 2048, 256 / WIDE_PANEL, <usize>stride << 3, rows);
}

/** Sooner done than memory.copy for so little; `bytes` is a multiple of 16. */
// @ts-ignore: decorator
@inline
function copy(to: usize, from: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) v128.store(to + i, v128.load(from + i));
}

// @ts-ignore: decorator
@inline
function column(w: usize, bias: usize, next: usize, row: usize): void {
  for (let i: usize = 0; i < row; i += 16) {
    const v = f64x2.promote_low_f32x4(v128.load64_zero(w + (i >> 1)));
    v128.store(next + i, f64x2.add(v, v128.load(bias + i)));
  }
}

// @ts-ignore: decorator
@inline
function vector(v: usize, bias: usize, next: usize, row: usize): void {
  for (let i: usize = 0; i < row; i += 16) v128.store(next + i, f64x2.add(v128.load(v + i), v128.load(bias + i)));
}
