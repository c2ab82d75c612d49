// The recurrence in float64: the state is carried in float64, only the copy for readout and trace and
// the gate beside it are float32 (method.md, Precision). The gate is taken from the float64 state,
// because 1 - h^2 of a rounded h near 1 has no digits left.

import { madd64 } from "./vector";
import { tanh64 } from "./tanh";
import { PANEL } from "./panels";

/**
 * `count` steps from `state` [stride] on. x: input bytes; embedding [256 x stride] float32 (W_x by byte);
 * bias [stride] float64; Wh: packPanels64 of W_h^T; h, gates [count x stride] float32 out. `next` [stride]
 * is working space; the last state is left in `state`.
 */
export function recur(
  x: usize, count: i32, embedding: usize, bias: usize, Wh: usize, state: usize, next: usize,
  h: usize, gates: usize, stride: i32,
): void {
  const row = <usize>stride << 2;
  for (; count > 0; count--) {
    const w = embedding + <usize>load<u8>(x) * row;
    for (let i: usize = 0; i < row; i += 8) {
      const v = f64x2.promote_low_f32x4(v128.load64_zero(w + i));
      v128.store(next + 2 * i, f64x2.add(v, v128.load(bias + 2 * i)));
    }
    recurrentStep(Wh, state, next, h, gates, stride);
    x++;
    h += row;
    gates += row;
  }
}

/** One step with the input vector `v` [stride] float64 in place of W_x[:, x]. */
export function recurVector(
  v: usize, bias: usize, Wh: usize, state: usize, next: usize, h: usize, gates: usize, stride: i32,
): void {
  for (let i: usize = 0; i < <usize>stride << 3; i += 16)
    v128.store(next + i, f64x2.add(v128.load(v + i), v128.load(bias + i)));
  recurrentStep(Wh, state, next, h, gates, stride);
}

/** state = tanh(next + W_h state), and its float32 copy and gate. */
function recurrentStep(Wh: usize, state: usize, next: usize, h: usize, gates: usize, stride: i32): void {
  const end = state + (<usize>stride << 3);
  let to = next;
  for (let panels = stride / PANEL; panels > 0; panels--) {
    let a = v128.load(to), b = v128.load(to, 16), c = v128.load(to, 32), d = v128.load(to, 48);
    for (let s = state; s < end; s += 8) {
      const v = v128.load_splat<f64>(s);
      a = madd64(v, v128.load(Wh), a);
      b = madd64(v, v128.load(Wh, 16), b);
      c = madd64(v, v128.load(Wh, 32), c);
      d = madd64(v, v128.load(Wh, 48), d);
      Wh += 8 * PANEL;
    }
    v128.store(to, a);
    v128.store(to, b, 16);
    v128.store(to, c, 32);
    v128.store(to, d, 48);
    to += 8 * PANEL;
  }
  const one = f64x2.splat(1);
  for (; state < end; state += 16) {
    const s = tanh64(v128.load(next));
    v128.store(state, s);
    v128.store64_lane(h, f32x4.demote_f64x2_zero(s), 0);
    v128.store64_lane(gates, f32x4.demote_f64x2_zero(f64x2.sub(one, f64x2.mul(s, s))), 0);
    next += 16;
    h += 8;
    gates += 8;
  }
}
