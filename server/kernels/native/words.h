// The words the kernels are written in, for one set of instructions a compilation: a vector of the widest registers, one
// multiply-add for each precision, and sums in a fixed order. Nothing here knows about models.
//
// Every path gives the same bits: a product is rounded only together with its sum (fused), elementwise arithmetic is
// IEEE, and a sum over a row always has the same chains whatever the width. They are those of the WebAssembly kernels
// (../assembly), and so are the bits where that engine fuses (relaxed SIMD).
#ifndef WORDS_H
#define WORDS_H
#include <stddef.h>
#include <stdint.h>

#define INLINE static inline __attribute__((always_inline))
/** Of a function whose size counts more than its speed. */
#define SMALL __attribute__((cold))
#define NAME_(path, name) path##_##name
#define NAME(path, name) NAME_(path, name)
/** The name of a kernel on this path: avx512_product. */
#define KERNEL(name) NAME(PATH, name)

/** Before a short loop of a fixed length: written out, so that its sums stay in registers. */
#if defined(__clang__)
#define EACH _Pragma("clang loop unroll(full)")
#else
#define EACH _Pragma("GCC unroll 16")
#endif

// W: float32 of a vector; N: float32 of a narrow one, at most a panel of eight columns; W / 2 float64.
#if defined(PATH_AVX512)
#define PATH avx512
#define W 16
#define N 8
#elif defined(PATH_AVX2)
#define PATH avx2
#define W 8
#define N 8
#elif defined(PATH_NEON)
#define PATH neon
#define W 4
#define N 4
#else
#error "no path"
#endif

typedef float f32x4 __attribute__((vector_size(16)));
typedef float f32n __attribute__((vector_size(4 * N)));
typedef float f32v __attribute__((vector_size(4 * W)));
typedef double f64v __attribute__((vector_size(4 * W)));

#if defined(PATH_NEON)
#include <arm_neon.h>
INLINE f32v load32(const float *p) { return (f32v)vld1q_f32(p); }
INLINE void store32(float *p, f32v v) { vst1q_f32(p, (float32x4_t)v); }
INLINE f32v splat32(float s) { return (f32v)vdupq_n_f32(s); }
INLINE f32v madd32(f32v a, f32v b, f32v c) { return (f32v)vfmaq_f32((float32x4_t)c, (float32x4_t)a, (float32x4_t)b); }
INLINE f64v load64(const double *p) { return (f64v)vld1q_f64(p); }
INLINE void store64(double *p, f64v v) { vst1q_f64(p, (float64x2_t)v); }
INLINE f64v splat64(double s) { return (f64v)vdupq_n_f64(s); }
INLINE f64v madd64(f64v a, f64v b, f64v c) { return (f64v)vfmaq_f64((float64x2_t)c, (float64x2_t)a, (float64x2_t)b); }
INLINE f64v widen(const float *p) { return (f64v)vcvt_f64_f32(vld1_f32(p)); }
#else
#include <immintrin.h>
INLINE __m256 load8(const float *p) { return _mm256_loadu_ps(p); }
#if defined(PATH_AVX512)
INLINE f32v load32(const float *p) { return (f32v)_mm512_loadu_ps(p); }
INLINE void store32(float *p, f32v v) { _mm512_storeu_ps(p, (__m512)v); }
INLINE f32v splat32(float s) { return (f32v)_mm512_set1_ps(s); }
INLINE f32v madd32(f32v a, f32v b, f32v c) { return (f32v)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c); }
INLINE f64v load64(const double *p) { return (f64v)_mm512_loadu_pd(p); }
INLINE void store64(double *p, f64v v) { _mm512_storeu_pd(p, (__m512d)v); }
INLINE f64v splat64(double s) { return (f64v)_mm512_set1_pd(s); }
INLINE f64v madd64(f64v a, f64v b, f64v c) { return (f64v)_mm512_fmadd_pd((__m512d)a, (__m512d)b, (__m512d)c); }
INLINE f64v widen(const float *p) { return (f64v)_mm512_cvtps_pd(load8(p)); }
#else
INLINE f32v load32(const float *p) { return (f32v)_mm256_loadu_ps(p); }
INLINE void store32(float *p, f32v v) { _mm256_storeu_ps(p, (__m256)v); }
INLINE f32v splat32(float s) { return (f32v)_mm256_set1_ps(s); }
INLINE f32v madd32(f32v a, f32v b, f32v c) { return (f32v)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c); }
INLINE f64v load64(const double *p) { return (f64v)_mm256_loadu_pd(p); }
INLINE void store64(double *p, f64v v) { _mm256_storeu_pd(p, (__m256d)v); }
INLINE f64v splat64(double s) { return (f64v)_mm256_set1_pd(s); }
INLINE f64v madd64(f64v a, f64v b, f64v c) { return (f64v)_mm256_fmadd_pd((__m256d)a, (__m256d)b, (__m256d)c); }
INLINE f64v widen(const float *p) { return (f64v)_mm256_cvtps_pd(_mm_loadu_ps(p)); }
#endif
#endif

// Narrow vectors: a panel of eight columns, or half of it.
#if N == W
#define load32n load32
#define store32n store32
#define splat32n splat32
#define madd32n madd32
#else
INLINE f32n load32n(const float *p) { return (f32n)load8(p); }
INLINE void store32n(float *p, f32n v) { _mm256_storeu_ps(p, (__m256)v); }
INLINE f32n splat32n(float s) { return (f32n)_mm256_set1_ps(s); }
INLINE f32n madd32n(f32n a, f32n b, f32n c) { return (f32n)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c); }
#endif

/** The sum of four lanes, always in the order (0 + 2) + (1 + 3). */
INLINE float sum4(f32x4 v) { return (v[0] + v[2]) + (v[1] + v[3]); }

/** The sum of eight chains: lanes i and i + 4 first, then those four. */
INLINE float sum8(const f32n chains[8 / N]) {
#if N == 8
  f32n v = chains[0];
  return sum4(__builtin_shufflevector(v, v, 0, 1, 2, 3) + __builtin_shufflevector(v, v, 4, 5, 6, 7));
#else
  return sum4(chains[0] + chains[1]);
#endif
}

/** Four vectors of four lanes each from sixteen chains. */
INLINE void quarters(const f32v chains[16 / W], f32x4 out[4]) {
#if W == 16
  f32v v = chains[0];
  out[0] = __builtin_shufflevector(v, v, 0, 1, 2, 3);
  out[1] = __builtin_shufflevector(v, v, 4, 5, 6, 7);
  out[2] = __builtin_shufflevector(v, v, 8, 9, 10, 11);
  out[3] = __builtin_shufflevector(v, v, 12, 13, 14, 15);
#elif W == 8
  for (int i = 0; i < 2; i++) {
    f32v v = chains[i];
    out[2 * i] = __builtin_shufflevector(v, v, 0, 1, 2, 3);
    out[2 * i + 1] = __builtin_shufflevector(v, v, 4, 5, 6, 7);
  }
#else
  for (int i = 0; i < 4; i++) out[i] = chains[i];
#endif
}

/** The sum of sixteen chains: (a + b) + (c + d) of its quarters, then the four lanes. */
INLINE float sum16(const f32v chains[16 / W]) {
  f32x4 q[4];
  quarters(chains, q);
  return sum4((q[0] + q[1]) + (q[2] + q[3]));
}

INLINE float largerOf(float a, float b) { return a < b ? b : a; }

// The same bits as another type.
INLINE uint32_t bits32(float x) { uint32_t u; __builtin_memcpy(&u, &x, 4); return u; }
INLINE float float32(uint32_t u) { float x; __builtin_memcpy(&x, &u, 4); return x; }
INLINE uint64_t bits64(double x) { uint64_t u; __builtin_memcpy(&u, &x, 8); return u; }
INLINE double float64(uint64_t u) { double x; __builtin_memcpy(&x, &u, 8); return x; }

/** a b + c, rounded once. */
INLINE float fma32(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
INLINE double fma64(double a, double b, double c) { return __builtin_fma(a, b, c); }

#endif
