// A step of the GRU cell in training, WebAssembly SIMD in float32: gruForward of assembly.ts with the same places and the same
// five factors, so that gruBackward goes back from either. assembly/trainingCells.ts says what the arguments are.
import { sigmoids32, tanh32 } from "../../assembly/tanh";
import { madd32 } from "../../assembly/vector";

export function gruForward32(
  a: usize, strideA: usize, before: usize, after: usize, strideState: usize,
  factors: usize, strideFactors: usize, stride: usize, rows: i32,
): void {
  const one = f32x4.splat(1);
  for (; rows > 0; rows--) {
    // 1 - r and 1 - z wait in the factors of r and z.
    sigmoids32(a + stride, factors + stride, <i32>(stride >> 1));
    for (let j: usize = 0; j < stride; j += 16) {
      const A = a + j, F = factors + j;
      const r = v128.load(A + stride), z = v128.load(A + 2 * stride), q = v128.load(A + 3 * stride);
      const noR = v128.load(F + stride), noZ = v128.load(F + 2 * stride), h = v128.load(before + j);
      const n = tanh32(madd32(r, q, v128.load(A)));
      const dn = f32x4.mul(noZ, madd32(f32x4.neg(n), n, one));
      v128.store(F, dn);
      v128.store(F + stride, f32x4.mul(f32x4.mul(dn, q), f32x4.mul(r, noR)));
      v128.store(F + 2 * stride, f32x4.mul(f32x4.mul(f32x4.sub(h, n), z), noZ));
      v128.store(F + 3 * stride, f32x4.mul(dn, r));
      v128.store(F + 4 * stride, z);
      v128.store(after + j, madd32(z, h, f32x4.mul(noZ, n)));
    }
    a += strideA;
    before += strideState;
    after += strideState;
    factors += strideFactors;
  }
}
