// The kernels of forward pass and trace of the paper's net: recurrence, softmax, score and one lag. Order of every sum as
// in ../assembly/inference.ts and recurrence.ts.
#include "words.h"
#include "kernels.h"
#include "elementary.h"
#include "norm.h"
#include "wideProduct.h"

#define VOCABULARY 256

/** x [count] = tanh(x). */
void KERNEL(tanhs)(double *x, int count) {
  for (int i = 0; i < count; i++) x[i] = tanh64(x[i]);
}

/** x [count] = exp(x), for x <= 0. */
void KERNEL(exps)(float *x, int count) {
  for (int i = 0; i < count; i++) x[i] = exp32(x[i]);
}

/** state [stride] = tanh(next + W_h state), h its float32 copy, gate 1 - h^2 of the float64 state. next: scratch. */
static void recurrentStep(const void *Wh, int weightBytes, double *restrict state, double *restrict next, float *restrict h,
                          float *restrict gate, int stride) {
  const size_t row = (size_t)stride;
  const int panels = stride / WIDE_PANEL;
  if (weightBytes == FLOATS) KERNEL(addWideProduct32)(state, Wh, stride, panels, next);
  else KERNEL(addWideProduct)(state, row, Wh, stride, panels, next, row, 1);
  KERNEL(tanhs)(next, stride);
  for (int i = 0; i < stride; i++) {
    const double s = next[i];
    state[i] = s;
    h[i] = (float)s;
    gate[i] = (float)(1.0 - s * s);
  }
}

/**
 * `count` steps h_t = tanh(W_x[:, x_t] + W_h h_{t-1} + b_h) from state [stride] on. x [count] bytes; embedding [256 x stride]
 * = W_x^T; bias [stride]; Wh: wide panels of W_h^T, float64 or, with weightBytes 4, float32; h, gates [count x stride] out; next
 * [stride]: scratch.
 */
void KERNEL(recur)(const uint8_t *x, int count, const float *embedding, const double *bias, const void *Wh, double *state,
                   double *next, float *h, float *gates, int stride, int weightBytes) {
  for (int t = 0; t < count; t++) {
    const float *w = embedding + (size_t)x[t] * (size_t)stride;
    for (int i = 0; i < stride; i++) next[i] = (double)w[i] + bias[i];
    recurrentStep(Wh, weightBytes, state, next, h + (size_t)t * (size_t)stride, gates + (size_t)t * (size_t)stride, stride);
  }
}

/** One step with the input vector v [stride] in place of W_x[:, x]. */
void KERNEL(recurVector)(const double *v, const double *bias, const void *Wh, double *state, double *next, float *h,
                         float *gate, int stride, int weightBytes) {
  for (int i = 0; i < stride; i++) next[i] = v[i] + bias[i];
  recurrentStep(Wh, weightBytes, state, next, h, gate, stride);
}

/** max of a row, sixteen chains; a NaN is found or not as in ../assembly. */
INLINE float largest(const float *Z) {
  float m[16];
  for (int l = 0; l < 16; l++) m[l] = Z[l];
  for (int o = 16; o < VOCABULARY; o += 16)
    for (int l = 0; l < 16; l++) m[l] = largerOf(m[l], Z[o + l]);
  for (int l = 0; l < 4; l++) m[l] = largerOf(largerOf(m[l], m[l + 4]), largerOf(m[l + 8], m[l + 12]));
  float a = largerOf(m[0], m[2]), b = largerOf(m[1], m[3]);
  return a != a || b != b ? a + b : largerOf(a, b);
}

/** Sum of a row, sixteen chains. */
INLINE float sum(const float *P) {
  f32v chains[16 / W];
  for (int c = 0; c < 16 / W; c++) chains[c] = load32(P + c * W);
  for (int o = 16; o < VOCABULARY; o += 16)
    for (int c = 0; c < 16 / W; c++) chains[c] += load32(P + o + c * W);
  return sum16(chains);
}

/** P = softmax(Z), rows [rows x 256]. Terms below exp(-86.6) of the largest are zero. */
void KERNEL(softmax)(const float *Z, float *P, int rows) {
  for (int r = 0; r < rows; r++, Z += VOCABULARY, P += VOCABULARY) {
    const float max = largest(Z);
    for (int i = 0; i < VOCABULARY; i++) P[i] = exp32(Z[i] - max);
    const float scale = 1.0f / sum(P);
    for (int i = 0; i < VOCABULARY; i++) P[i] *= scale;
  }
}

/** The lowest index of `value` in a row (0 where it is not found, as with NaN). */
INLINE uint8_t position(const float *P, float value) {
  for (int o = 0; o < VOCABULARY; o += 32) {
    uint32_t found = 0;
    for (int l = 0; l < 32; l++) found |= (uint32_t)(P[o + l] == value) << l;
    if (found) return (uint8_t)(o + __builtin_ctz(found));
  }
  return 0;
}

/**
 * C = e_y - P with C[y] = the sum of the other probabilities, rows [rows x 256]; best [rows] = argmax of P. others [rows] =
 * 1 - P[y] as that sum, excess = z_y - max z, top = max P.
 */
void KERNEL(score)(const uint8_t *y, const float *Z, const float *P, float *C, uint8_t *best, double *others, double *excess,
                   double *top, int rows) {
  for (int r = 0; r < rows; r++, Z += VOCABULARY, P += VOCABULARY, C += VOCABULARY) {
    for (int i = 0; i < VOCABULARY; i++) C[i] = -P[i];
    C[y[r]] = 0;
    const float rest = -sum(C), highest = largest(P);
    C[y[r]] = rest;
    best[r] = position(P, highest);
    others[r] = rest;
    excess[r] = (double)Z[y[r]] - (double)largest(Z);
    top[r] = highest;
  }
}

/**
 * One lag in a single pass over g: for each row g = G[i], d = gates[i], w = W_x[:, x[i]]: D[i] = d g, gradient[i] = w . g,
 * gated[i] = w . D[i], norm[i] = ||g||. G, gates, D [rows x stride], embedding [256 x stride]; eight chains a sum.
 */
void KERNEL(lag)(const float *G, const float *gates, const uint8_t *x, const float *embedding, float *D, float *gradient,
                 float *gated, float *norm, int stride, int rows) {
  for (int r = 0; r < rows; r++, G += stride, gates += stride, D += stride) {
    const float *w = embedding + (size_t)x[r] * (size_t)stride;
    f32n a[8 / N], u[8 / N], p[8 / N];
    for (int c = 0; c < 8 / N; c++) a[c] = u[c] = p[c] = splat32n(0);
    for (int j = 0; j < stride; j += 8)
      for (int c = 0; c < 8 / N; c++) {
        const f32n g = load32n(G + j + c * N), v = load32n(w + j + c * N);
        const f32n d = load32n(gates + j + c * N) * g;
        store32n(D + j + c * N, d);
        a[c] = madd32n(v, g, a[c]);
        u[c] = madd32n(v, d, u[c]);
        p[c] = madd32n(g, g, p[c]);
      }
    gradient[r] = sum8(a);
    gated[r] = sum8(u);
    norm[r] = rootOf(sum8(p), G, stride);
  }
}
