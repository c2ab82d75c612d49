// Softmax, loss and its gradient, one row of 256 logits at a time, float32. The logarithm is the caller's.

import { exp32 } from "./exponential";
import { max32, sum32 } from "./vector";

const ROW: usize = 256 * 4;

/**
 * In place: Z [rows x 256] enters as logits and leaves as scale * (P - e_y), with 1 - P[y] as the SUM of
 * the other probabilities (docs/method.md, section 7). sums [rows x 3]: the others' sum of exp(z - max), the
 * sum of all, and z_y - max; -log P[y] follows from them outside.
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
