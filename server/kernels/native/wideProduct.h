// The float64 product of a block of rows with packed weights, C += A B: for the recurrence of many states, or one, and for
// readouts. Every sum is one chain in the order of k, whatever tile computes it.
#ifndef WIDE_PRODUCT_H
#define WIDE_PRODUCT_H
#include "words.h"

#define WIDE_PANEL 16
/** Vectors of a wide panel. */
#define WIDE_VECTORS (WIDE_PANEL / (W / 2))

// Rows of a tile by one panel, and panels that a lone row takes at once: as many sums as the registers hold.
#if W == 16
#define WIDE_ROWS 8
#define WIDE_ALONE 4
#elif W == 8
#define WIDE_ROWS 2
#define WIDE_ALONE 2
#else
#define WIDE_ROWS 2
#define WIDE_ALONE 2
#endif

/** Whether a product and its sum are rounded together, or one by one as plain JavaScript does it. */
enum rounding { FUSED, ROUNDED };

/** How the weights lie in memory: as they are used, or as float32, which is exact and half the bytes to wait for. */
enum weights { DOUBLES = 8, FLOATS = 4 };

/** Where element `index` of the weights lies. */
INLINE const void *weightAt(const void *B, size_t index, enum weights weights) {
  return (const unsigned char *)B + index * (size_t)weights;
}

/** C [R x 16 P] += A [R x K] B: R rows, P panels. strideA, strideC in doubles; B [P][K][16]. */
INLINE void wideTile(const int R, const int P, const double *A, size_t strideA, const void *B, enum weights weights, int K,
                     double *C, size_t strideC, enum rounding rounding) {
  const size_t panel = (size_t)K * WIDE_PANEL;
  f64v sum[WIDE_ROWS][WIDE_ALONE * WIDE_VECTORS];
  EACH for (int r = 0; r < R; r++)
    EACH for (int v = 0; v < P * WIDE_VECTORS; v++) sum[r][v] = load64(C + (size_t)r * strideC + (size_t)v * (W / 2));
  for (int k = 0; k < K; k++)
    EACH for (int p = 0; p < P; p++)
      EACH for (int v = 0; v < WIDE_VECTORS; v++) {
        const void *at = weightAt(B, (size_t)p * panel + (size_t)k * WIDE_PANEL + (size_t)v * (W / 2), weights);
        f64v b = weights == FLOATS ? widen(at) : load64(at);
        EACH for (int r = 0; r < R; r++) {
          f64v a = splat64(A[(size_t)r * strideA + (size_t)k]);
          f64v *s = &sum[r][p * WIDE_VECTORS + v];
          *s = rounding == FUSED ? madd64(a, b, *s) : *s + a * b;
        }
      }
  EACH for (int r = 0; r < R; r++)
    EACH for (int v = 0; v < P * WIDE_VECTORS; v++) store64(C + (size_t)r * strideC + (size_t)v * (W / 2), sum[r][v]);
}

/** C [rows x 16 panels] += A [rows x K] B. Strides in doubles; B packed by packWidePanels, or packWidePanels32. */
INLINE void wideMultiply(const double *A, size_t strideA, const void *B, enum weights weights, int K, int panels, double *C, size_t strideC,
                         int rows, enum rounding rounding) {
  const size_t panel = (size_t)K * WIDE_PANEL;
  int p = 0;
  if (rows == 1)
    for (; p + WIDE_ALONE <= panels; p += WIDE_ALONE)
      wideTile(1, WIDE_ALONE, A, strideA, weightAt(B, (size_t)p * panel, weights), weights, K, C + (size_t)p * WIDE_PANEL, strideC, rounding);
  for (; p < panels; p++) {
    const void *b = weightAt(B, (size_t)p * panel, weights);
    double *c = C + (size_t)p * WIDE_PANEL;
    int r = 0;
    for (; r + WIDE_ROWS <= rows; r += WIDE_ROWS)
      wideTile(WIDE_ROWS, 1, A + (size_t)r * strideA, strideA, b, weights, K, c + (size_t)r * strideC, strideC, rounding);
#if WIDE_ROWS > 2
    for (; r + 4 <= rows; r += 4)
      wideTile(4, 1, A + (size_t)r * strideA, strideA, b, weights, K, c + (size_t)r * strideC, strideC, rounding);
    for (; r + 2 <= rows; r += 2)
      wideTile(2, 1, A + (size_t)r * strideA, strideA, b, weights, K, c + (size_t)r * strideC, strideC, rounding);
#endif
    for (; r < rows; r++)
      wideTile(1, 1, A + (size_t)r * strideA, strideA, b, weights, K, c + (size_t)r * strideC, strideC, rounding);
  }
}

#endif
