// The Elman cell on WebAssembly SIMD, as elman.ts: h' = f(a), f = tanh or ReLU. assembly/cells.ts says what the arguments are.
// One factor, f'(a). The paper's net has kernels of its own (assembly/recurrence.ts).
import { tanhs } from "../../assembly/tanh";
import { narrow64 } from "../../assembly/vector";

export function tanhForward(a: usize, rest: usize, state: usize, factors: usize, stride: i32): void {
  tanhs(a, stride);
  const one = f64x2.splat(1);
  for (const end = a + (<usize>stride << 3); a < end; a += 16) {
    const h = v128.load(a);
    v128.store(state, h);
    narrow64(factors, f64x2.sub(one, f64x2.mul(h, h)));
    state += 16;
    factors += 8;
  }
}

/** At a = 0 the slope is 0, as in PyTorch. */
export function reluForward(a: usize, rest: usize, state: usize, factors: usize, stride: i32): void {
  const zero = f64x2.splat(0), one = f64x2.splat(1);
  for (const end = a + (<usize>stride << 3); a < end; a += 16) {
    const v = v128.load(a);
    v128.store(state, f64x2.max(zero, v));
    narrow64(factors, v128.and(f64x2.gt(v, zero), one));
    state += 16;
    factors += 8;
  }
}

export function elmanBackward(
  G: usize, strideG: usize, factors: usize, strideFactors: usize, D: usize, strideD: usize,
  carry: usize, strideCarry: usize, stride: usize, rows: i32,
): void {
  for (; rows > 0; rows--) {
    for (let j: usize = 0; j < stride; j += 16)
      v128.store(D + j, f32x4.mul(v128.load(factors + j), v128.load(G + j)));
    G += strideG;
    factors += strideFactors;
    D += strideD;
  }
}
