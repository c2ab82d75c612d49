// Every kernel, in a list from which the declarations, one table a path and the boundary to JavaScript are made. What each
// does, with the shapes of its arguments, is said where it is written: X(result, name, (arguments)).
#ifndef KERNELS_H
#define KERNELS_H
#include <stddef.h>
#include <stdint.h>

// clang-format off
#define KERNELS(X) \
  /* product.c */ \
  X(void, packPanels, (const float *B, size_t rowStep, size_t columnStep, int K, int n, int paddedK, int panels, float *out)) \
  X(void, packWidePanels32, (const float *B, size_t rowStep, size_t columnStep, int K, int n, int paddedK, int panels, float *out)) \
  X(void, packWidePanels, (const float *B, size_t rowStep, size_t columnStep, int K, int n, int paddedK, int panels, double *out)) \
  X(void, product, (const float *A, size_t strideA, const float *B, int K, int panels, const float *bias, float *C, size_t strideC, int rows)) \
  X(void, addProduct, (const float *A, size_t strideA, const float *B, int K, int panels, float *C, size_t strideC, int rows)) \
  /* inference.c */ \
  X(void, tanhs, (double *x, int count)) \
  X(void, exps, (float *x, int count)) \
  X(void, recur, (const uint8_t *x, int count, const float *embedding, const double *bias, const void *Wh, double *state, double *next, float *h, float *gates, int stride, int weightBytes)) \
  X(void, recurVector, (const double *v, const double *bias, const void *Wh, double *state, double *next, float *h, float *gate, int stride, int weightBytes)) \
  X(void, softmax, (const float *Z, float *P, int rows)) \
  X(void, score, (const uint8_t *y, const float *Z, const float *P, float *C, uint8_t *best, double *others, double *excess, double *top, int rows)) \
  X(void, lag, (const float *G, const float *gates, const uint8_t *x, const float *embedding, float *D, float *gradient, float *gated, float *norm, int stride, int rows)) \
  /* layered.c */ \
  X(void, addWideProduct, (const double *A, size_t strideA, const double *B, int K, int panels, double *C, size_t strideC, int rows)) \
  X(void, addWideProduct32, (const double *A, const float *B, int K, int panels, double *C)) \
  X(void, sigmoids, (double *x, double *rest, int count)) \
  X(void, addVector, (const double *v, double *a, int count)) \
  X(void, addColumn, (const float *v, double *a, int count)) \
  X(void, narrow, (const double *from, float *to, int count)) \
  X(void, copyRows, (const float *from, size_t strideFrom, float *to, size_t strideTo, int count, int rows)) \
  X(void, norms, (const float *G, int stride, float *norm, int rows)) \
  X(void, dots, (const float *matrix, const uint8_t *x, const float *v, size_t stride, float *dot, int count, int rows)) \
  /* cells.c */ \
  X(void, tanhForward, (double *a, double *rest, double *state, float *factors, int stride)) \
  X(void, reluForward, (double *a, double *rest, double *state, float *factors, int stride)) \
  X(void, tanhBackward, (const float *G, size_t strideG, const float *factors, size_t strideFactors, float *D, size_t strideD, float *carry, size_t strideCarry, int stride, int rows)) \
  X(void, reluBackward, (const float *G, size_t strideG, const float *factors, size_t strideFactors, float *D, size_t strideD, float *carry, size_t strideCarry, int stride, int rows)) \
  X(void, gruForward, (double *a, double *rest, double *state, float *factors, int stride)) \
  X(void, gruBackward, (const float *G, size_t strideG, const float *factors, size_t strideFactors, float *D, size_t strideD, float *carry, size_t strideCarry, int stride, int rows)) \
  X(void, lstmForward, (double *a, double *rest, double *state, float *factors, int stride)) \
  X(void, lstmBackward, (const float *G, size_t strideG, const float *factors, size_t strideFactors, float *D, size_t strideD, float *carry, size_t strideCarry, int stride, int rows)) \
  /* runs.c */ \
  X(void, recurRows, (const uint16_t *inputs, int count, const float *embedding, const double *replacement, const double *bias, const double *Wh, double *states, double *next, int rows, int stride)) \
  X(void, readout, (const double *states, const double *Wy, const double *by, double *Z, int rows, int stride)) \
  X(int, deviate, (const double *path, const uint8_t *leaves, const float *change, const float *Wh, float *deviations, float *next, float *gaps, int rows, int steps, int stride)) \
  X(void, leave, (const double *h, const float *change, float *deviations, float *gaps, int rows, int stride)) \
  /* training.c */ \
  X(void, forwardChunk, (const uint8_t *x, float *h, const float *embedding, const float *bias, const float *recurrent, int panels, int S, int steps)) \
  X(void, backwardChunk, (const float *h, float *G, float *carried, const float *step, int panels, int S, int steps)) \
  X(void, addColumns, (const float *matrix, const uint8_t *x, int count, float *to, size_t stride, int rows)) \
  X(void, addRows, (const float *from, size_t strideFrom, float *to, size_t strideTo, int count, int rows)) \
  X(void, clearRows, (float *to, size_t stride, int count, int rows)) \
  X(void, sigmoids32, (float *x, float *rest, int count)) \
  X(void, gruForward32, (const float *a, size_t strideA, const float *before, float *after, size_t strideState, float *factors, size_t strideFactors, int stride, int rows)) \
  X(void, lstmForward32, (const float *a, size_t strideA, const float *before, float *after, size_t strideState, float *factors, size_t strideFactors, int stride, int rows)) \
  X(void, lossGradient, (float *Z, const uint8_t *y, float scale, float *sums, int rows)) \
  X(double, sumOfSquares, (const float *g, int count)) \
  X(void, adamStep, (float *w, const float *g, float *m, float *v, int count, float f, float beta1, float beta2, float rate, float epsilon)) \
  /* trainingProducts.c */ \
  X(void, outerProducts, (const float *A, size_t strideA, int M, const float *B, size_t strideB, int panels, float *out, int rows)) \
  X(void, columnSums, (const float *A, size_t stride, int width, float *out, int rows)) \
  X(void, scatterRows, (const float *D, size_t stride, int count, const uint8_t *x, float *out, int rows)) \
  X(void, transposePanels, (const float *from, int K, int n, float *out))
// clang-format on

/** The kernels of one path. */
struct kernels {
#define X(result, name, arguments) result(*name) arguments;
  KERNELS(X)
#undef X
};

#ifdef KERNEL
#define X(result, name, arguments) result KERNEL(name) arguments;
KERNELS(X)
#undef X
#endif

#endif
