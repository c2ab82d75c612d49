// A step of the LSTM cell in training, WebAssembly SIMD in float32: lstmForward of assembly.ts with the same places and the
// same six factors, so that lstmBackward goes back from either. assembly/trainingCells.ts says what the arguments are.
import { sigmoids32, tanh32 } from "../../assembly/tanh";
import { madd32 } from "../../assembly/vector";

export function lstmForward32(
  a: usize, strideA: usize, before: usize, after: usize, strideState: usize,
  factors: usize, strideFactors: usize, stride: usize, rows: i32,
): void {
  const one = f32x4.splat(1);
  for (; rows > 0; rows--) {
    // 1 - i, 1 - f and 1 - o wait in the factors of i, f and o.
    sigmoids32(a, factors + stride, <i32>(stride >> 1));
    sigmoids32(a + 3 * stride, factors + 4 * stride, <i32>(stride >> 2));
    for (let j: usize = 0; j < stride; j += 16) {
      const A = a + j, F = factors + j;
      const i = v128.load(A), f = v128.load(A + stride), o = v128.load(A + 3 * stride);
      const g = tanh32(v128.load(A + 2 * stride)), c = v128.load(before + stride + j);
      const next = madd32(i, g, f32x4.mul(f, c)), t = tanh32(next);
      v128.store(F, f32x4.mul(o, madd32(f32x4.neg(t), t, one)));
      v128.store(F + stride, f32x4.mul(f32x4.mul(g, i), v128.load(F + stride)));
      v128.store(F + 2 * stride, f32x4.mul(f32x4.mul(c, f), v128.load(F + 2 * stride)));
      v128.store(F + 3 * stride, f32x4.mul(i, madd32(f32x4.neg(g), g, one)));
      v128.store(F + 4 * stride, f32x4.mul(f32x4.mul(t, o), v128.load(F + 4 * stride)));
      v128.store(F + 5 * stride, f);
      v128.store(after + stride + j, next);
      v128.store(after + j, f32x4.mul(o, t));
    }
    a += strideA;
    before += strideState;
    after += strideState;
    factors += strideFactors;
  }
}
