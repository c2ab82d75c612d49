// The words the kernels are written in: one multiply-add for each width, fused where the engine has it.
// Nothing here knows about models. A value is computed by the same instructions wherever it is computed.

/** a * b + c. Fused in the relaxed variant, rounded twice in the plain one: never mixed in a binary. */
// @ts-ignore: decorator
@inline
export function madd32(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** a * b + c in float64. */
// @ts-ignore: decorator
@inline
export function madd64(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_madd(a, b, c);
  return f64x2.add(f64x2.mul(a, b), c);
}

/** Sum of the four lanes, always in the order (0 + 2) + (1 + 3). */
// @ts-ignore: decorator
@inline
export function sum32(a: v128): f32 {
  const half = f32x4.add(a, v128.shuffle<f32>(a, a, 2, 3, 0, 1));
  return f32x4.extract_lane(half, 0) + f32x4.extract_lane(half, 1);
}

/** Largest of the four lanes. */
// @ts-ignore: decorator
@inline
export function max32(a: v128): f32 {
  const half = f32x4.pmax(a, v128.shuffle<f32>(a, a, 2, 3, 0, 1));
  return max(f32x4.extract_lane(half, 0), f32x4.extract_lane(half, 1));
}

/** Two float64 as two float32. */
// @ts-ignore: decorator
@inline
export function narrow64(to: usize, v: v128): void {
  v128.store64_lane(to, f32x4.demote_f64x2_zero(v), 0);
}

/** Sum of the two lanes. */
// @ts-ignore: decorator
@inline
export function sum64(a: v128): f64 {
  return f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
}
