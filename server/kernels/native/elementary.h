// exp, tanh and sigmoid of one number, written so that a compiler turns a loop over a row into vectors. The series and the
// bounds of their errors are those of ../assembly/exponential.ts and ../assembly/tanh.ts, where they are explained.
#ifndef ELEMENTARY_H
#define ELEMENTARY_H
#include "words.h"

#define LOG2E_32 1.44269504f
#define LN2_HIGH_32 0.693359375f
#define LN2_LOW_32 -2.12194440e-4f
/** Adding and subtracting it rounds to an integer, which stays in the low bits of the sum. */
#define ROUND_32 12582912.0f
/** -125 ln 2: below it exp is zero, so that no denormal ever enters a product. */
#define LOWEST -86.64339f

/** exp(x) for x <= 0: relative error <= 2e-7 down to exp(-86.6), zero below; NaN stays. */
INLINE float exp32(float x) {
  float y = x < LOWEST ? LOWEST : x;
  float rounded = fma32(y, LOG2E_32, ROUND_32), n = rounded - ROUND_32;
  float r = fma32(n, -LN2_LOW_32, fma32(n, -LN2_HIGH_32, y));
  float p = 1.9875691500e-4f;
  p = fma32(p, r, 1.3981999507e-3f);
  p = fma32(p, r, 8.3334519073e-3f);
  p = fma32(p, r, 4.1665795894e-2f);
  p = fma32(p, r, 1.6666665459e-1f);
  p = fma32(p, r, 5.0000001201e-1f);
  float e = fma32(r * r, p, r) + 1.0f;
  float power = float32(bits32(e) + (bits32(rounded) << 23));
  return x < LOWEST ? 0.0f : power;
}

/** expm1(r) by its series to r^7, for |r| <= ln 2 / 2. */
INLINE float series32(float r) {
  float p = fma32(r, 1.0f / 5040.0f, 1.0f / 720.0f);
  p = fma32(p, r, 1.0f / 120.0f);
  p = fma32(p, r, 1.0f / 24.0f);
  p = fma32(p, r, 1.0f / 6.0f);
  p = fma32(p, r, 0.5f);
  return fma32(r * r, p, r);
}

/** tanh(x), relative error <= 4e-7: E = expm1(2|x|), tanh = E / (E + 2). */
INLINE float tanh32(float x) {
  float a = float32(bits32(x) & 0x7fffffffu);
  float y = 2.0f * (10.0f < a ? 10.0f : a);
  float rounded = fma32(y, LOG2E_32, ROUND_32), n = rounded - ROUND_32;
  float p = series32(fma32(n, -LN2_LOW_32, fma32(n, -LN2_HIGH_32, y)));
  float power = float32((bits32(rounded) << 23) + bits32(1.0f));
  float E = fma32(power, p, power - 1.0f);
  return float32(bits32(E / (E + 2.0f)) | (bits32(x) & 0x80000000u));
}

/** sigmoid(x) and 1 - sigmoid(x), relative error <= 6e-7 down to 2.4e-38, zero below. */
INLINE void sigmoid32(float x, float *value, float *rest) {
  float e = exp32(float32(bits32(x) | 0x80000000u));
  float large = 1.0f / (1.0f + e), small = e * large;
  *value = x < 0.0f ? small : large;
  *rest = x < 0.0f ? large : small;
}

#define LOG2E_64 1.4426950408889634
#define LN2_HIGH_64 6.93147180369123816490e-01
#define LN2_LOW_64 1.90821492927058770002e-10
#define ROUND_64 6755399441055744.0

/** expm1(y) for 0 <= y <= 708. */
INLINE double expm1of(double y) {
  double rounded = fma64(y, LOG2E_64, ROUND_64), n = rounded - ROUND_64;
  double r = fma64(n, -LN2_LOW_64, fma64(n, -LN2_HIGH_64, y));
  double q = 2.510038319586702e-08;
  q = fma64(q, r, 2.7620085455018414e-07);
  q = fma64(q, r, 2.7557268464831627e-06);
  q = fma64(q, r, 2.4801521302241082e-05);
  q = fma64(q, r, 0.00019841269863050506);
  q = fma64(q, r, 0.001388888891720967);
  q = fma64(q, r, 0.008333333333330063);
  q = fma64(q, r, 0.041666666666624136);
  q = fma64(q, r, 0.16666666666666669);
  q = fma64(q, r, 0.5000000000000001);
  double power = float64((bits64(rounded) << 52) + bits64(1.0));
  return fma64(power, fma64(r * r, q, r), power - 1.0);
}

INLINE double magnitude64(double x) { return float64(bits64(x) & 0x7fffffffffffffffull); }

/** tanh(x), relative error <= 8e-16. From |x| = 20 on it is 1 in float64; NaN stays. */
INLINE double tanh64(double x) {
  double a = magnitude64(x);
  a = 20.0 < a ? 20.0 : a;
  double E = expm1of(a + a);
  return float64(bits64(E / (E + 2.0)) | (bits64(x) & 0x8000000000000000ull));
}

/** sigmoid(x) and 1 - sigmoid(x), relative error <= 8e-16 down to 1e-307. */
INLINE void sigmoid64(double x, double *value, double *rest) {
  double a = magnitude64(x);
  double E = expm1of(708.0 < a ? 708.0 : a);
  double small = 1.0 / (E + 2.0), large = (E + 1.0) * small;
  *value = x < 0.0 ? small : large;
  *rest = x < 0.0 ? large : small;
}

#endif
