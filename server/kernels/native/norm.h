// The norm of a row of float32, right also where the squares leave the range of float32.
#ifndef NORM_H
#define NORM_H
#include "words.h"

/** Squares summed in float32 are trusted between these; outside they are summed again in float64. */
#define TINY 1e-28f
#define HUGE_SQUARES 1e36f

/** ||g|| with squares in float64, one chain. */
static __attribute__((noinline)) float wideNorm(const float *g, int count) {
  double squares = 0;
  for (int i = 0; i < count; i++) squares += (double)g[i] * (double)g[i];
  return (float)__builtin_sqrt(squares);
}

/** ||g||, g [count], from the sum of its squares in float32. */
INLINE float rootOf(float squares, const float *g, int count) {
  return squares > TINY && squares < HUGE_SQUARES ? __builtin_sqrtf(squares) : wideNorm(g, count);
}

#endif
