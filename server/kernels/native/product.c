// The float32 product of a block of rows with packed weights, and the packing: panels of eight columns, so that the inner
// loop reads on and on. Layout and order of every sum are those of ../assembly/product.ts: chains of CHAIN multiply-adds,
// the chains added one after another. So a row has the same bits alone, in a block, and on every path.
#include "words.h"
#include "kernels.h"

#define PANEL 8
#define WIDE_PANEL 16
/** Multiply-adds in a row before their sum is added to C. */
#define CHAIN 16
/** Steps of K that all rows take before the next: a group of panels stays in the first-level cache. */
#define DEPTH 256
/** Panels of a vector, or 1 where a vector is part of a panel. */
#define PANELS_OF_VECTOR (W > PANEL ? W / PANEL : 1)

// Tiles of a path: as many sums as its registers hold beside a row of B.
#if W == 16
#define ROWS 8
#define VECTORS 2
#define VECTORS_ALONE 4
#elif W == 8
#define ROWS 6
#define VECTORS 2
#define VECTORS_ALONE 8
#else
#define ROWS 6
#define VECTORS 4
#define VECTORS_ALONE 8
#endif

/** What C holds when a sum begins: nothing, or the sum so far. */
enum start { FRESH, ONTO };

/** The packing into panels of so many columns, as numbers of a type. */
#define PACK(name, type, columns)                                                                                          \
  SMALL void KERNEL(name)(const float *B, size_t rowStep, size_t columnStep, int K, int n, int paddedK, int panels, type *out) { \
    for (int panel = 0; panel < panels; panel++)                                                                            \
      for (int k = 0; k < paddedK; k++)                                                                                     \
        for (int c = panel * columns; c < (panel + 1) * columns; c++)                                                       \
          *out++ = k < K && c < n ? B[(size_t)k * rowStep + (size_t)c * columnStep] : 0;                                    \
  }

/** B [K x N] float32, element (k, n) at k * rowStep + n * columnStep -> out [panels][paddedK][8], zero outside B. */
PACK(packPanels, float, PANEL)
/** The same in panels of sixteen columns: out [panels][paddedK][16]. */
PACK(packWidePanels32, float, WIDE_PANEL)
/** And in float64. */
PACK(packWidePanels, double, WIDE_PANEL)

/** Vector v of a row of the panels that begin at b: W columns of step k. `panel`: floats from one panel to the next. */
INLINE f32v columns(const float *b, size_t panel, int v) {
#if W == 16
  const float *at = b + 2 * (size_t)v * panel;
  return (f32v)_mm512_insertf32x8(_mm512_castps256_ps512(load8(at)), load8(at + panel), 1);
#elif W == 8
  return load32(b + (size_t)v * panel);
#else
  return load32(b + (size_t)(v / 2) * panel + 4 * (v % 2));
#endif
}

/**
 * C [R x V W] (+)= A [R x K] B for the steps from .. to: R rows, V vectors of columns. strideA, strideC in floats;
 * bias [V W] or NULL; the first chain of a FRESH sum is added to the bias.
 */
INLINE void tile(const int R, const int V, const float *A, size_t strideA, const float *B, size_t panel, int from, int to,
                 const float *bias, float *C, size_t strideC, enum start start) {
  for (int k = from; k < to;) {
    int end = k + CHAIN < to ? k + CHAIN : to;
    int first = k == 0 && start == FRESH;
    f32v sum[ROWS][VECTORS_ALONE];
    EACH for (int r = 0; r < R; r++)
      EACH for (int v = 0; v < V; v++) sum[r][v] = splat32(0);
    for (; k < end; k++) {
      f32v b[VECTORS_ALONE];
      EACH for (int v = 0; v < V; v++) b[v] = columns(B + (size_t)k * PANEL, panel, v);
      EACH for (int r = 0; r < R; r++) {
        f32v a = splat32(A[(size_t)r * strideA + (size_t)k]);
        EACH for (int v = 0; v < V; v++) sum[r][v] = madd32(a, b[v], sum[r][v]);
      }
    }
    EACH for (int r = 0; r < R; r++)
      EACH for (int v = 0; v < V; v++) {
        float *c = C + (size_t)r * strideC + (size_t)v * W;
        f32v before = first ? (bias ? load32(bias + (size_t)v * W) : splat32(0)) : load32(c);
        store32(c, before + sum[r][v]);
      }
  }
}

#if PANELS_OF_VECTOR > 1
/** One row by one panel, where a vector is wider than that. */
static void lastPanel(const float *A, const float *B, int from, int to, const float *bias, float *C, enum start start) {
  for (int k = from; k < to;) {
    int end = k + CHAIN < to ? k + CHAIN : to;
    f32n before = k == 0 && start == FRESH ? (bias ? load32n(bias) : splat32n(0)) : load32n(C);
    f32n sum = splat32n(0);
    for (; k < end; k++) sum = madd32n(splat32n(A[k]), load32n(B + (size_t)k * PANEL), sum);
    store32n(C, before + sum);
  }
}
#endif

/** All rows by V vectors of columns. */
#define ROWS_BY(V)                                                                                                       \
  do {                                                                                                                   \
    int r = 0;                                                                                                           \
    for (; r + ROWS <= rows; r += ROWS)                                                                                  \
      tile(ROWS, V, A + (size_t)r * strideA, strideA, b, panel, from, to, start, c + (size_t)r * strideC, strideC, mode); \
    for (; r + 4 <= rows; r += 4)                                                                                        \
      tile(4, V, A + (size_t)r * strideA, strideA, b, panel, from, to, start, c + (size_t)r * strideC, strideC, mode);    \
    for (; r + 2 <= rows; r += 2)                                                                                        \
      tile(2, V, A + (size_t)r * strideA, strideA, b, panel, from, to, start, c + (size_t)r * strideC, strideC, mode);    \
    for (; r < rows; r++)                                                                                                \
      tile(1, V, A + (size_t)r * strideA, strideA, b, panel, from, to, start, c + (size_t)r * strideC, strideC, mode);    \
  } while (0)

static void multiply(const float *A, size_t strideA, const float *B, int K, int panels, const float *bias, float *C,
                     size_t strideC, int rows, enum start mode) {
  const size_t panel = (size_t)K * PANEL;
  for (int from = 0; from < K; from += DEPTH) {
    const int to = from + DEPTH < K ? from + DEPTH : K;
    const int columnsInAll = panels * PANEL;
    int n = 0;
#define GROUP const float *b = B + (size_t)(n / PANEL) * panel, *start = bias ? bias + n : NULL; float *c = C + n
    if (rows == 1)
      for (; n + VECTORS_ALONE * W <= columnsInAll; n += VECTORS_ALONE * W) {
        GROUP;
        tile(1, VECTORS_ALONE, A, strideA, b, panel, from, to, start, c, strideC, mode);
      }
    for (; n + VECTORS * W <= columnsInAll; n += VECTORS * W) {
      GROUP;
      ROWS_BY(VECTORS);
    }
#if PANELS_OF_VECTOR > 1
    for (; n + W <= columnsInAll; n += W) {
      GROUP;
      ROWS_BY(1);
    }
    if (n < columnsInAll) {
      GROUP;
      for (int r = 0; r < rows; r++)
        lastPanel(A + (size_t)r * strideA, b, from, to, start, c + (size_t)r * strideC, mode);
    }
#else
    for (; n < columnsInAll; n += PANEL) {
      GROUP;
      ROWS_BY(PANEL / W);
    }
#endif
  }
}

/**
 * C [rows x 8 panels] = bias + A [rows x K] B. Strides in floats; B packed by packPanels, bias [8 panels] or NULL. C
 * overlaps neither A nor B.
 */
void KERNEL(product)(const float *A, size_t strideA, const float *B, int K, int panels, const float *bias, float *C,
                     size_t strideC, int rows) {
  multiply(A, strideA, B, K, panels, bias, C, strideC, rows, FRESH);
}

/** C += A B, else as product. The sum goes on in the same order. */
void KERNEL(addProduct)(const float *A, size_t strideA, const float *B, int K, int panels, float *C, size_t strideC, int rows) {
  multiply(A, strideA, B, K, panels, NULL, C, strideC, rows, ONTO);
}
