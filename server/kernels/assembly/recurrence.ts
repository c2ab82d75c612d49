// The recurrence in float64: the state is carried in float64, only the copy for readout and trace and
// the gate beside it are float32 (docs/method.md, section 7). The gate is taken from the float64 state,
// because 1 - h^2 of a rounded h near 1 has no digits left.
import { madd64 } from "./vector";
import { tanhs } from "./tanh";
import { WIDE_PANEL } from "./product";
import { addWideProduct32 } from "./wideProduct32";

/**
 * `count` steps from `state` [stride] on. x: input bytes; embedding [256 x stride] float32 (W_x by byte);
 * bias [stride] float64; Wh: W_h^T by packWidePanels, or with `weightBytes` 4 instead of 8 by packWidePanels32, which gives
 * the same bits; h, gates [count x stride] float32 out. `next` [stride] is working space; the last state is left in `state`.
 */
export function recur(
  x: usize, count: i32, embedding: usize, bias: usize, Wh: usize, state: usize, next: usize,
  h: usize, gates: usize, stride: i32, weightBytes: i32,
): void {
  const row = <usize>stride << 2;
  for (; count > 0; count--) {
    const w = embedding + <usize>load<u8>(x) * row;
    for (let i: usize = 0; i < row; i += 8) {
      const v = f64x2.promote_low_f32x4(v128.load64_zero(w + i));
      v128.store(next + 2 * i, f64x2.add(v, v128.load(bias + 2 * i)));
    }
    recurrentStep(Wh, state, next, h, gates, stride, weightBytes);
    x++;
    h += row;
    gates += row;
  }
}

/** One step with the input vector `v` [stride] float64 in place of W_x[:, x]. */
export function recurVector(
  v: usize, bias: usize, Wh: usize, state: usize, next: usize, h: usize, gates: usize, stride: i32,
  weightBytes: i32,
): void {
  for (let i: usize = 0; i < <usize>stride << 3; i += 16)
    v128.store(next + i, f64x2.add(v128.load(v + i), v128.load(bias + i)));
  recurrentStep(Wh, state, next, h, gates, stride, weightBytes);
}

/** state = tanh(next + W_h state), and its float32 copy and gate. */
function recurrentStep(
  Wh: usize, state: usize, next: usize, h: usize, gates: usize, stride: i32, weightBytes: i32,
): void {
  const end = state + (<usize>stride << 3);
  if (weightBytes == 4) addWideProduct32(state, Wh, stride, stride / WIDE_PANEL, next);
  else addProduct(Wh, state, end, next);
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
 * next += W_h state, a panel of sixteen outputs at a time: eight chains, two steps of each a turn (one
 * step is so short that an older engine unrolls it and runs out of registers; four are too many).
 */
function addProduct(Wh: usize, state: usize, end: usize, next: usize): void {
  for (const last = next + (end - state); next < last; ) {
    let a = v128.load(next), b = v128.load(next, 16), c = v128.load(next, 32), d = v128.load(next, 48);
    let e = v128.load(next, 64), f = v128.load(next, 80), g = v128.load(next, 96), k = v128.load(next, 112);
    for (let s = state; s < end; s += 16) {
      let v = v128.load_splat<f64>(s);
      a = madd64(v, v128.load(Wh), a);
      b = madd64(v, v128.load(Wh, 16), b);
      c = madd64(v, v128.load(Wh, 32), c);
      d = madd64(v, v128.load(Wh, 48), d);
      e = madd64(v, v128.load(Wh, 64), e);
      f = madd64(v, v128.load(Wh, 80), f);
      g = madd64(v, v128.load(Wh, 96), g);
      k = madd64(v, v128.load(Wh, 112), k);
      v = v128.load_splat<f64>(s, 8);
      a = madd64(v, v128.load(Wh, 128), a);
      b = madd64(v, v128.load(Wh, 144), b);
      c = madd64(v, v128.load(Wh, 160), c);
      d = madd64(v, v128.load(Wh, 176), d);
      e = madd64(v, v128.load(Wh, 192), e);
      f = madd64(v, v128.load(Wh, 208), f);
      g = madd64(v, v128.load(Wh, 224), g);
      k = madd64(v, v128.load(Wh, 240), k);
      Wh += 16 * WIDE_PANEL;
    }
    v128.store(next, a);
    v128.store(next, b, 16);
    v128.store(next, c, 32);
    v128.store(next, d, 48);
    v128.store(next, e, 64);
    v128.store(next, f, 80);
    v128.store(next, g, 96);
    v128.store(next, k, 112);
    next += 8 * WIDE_PANEL;
  }
}
