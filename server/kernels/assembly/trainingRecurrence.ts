// The recurrence of a chunk forward and backward, S streams at a time, float32. A row is one stream at
// one step, [stride] floats; rows of a step lie together, steps follow each other.

import { PANEL } from "./panels";
import { product } from "./product";
import { tanh32 } from "./tanh32";
import { madd32 } from "./vector";

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
