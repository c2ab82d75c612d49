// The LSTM cell on WebAssembly SIMD, as lstm.ts: c' = f c + i g, h' = o tanh(c'). assembly/cells.ts says what the arguments
// are. Places i f g o; six factors: u = o (1 - tanh(c')^2), so that dc = dL/dc' + u dL/dh'; what dc is multiplied with
// for i, f and g, and dL/dh' for o; and f, which takes dc to the cell before.
import { sigmoids, tanhs } from "../../assembly/tanh";
import { madd32, madd64, narrow64 } from "../../assembly/vector";

export function lstmForward(a: usize, rest: usize, state: usize, factors: usize, stride: i32): void {
  const block = <usize>stride << 3, half = block >> 1;
  const one = f64x2.splat(1);
  sigmoids(a, rest, 2 * stride);
  tanhs(a + 2 * block, stride);
  sigmoids(a + 3 * block, rest + 3 * block, stride);
  const c = state + block;
  // tanh(c') over g.
  const t = a + 2 * block;
  for (let j: usize = 0; j < block; j += 16) {
    const i = v128.load(a + j), f = v128.load(a + block + j), g = v128.load(t + j), before = v128.load(c + j);
    const to = factors + (j >> 1);
    narrow64(to + half, f64x2.mul(f64x2.mul(g, i), v128.load(rest + j)));
    narrow64(to + 2 * half, f64x2.mul(f64x2.mul(before, f), v128.load(rest + block + j)));
    narrow64(to + 3 * half, f64x2.mul(i, f64x2.sub(one, f64x2.mul(g, g))));
    narrow64(to + 5 * half, f);
    const after = madd64(i, g, f64x2.mul(f, before));
    v128.store(c + j, after);
    v128.store(t + j, after);
  }
  tanhs(t, stride);
  for (let j: usize = 0; j < block; j += 16) {
    const o = v128.load(a + 3 * block + j), v = v128.load(t + j);
    const to = factors + (j >> 1);
    v128.store(state + j, f64x2.mul(o, v));
    narrow64(to, f64x2.mul(o, f64x2.sub(one, f64x2.mul(v, v))));
    narrow64(to + 4 * half, f64x2.mul(f64x2.mul(v, o), v128.load(rest + 3 * block + j)));
  }
}

/** Carries dL/dc. */
export function lstmBackward(
  G: usize, strideG: usize, factors: usize, strideFactors: usize, D: usize, strideD: usize,
  carry: usize, strideCarry: usize, stride: usize, rows: i32,
): void {
  for (; rows > 0; rows--) {
    for (let j: usize = 0; j < stride; j += 16) {
      const dh = v128.load(G + j), F = factors + j, to = D + j;
      const dc = madd32(v128.load(F), dh, v128.load(G + stride + j));
      v128.store(to, f32x4.mul(v128.load(F + stride), dc));
      v128.store(to + stride, f32x4.mul(v128.load(F + 2 * stride), dc));
      v128.store(to + 2 * stride, f32x4.mul(v128.load(F + 3 * stride), dc));
      v128.store(to + 3 * stride, f32x4.mul(v128.load(F + 4 * stride), dh));
      v128.store(carry + j, f32x4.mul(v128.load(F + 5 * stride), dc));
    }
    G += strideG;
    factors += strideFactors;
    D += strideD;
    carry += strideCarry;
  }
}
