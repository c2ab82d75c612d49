// Entry: the kernels of nets of any cell and number of layers: float64 steps, float32 trace. What goes round the cells is
// here, what a cell does in its folder (cells.ts lists them), the products in files of their own. The order of the calls,
// memory and its layout belong to the caller (layeredRecurrence.ts, layered.ts).
import { madd32, narrow64, sum32 } from "./vector";
import { Fused, multiply } from "./wideProduct";

export * from "./cells";
export { softmax, score } from "./inference";
export { norms } from "./norm";
export { addProduct, packPanels, packWidePanels, packWidePanels32, product } from "./product";
export { readout } from "./runs";
export { sigmoids } from "./tanh";
export { addWideProduct32 } from "./wideProduct32";

/** C += A B in float64, for `rows` rows; B in `panels` wide panels, strides of A and C in bytes. */
export function addWideProduct(
  A: usize, strideA: usize, B: usize, K: i32, panels: i32, C: usize, strideC: usize, rows: i32,
): void {
  multiply<Fused>(A, B, C, K, strideC, panels, strideA, rows);
}

/** a += v, float64; `count` is even, as in the functions that follow. */
export function addVector(v: usize, a: usize, count: i32): void {
  for (const end = v + (<usize>count << 3); v < end; v += 16) {
    v128.store(a, f64x2.add(v128.load(a), v128.load(v)));
    a += 16;
  }
}

/** The same of a float32 v. */
export function addColumn(v: usize, a: usize, count: i32): void {
  for (const end = v + (<usize>count << 2); v < end; v += 8) {
    v128.store(a, f64x2.add(v128.load(a), f64x2.promote_low_f32x4(v128.load64_zero(v))));
    a += 16;
  }
}

/** A float32 copy of `count` float64. */
export function narrow(from: usize, to: usize, count: i32): void {
  for (const end = from + (<usize>count << 3); from < end; from += 16) {
    narrow64(to, v128.load(from));
    to += 8;
  }
}

/** Copies `bytes`, a multiple of 16, of each of `rows` rows. */
export function copyRows(from: usize, strideFrom: usize, to: usize, strideTo: usize, bytes: usize, rows: i32): void {
  for (; rows > 0; rows--) {
    for (let j: usize = 0; j < bytes; j += 16) v128.store(to + j, v128.load(from + j));
    from += strideFrom;
    to += strideTo;
  }
}

/** dot[i] = W[x[i]] . v[i], `bytes` bytes of each, a multiple of 64; W with rows of as many, v with rows of `stride`. */
export function dots(W: usize, x: usize, v: usize, stride: usize, dot: usize, bytes: usize, rows: i32): void {
  for (; rows > 0; rows--) {
    const w = W + <usize>load<u8>(x) * bytes;
    let a = f32x4.splat(0), b = a, c = a, d = a;
    for (let j: usize = 0; j < bytes; j += 64) {
      a = madd32(v128.load(w + j), v128.load(v + j), a);
      b = madd32(v128.load(w + j, 16), v128.load(v + j, 16), b);
      c = madd32(v128.load(w + j, 32), v128.load(v + j, 32), c);
      d = madd32(v128.load(w + j, 48), v128.load(v + j, 48), d);
    }
    store<f32>(dot, sum32(f32x4.add(f32x4.add(a, b), f32x4.add(c, d))));
    x++;
    v += stride;
    dot += 4;
  }
}
