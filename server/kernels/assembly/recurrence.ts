// The recurrence in float64: the state is carried in float64, only the copy for readout and trace and
// the gate beside it are float32 (method.md, Precision). The gate is taken from the float64 state,
// because 1 - h^2 of a rounded h near 1 has no digits left.

import { madd64 } from "./vector";
import { tanhs } from "./tanh";
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
  addProduct(Wh, state, end, next, stride / PANEL);
  tanhs(next, stride);
  const one = f64x2.splat(1);
  for (; state < end; state += 16) {
    const s = v128.load(next);
    v128.store(state, s);
    v128.store64_lane(h, f32x4.demote_f64x2_zero(s), 0);
    v128.store64_lane(gates, f32x4.demote_f64x2_zero(f64x2.sub(one, f64x2.mul(s, s))), 0);
    next += 16;
    h += 8;
    gates += 8;
  }
}

/**
 * next += W_h state, two panels side by side: eight chains, four steps of each a turn (a shorter loop
 * would be unrolled by the engine, which then runs out of registers).
 */
function addProduct(Wh: usize, state: usize, end: usize, next: usize, panels: i32): void {
  const panelBytes = (end - state) * PANEL;
  for (; panels > 0; panels -= 2) {
    let a = v128.load(next), b = v128.load(next, 16), c = v128.load(next, 32), d = v128.load(next, 48);
    let e = v128.load(next, 64), f = v128.load(next, 80), g = v128.load(next, 96), k = v128.load(next, 112);
    let V = Wh + panelBytes;
    for (let s = state; s < end; s += 32) {
      let v = v128.load_splat<f64>(s);
      a = madd64(v, v128.load(Wh), a);
      b = madd64(v, v128.load(Wh, 16), b);
      c = madd64(v, v128.load(Wh, 32), c);
      d = madd64(v, v128.load(Wh, 48), d);
      e = madd64(v, v128.load(V), e);
      f = madd64(v, v128.load(V, 16), f);
      g = madd64(v, v128.load(V, 32), g);
      k = madd64(v, v128.load(V, 48), k);
      v = v128.load_splat<f64>(s, 8);
      a = madd64(v, v128.load(Wh, 64), a);
      b = madd64(v, v128.load(Wh, 80), b);
      c = madd64(v, v128.load(Wh, 96), c);
      d = madd64(v, v128.load(Wh, 112), d);
      e = madd64(v, v128.load(V, 64), e);
      f = madd64(v, v128.load(V, 80), f);
      g = madd64(v, v128.load(V, 96), g);
      k = madd64(v, v128.load(V, 112), k);
      v = v128.load_splat<f64>(s, 16);
      a = madd64(v, v128.load(Wh, 128), a);
      b = madd64(v, v128.load(Wh, 144), b);
      c = madd64(v, v128.load(Wh, 160), c);
      d = madd64(v, v128.load(Wh, 176), d);
      e = madd64(v, v128.load(V, 128), e);
      f = madd64(v, v128.load(V, 144), f);
      g = madd64(v, v128.load(V, 160), g);
      k = madd64(v, v128.load(V, 176), k);
      v = v128.load_splat<f64>(s, 24);
      a = madd64(v, v128.load(Wh, 192), a);
      b = madd64(v, v128.load(Wh, 208), b);
      c = madd64(v, v128.load(Wh, 224), c);
      d = madd64(v, v128.load(Wh, 240), d);
      e = madd64(v, v128.load(V, 192), e);
      f = madd64(v, v128.load(V, 208), f);
      g = madd64(v, v128.load(V, 224), g);
      k = madd64(v, v128.load(V, 240), k);
      Wh += 32 * PANEL;
      V += 32 * PANEL;
    }
    v128.store(next, a);
    v128.store(next, b, 16);
    v128.store(next, c, 32);
    v128.store(next, d, 48);
    v128.store(next, e, 64);
    v128.store(next, f, 80);
    v128.store(next, g, 96);
    v128.store(next, k, 112);
    next += 16 * PANEL;
    Wh += panelBytes;
  }
}
