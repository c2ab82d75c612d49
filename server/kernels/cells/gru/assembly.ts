// The GRU cell on WebAssembly SIMD, as gru.ts: n = tanh(a_in + r a_hn), h' = (1 - z) n + z h. assembly/cells.ts says what the
// arguments are. Places: n's input part, r, z, n's hidden part; five factors: what dL/dh' is multiplied with for each of
// them, and z, which takes it to the h before.
import { sigmoids, tanhs } from "../../assembly/tanh";
import { madd64, narrow64 } from "../../assembly/vector";

export function gruForward(a: usize, rest: usize, state: usize, factors: usize, stride: i32): void {
  const block = <usize>stride << 3, half = block >> 1;
  const one = f64x2.splat(1);
  const atR = a + block, atZ = a + 2 * block, atQ = a + 3 * block;
  sigmoids(atR, rest, 2 * stride);
  for (let j: usize = 0; j < block; j += 16)
    v128.store(a + j, madd64(v128.load(atR + j), v128.load(atQ + j), v128.load(a + j)));
  tanhs(a, stride);
  for (let j: usize = 0; j < block; j += 16) {
    const n = v128.load(a + j), r = v128.load(atR + j), z = v128.load(atZ + j), q = v128.load(atQ + j);
    const before = v128.load(state + j), noZ = v128.load(rest + block + j);
    const to = factors + (j >> 1);
    const dn = f64x2.mul(noZ, f64x2.sub(one, f64x2.mul(n, n)));
    narrow64(to, dn);
    narrow64(to + half, f64x2.mul(f64x2.mul(dn, q), f64x2.mul(r, v128.load(rest + j))));
    narrow64(to + 2 * half, f64x2.mul(f64x2.mul(f64x2.sub(before, n), z), noZ));
    narrow64(to + 3 * half, f64x2.mul(dn, r));
    narrow64(to + 4 * half, z);
    v128.store(state + j, madd64(z, before, f64x2.mul(noZ, n)));
  }
}

/** Carries dL/dh. */
export function gruBackward(
  G: usize, strideG: usize, factors: usize, strideFactors: usize, D: usize, strideD: usize,
  carry: usize, strideCarry: usize, stride: usize, rows: i32,
): void {
  for (; rows > 0; rows--) {
    for (let j: usize = 0; j < stride; j += 16) {
      const dh = v128.load(G + j), F = factors + j, to = D + j;
      v128.store(to, f32x4.mul(v128.load(F), dh));
      v128.store(to + stride, f32x4.mul(v128.load(F + stride), dh));
      v128.store(to + 2 * stride, f32x4.mul(v128.load(F + 2 * stride), dh));
      v128.store(to + 3 * stride, f32x4.mul(v128.load(F + 3 * stride), dh));
      v128.store(carry + j, f32x4.mul(v128.load(F + 4 * stride), dh));
    }
    G += strideG;
    factors += strideFactors;
    D += strideD;
    carry += strideCarry;
  }
}
