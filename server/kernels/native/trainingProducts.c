// Gradients of matrices as sums of outer products over the rows of a chunk, and the copy of a packed matrix to its packed
// transpose. Every sum runs over the rows in order, whatever the tile. As ../assembly/trainingProducts.ts.
#include "words.h"
#include "kernels.h"

#define PANEL 8
/** Rows summed in one go, so that what is read over and over stays in the first-level cache. */
#define DEPTH 64

#if W == 16
#define COLUMNS_OF_A 8
#define VECTORS 2
#else
#define COLUMNS_OF_A 4
#define VECTORS (W == 8 ? 2 : 4)
#endif

/** Where vector v of row i of the result begins: panels of eight columns, M rows each. */
INLINE float *place(float *out, size_t M, int i, int column) {
  return out + (size_t)(column / PANEL) * M * PANEL + (size_t)i * PANEL + (size_t)(column % PANEL);
}

INLINE f32v loadResult(float *at, size_t M) {
#if W > PANEL
  return (f32v)_mm512_insertf32x8(_mm512_castps256_ps512(load8(at)), load8(at + M * PANEL), 1);
#else
  (void)M;
  return load32(at);
#endif
}

INLINE void storeResult(float *at, size_t M, f32v v) {
#if W > PANEL
  _mm256_storeu_ps(at, _mm512_castps512_ps256((__m512)v));
  _mm256_storeu_ps(at + M * PANEL, _mm512_extractf32x8_ps((__m512)v, 1));
#else
  (void)M;
  store32(at, v);
#endif
}

/** out [I x V W] (+)= sum over t < depth of A[t, 0 .. I) B[t, 0 .. V W). */
INLINE void tile(const int I, const int V, const float *A, size_t strideA, const float *B, size_t strideB, float *out, size_t M,
                 int depth, int accumulate) {
  f32v sum[COLUMNS_OF_A][VECTORS];
  EACH for (int i = 0; i < I; i++)
    EACH for (int v = 0; v < V; v++) sum[i][v] = accumulate ? loadResult(place(out, M, i, v * W), M) : splat32(0);
  for (int t = 0; t < depth; t++, A += strideA, B += strideB) {
    f32v b[VECTORS];
    EACH for (int v = 0; v < V; v++) b[v] = load32(B + v * W);
    EACH for (int i = 0; i < I; i++) {
      const f32v a = splat32(A[i]);
      EACH for (int v = 0; v < V; v++) sum[i][v] = madd32(a, b[v], sum[i][v]);
    }
  }
  EACH for (int i = 0; i < I; i++)
    EACH for (int v = 0; v < V; v++) storeResult(place(out, M, i, v * W), M, sum[i][v]);
}

#if W > PANEL
/** One panel, where a vector is wider than that: one row of the result. */
static void narrowTile(const float *A, size_t strideA, const float *B, size_t strideB, float *out, int depth, int accumulate) {
  f32n sum = accumulate ? load32n(out) : splat32n(0);
  for (int t = 0; t < depth; t++, A += strideA, B += strideB) sum = madd32n(splat32n(*A), load32n(B), sum);
  store32n(out, sum);
}
#endif

/** The rows i of the result by V vectors of its columns from n on. */
#define ROWS_BY(V)                                                                                            \
  do {                                                                                                        \
    int i = 0;                                                                                                \
    for (; i + COLUMNS_OF_A <= M; i += COLUMNS_OF_A)                                                          \
      tile(COLUMNS_OF_A, V, A + i, strideA, B + n, strideB, place(out, m, i, n), m, depth, accumulate);        \
    for (; i + 4 <= M; i += 4) tile(4, V, A + i, strideA, B + n, strideB, place(out, m, i, n), m, depth, accumulate); \
  } while (0)

/**
 * out [panels][M][8] = A^T B, that is the sum over rows t of A[t, i] B[t, n]. A [rows x M], M a multiple of 4; B [rows x 8
 * panels]; strides in floats.
 */
void KERNEL(outerProducts)(const float *A, size_t strideA, int M, const float *B, size_t strideB, int panels, float *out, int rows) {
  const size_t m = (size_t)M;
  int accumulate = 0;
  while (rows > 0) {
    const int depth = rows < DEPTH ? rows : DEPTH, columns = panels * PANEL;
    int n = 0;
    for (; n + VECTORS * W <= columns; n += VECTORS * W) ROWS_BY(VECTORS);
#if W > PANEL
    for (; n + W <= columns; n += W) ROWS_BY(1);
    if (n < columns)
      for (int i = 0; i < M; i++) narrowTile(A + i, strideA, B + n, strideB, place(out, m, i, n), depth, accumulate);
#else
    for (; n < columns; n += PANEL) ROWS_BY(PANEL / W);
#endif
    A += (size_t)depth * strideA;
    B += (size_t)depth * strideB;
    rows -= depth;
    accumulate = 1;
  }
}

/** out[j] = sum over rows of A[t, j], j < width. */
void KERNEL(columnSums)(const float *restrict A, size_t stride, int width, float *restrict out, int rows) {
  for (int j = 0; j < width; j++) out[j] = 0;
  for (int t = 0; t < rows; t++, A += stride)
    for (int j = 0; j < width; j++) out[j] += A[j];
}

/** out[x_t, :] += D[t, :], `count` of each row of D; out [256 x count] set to zero first. */
void KERNEL(scatterRows)(const float *D, size_t stride, int count, const uint8_t *x, float *out, int rows) {
  for (size_t i = 0; i < 256 * (size_t)count; i++) out[i] = 0;
  for (int t = 0; t < rows; t++, D += stride) {
    float *row = out + (size_t)x[t] * (size_t)count;
    for (int j = 0; j < count; j++) row[j] += D[j];
  }
}

/** From a matrix [K x n] in panels of its columns to its transpose in panels of its columns; K and n are multiples of 8. */
SMALL void KERNEL(transposePanels)(const float *from, int K, int n, float *out) {
  for (int column = 0; column < n; column += PANEL)
    for (int k = 0; k < K; k += PANEL, from += PANEL * PANEL) {
      float *to = out + ((size_t)k * (size_t)n + (size_t)column * PANEL);
      for (int r = 0; r < PANEL; r++)
        for (int c = 0; c < PANEL; c++) to[c * PANEL + r] = from[r * PANEL + c];
    }
}
