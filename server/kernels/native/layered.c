// The kernels of nets of any cell and number of layers: what goes round the cells (cells.c). Vectors and rows as in
// ../assembly/layered.ts and norm.ts.
#include "words.h"
#include "kernels.h"
#include "elementary.h"
#include "norm.h"
#include "wideProduct.h"

/** C [rows x 16 panels] += A [rows x K] B in float64; B in wide panels, strides in doubles. */
void KERNEL(addWideProduct)(const double *A, size_t strideA, const double *B, int K, int panels, double *C, size_t strideC,
                            int rows) {
  wideMultiply(A, strideA, B, DOUBLES, K, panels, C, strideC, rows, FUSED);
}

/** C [16 panels] += A [K] B, one row, with weights that stay float32 in memory; the bits are those of addWideProduct. */
void KERNEL(addWideProduct32)(const double *A, const float *B, int K, int panels, double *C) {
  wideMultiply(A, (size_t)K, B, FLOATS, K, panels, C, (size_t)panels * WIDE_PANEL, 1, FUSED);
}

/** Sigmoid of x [count] in place, 1 - sigmoid into rest [count]. */
void KERNEL(sigmoids)(double *restrict x, double *restrict rest, int count) {
  for (int i = 0; i < count; i++) sigmoid64(x[i], &x[i], &rest[i]);
}

/** a [count] += v. */
void KERNEL(addVector)(const double *restrict v, double *restrict a, int count) {
  for (int i = 0; i < count; i++) a[i] += v[i];
}

/** The same of a float32 v. */
void KERNEL(addColumn)(const float *restrict v, double *restrict a, int count) {
  for (int i = 0; i < count; i++) a[i] += (double)v[i];
}

/** A float32 copy of `count` float64. */
void KERNEL(narrow)(const double *restrict from, float *restrict to, int count) {
  for (int i = 0; i < count; i++) to[i] = (float)from[i];
}

/** Copies `count` of each of `rows` rows; strides in floats. */
void KERNEL(copyRows)(const float *from, size_t strideFrom, float *to, size_t strideTo, int count, int rows) {
  for (int r = 0; r < rows; r++, from += strideFrom, to += strideTo)
    for (int i = 0; i < count; i++) to[i] = from[i];
}

/** norm[i] = ||G[i]||, G [rows x stride]; sixteen chains. */
void KERNEL(norms)(const float *G, int stride, float *norm, int rows) {
  for (int r = 0; r < rows; r++, G += stride) {
    f32v chains[16 / W];
    for (int c = 0; c < 16 / W; c++) chains[c] = splat32(0);
    for (int j = 0; j < stride; j += 16)
      for (int c = 0; c < 16 / W; c++) {
        const f32v g = load32(G + j + c * W);
        chains[c] = madd32(g, g, chains[c]);
      }
    norm[r] = rootOf(sum16(chains), G, stride);
  }
}

/** dot[i] = W[x[i]] . v[i], `count` of each; matrix [256 x count], v with rows of `stride`; sixteen chains. */
void KERNEL(dots)(const float *matrix, const uint8_t *x, const float *v, size_t stride, float *dot, int count, int rows) {
  for (int r = 0; r < rows; r++, v += stride) {
    const float *w = matrix + (size_t)x[r] * (size_t)count;
    f32v chains[16 / W];
    for (int c = 0; c < 16 / W; c++) chains[c] = splat32(0);
    for (int j = 0; j < count; j += 16)
      for (int c = 0; c < 16 / W; c++) chains[c] = madd32(load32(w + j + c * W), load32(v + j + c * W), chains[c]);
    dot[r] = sum16(chains);
  }
}
