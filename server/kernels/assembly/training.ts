// Entry: the kernels of a training chunk, float32. The paper's recurrence forward and backward, the loss and the optimiser
// are here, other cells in their folders (trainingCells.ts lists them), the products in files of their own. Memory and its
// layout belong to the caller (trainingLayout.ts).
import { exp32 } from "./exponential";
import { PANEL, product } from "./product";
import { tanh32 } from "./tanh";
import { madd32, max32, sum32 } from "./vector";

export { copyRows } from "./layered";
export { addProduct, product } from "./product";
export { sigmoids32 } from "./tanh";
export * from "./trainingCells";
export { outerProducts, columnSums, scatterRows, transposePanels } from "./trainingProducts";

// A row of the recurrence is one stream at one step, [stride] floats; rows of a step lie together, steps follow each
// other.

/**
 * h_t = tanh(W_x[:, x_t] + W_h h_{t-1} + b_h) for `steps` steps. h [(steps + 1) x S x stride]: block 0
 * is h_{-1}, block t + 1 receives h_t. x [steps x S] bytes, embedding W_x^T [256 x stride], bias
 * [stride], recurrent: W_h^T in panels.
 */
export function forwardChunk(
  x: usize, h: usize, embedding: usize, bias: usize, recurrent: usize, panels: i32, S: i32, steps: i32,
): void {
  const stride = <usize>panels * (4 * PANEL);
  const block = <usize>S * stride;
  for (let t = 0; t < steps; t++) {
    const next = h + block;
    product(h, stride, recurrent, panels * PANEL, panels, bias, next, stride, S);
    for (let row = next; row < next + block; row += stride) {
      const column = embedding + <usize>load<u8>(x++) * stride;
      for (let j: usize = 0; j < stride; j += 16)
        v128.store(row + j, tanh32(f32x4.add(v128.load(row + j), v128.load(column + j))));
    }
    h = next;
  }
}

/**
 * D_t = (1 - h_t^2) * (G_t + W_h^T D_{t+1}), last step first, in place: G [steps x S x stride] enters as
 * the gradient that reaches h_t from the readout of step t and leaves as D. h as in forwardChunk;
 * carried [S x stride] is scratch; step: W_h in panels.
 */
export function backwardChunk(
  h: usize, G: usize, carried: usize, step: usize, panels: i32, S: i32, steps: i32,
): void {
  const stride = <usize>panels * (4 * PANEL);
  const block = <usize>S * stride;
  const one = f32x4.splat(1);
  memory.fill(carried, 0, block);
  for (let t = steps - 1; t >= 0; t--) {
    const at = <usize>t * block;
    const D = G + at;
    const state = h + at + block;
    for (let j: usize = 0; j < block; j += 16) {
      const s = v128.load(state + j);
      const gate = madd32(f32x4.neg(s), s, one);
      v128.store(D + j, f32x4.mul(gate, f32x4.add(v128.load(D + j), v128.load(carried + j))));
    }
    if (t > 0) product(D, stride, step, panels * PANEL, panels, 0, carried, stride, S);
  }
}

/** to[i] += W[x[i]], `bytes` bytes of each: the input columns; W with rows of as many, `to` with rows of `stride`. */
export function addColumns(W: usize, x: usize, bytes: usize, to: usize, stride: usize, rows: i32): void {
  for (; rows > 0; rows--) {
    const column = W + <usize>load<u8>(x++) * bytes;
    for (let j: usize = 0; j < bytes; j += 16)
      v128.store(to + j, f32x4.add(v128.load(to + j), v128.load(column + j)));
    to += stride;
  }
}

/** to += from, `bytes` bytes of each of `rows` rows, a multiple of 16. */
export function addRows(from: usize, strideFrom: usize, to: usize, strideTo: usize, bytes: usize, rows: i32): void {
  for (; rows > 0; rows--) {
    for (let j: usize = 0; j < bytes; j += 16)
      v128.store(to + j, f32x4.add(v128.load(to + j), v128.load(from + j)));
    from += strideFrom;
    to += strideTo;
  }
}

/** to = 0 likewise. */
export function clearRows(to: usize, stride: usize, bytes: usize, rows: i32): void {
  for (; rows > 0; rows--) {
    memory.fill(to, 0, bytes);
    to += stride;
  }
}

/** A row of 256 logits. */
const ROW: usize = 256 * 4;

/**
 * Softmax, loss and its gradient, one row at a time. In place: Z [rows x 256] enters as logits and leaves as scale * (P
 * - e_y), with 1 - P[y] as the SUM of the other probabilities (docs/method.md, section 7). sums [rows x 3]: the others'
 * sum of exp(z - max), the sum of all, and z_y - max; -log P[y] follows from them outside.
 */
export function lossGradient(Z: usize, y: usize, scale: f32, sums: usize, rows: i32): void {
  for (; rows > 0; rows--) {
    const target = Z + (<usize>load<u8>(y++) << 2);
    let a = v128.load(Z), b = v128.load(Z, 16);
    for (let o: usize = 32; o < ROW; o += 32) {
      a = f32x4.pmax(a, v128.load(Z + o));
      b = f32x4.pmax(b, v128.load(Z + o, 16));
    }
    const max = max32(f32x4.pmax(a, b));
    const excess = load<f32>(target) - max;
    for (let o: usize = 0; o < ROW; o += 16)
      v128.store(Z + o, exp32(f32x4.sub(v128.load(Z + o), f32x4.splat(max))));
    const hit = load<f32>(target);
    store<f32>(target, 0);
    let s = f32x4.splat(0), t = s;
    for (let o: usize = 0; o < ROW; o += 32) {
      s = f32x4.add(s, v128.load(Z + o));
      t = f32x4.add(t, v128.load(Z + o, 16));
    }
    const others = sum32(f32x4.add(s, t));
    const total = others + hit;
    const factor = f32x4.splat(scale / total);
    for (let o: usize = 0; o < ROW; o += 16) v128.store(Z + o, f32x4.mul(v128.load(Z + o), factor));
    store<f32>(target, -scale * (others / total));
    store<f32>(sums, others);
    store<f32>(sums, total, 4);
    store<f32>(sums, excess, 8);
    sums += 12;
    Z += ROW;
  }
}

// The optimiser runs over a flat run of parameters. Bias corrections and clipping enter as plain factors, computed once
// a step by the caller.

/** Sum of g_i^2, `count` a multiple of 8; lanes in float32, and each KB of them added up in float64. */
export function sumOfSquares(g: usize, count: i32): f64 {
  let sum: f64 = 0;
  while (count > 0) {
    const part = min(count, 256);
    let a = f32x4.splat(0), b = a;
    for (const end = g + (<usize>part << 2); g < end; g += 32) {
      const u = v128.load(g), v = v128.load(g, 16);
      a = madd32(u, u, a);
      b = madd32(v, v, b);
    }
    a = f32x4.add(a, b);
    sum +=
      <f64>f32x4.extract_lane(a, 0) + <f64>f32x4.extract_lane(a, 1) +
      (<f64>f32x4.extract_lane(a, 2) + <f64>f32x4.extract_lane(a, 3));
    count -= part;
  }
  return sum;
}

/** Where moments end: smaller means are zero, squares do not fall below; so no denormals, which are slow. */
const FLOOR: f32 = 1e-30;

/**
 * m = beta1 m + (1 - beta1) f g, v = beta2 v + (1 - beta2) (f g)^2, w -= rate m / (sqrt(v) + epsilon),
 * where f is the clipping factor and rate and epsilon carry the bias corrections. `count` floats, a
 * multiple of 4.
 */
export function adamStep(
  w: usize, g: usize, m: usize, v: usize, count: i32,
  f: f32, beta1: f32, beta2: f32, rate: f32, epsilon: f32,
): void {
  const keep1 = f32x4.splat(beta1), keep2 = f32x4.splat(beta2);
  const take1 = f32x4.splat((1 - beta1) * f), take2 = f32x4.splat((1 - beta2) * f * f);
  const r = f32x4.splat(-rate), e = f32x4.splat(epsilon), floor = f32x4.splat(FLOOR);
  for (const end = w + (<usize>count << 2); w < end; w += 16) {
    const gradient = v128.load(g);
    const moved = madd32(v128.load(m), keep1, f32x4.mul(gradient, take1));
    const mean = v128.and(moved, f32x4.gt(f32x4.abs(moved), floor));
    const square = madd32(v128.load(v), keep2, madd32(f32x4.mul(gradient, gradient), take2, floor));
    v128.store(m, mean);
    v128.store(v, square);
    const step = f32x4.div(f32x4.mul(mean, r), f32x4.add(f32x4.sqrt(square), e));
    v128.store(w, f32x4.add(v128.load(w), step));
    g += 16;
    m += 16;
    v += 16;
  }
}
