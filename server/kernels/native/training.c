// The kernels of a training chunk, float32: recurrence forward and backward, loss, optimiser, and the steps of the cells
// that are trained by steps. As ../assembly/training.ts and ../cells/<cell>/training.ts; the products of gradients are in
// trainingProducts.c.
#include "words.h"
#include "kernels.h"
#include "elementary.h"

#define PANEL 8
#define VOCABULARY 256

/**
 * h_t = tanh(W_x[:, x_t] + W_h h_{t-1} + b_h). h [(steps + 1) x S x stride]: block 0 is h_{-1}, block t + 1 receives h_t. x
 * [steps x S] bytes, embedding [256 x stride] = W_x^T, bias [stride], recurrent: W_h^T in panels; stride = 8 panels.
 */
void KERNEL(forwardChunk)(const uint8_t *x, float *h, const float *embedding, const float *bias, const float *recurrent, int panels,
                          int S, int steps) {
  const size_t stride = (size_t)panels * PANEL, block = (size_t)S * stride;
  for (int t = 0; t < steps; t++, h += block) {
    float *next = h + block;
    KERNEL(product)(h, stride, recurrent, panels * PANEL, panels, bias, next, stride, S);
    for (int s = 0; s < S; s++) {
      float *row = next + (size_t)s * stride;
      const float *column = embedding + (size_t)*x++ * stride;
      for (size_t j = 0; j < stride; j++) row[j] = tanh32(row[j] + column[j]);
    }
  }
}

/**
 * D_t = (1 - h_t^2) (G_t + W_h^T D_{t+1}), last step first, in place: G [steps x S x stride] enters as the gradient that
 * reaches h_t from the readout and leaves as D. h as in forwardChunk; carried [S x stride]: scratch; step: W_h in panels.
 */
void KERNEL(backwardChunk)(const float *h, float *G, float *carried, const float *step, int panels, int S, int steps) {
  const size_t stride = (size_t)panels * PANEL, block = (size_t)S * stride;
  for (size_t j = 0; j < block; j++) carried[j] = 0;
  for (int t = steps - 1; t >= 0; t--) {
    float *D = G + (size_t)t * block;
    const float *state = h + (size_t)(t + 1) * block;
    for (size_t j = 0; j < block; j++) D[j] = fma32(-state[j], state[j], 1.0f) * (D[j] + carried[j]);
    if (t > 0) KERNEL(product)(D, stride, step, panels * PANEL, panels, NULL, carried, stride, S);
  }
}

/** to[i] += matrix[x[i]]: matrix [256 x count], to [rows] with rows of `stride`. */
void KERNEL(addColumns)(const float *matrix, const uint8_t *x, int count, float *to, size_t stride, int rows) {
  for (int r = 0; r < rows; r++, to += stride) {
    const float *column = matrix + (size_t)x[r] * (size_t)count;
    for (int j = 0; j < count; j++) to[j] += column[j];
  }
}

/** to += from, `count` of each of `rows` rows. */
void KERNEL(addRows)(const float *from, size_t strideFrom, float *to, size_t strideTo, int count, int rows) {
  for (int r = 0; r < rows; r++, from += strideFrom, to += strideTo)
    for (int j = 0; j < count; j++) to[j] += from[j];
}

/** to = 0 likewise. */
void KERNEL(clearRows)(float *to, size_t stride, int count, int rows) {
  for (int r = 0; r < rows; r++, to += stride)
    for (int j = 0; j < count; j++) to[j] = 0;
}

/** Sigmoid of x [count] in place, 1 - sigmoid into rest [count]. */
void KERNEL(sigmoids32)(float *restrict x, float *restrict rest, int count) {
  for (int i = 0; i < count; i++) sigmoid32(x[i], &x[i], &rest[i]);
}

/**
 * A step of the GRU cell: `rows` streams; strides in floats. a [4 blocks of stride] by place: pre-activations; before, after
 * [1 block]: the states; factors as gruForward's (cells.c).
 */
void KERNEL(gruForward32)(const float *restrict a, size_t strideA, const float *before, float *restrict after, size_t strideState,
                          float *restrict factors, size_t strideFactors, int stride, int rows) {
  for (int row = 0; row < rows; row++, a += strideA, before += strideState, after += strideState, factors += strideFactors)
    for (int j = 0; j < stride; j++) {
      float r, noR, z, noZ;
      sigmoid32(a[stride + j], &r, &noR);
      sigmoid32(a[2 * stride + j], &z, &noZ);
      const float q = a[3 * stride + j], h = before[j], n = tanh32(fma32(r, q, a[j]));
      const float dn = noZ * fma32(-n, n, 1.0f);
      factors[j] = dn;
      factors[stride + j] = dn * q * (r * noR);
      factors[2 * stride + j] = (h - n) * z * noZ;
      factors[3 * stride + j] = dn * r;
      factors[4 * stride + j] = z;
      after[j] = fma32(z, h, noZ * n);
    }
}

/** The same of the LSTM cell: before, after [2 blocks]: h and c; factors as lstmForward's. */
void KERNEL(lstmForward32)(const float *restrict a, size_t strideA, const float *before, float *restrict after, size_t strideState,
                           float *restrict factors, size_t strideFactors, int stride, int rows) {
  for (int row = 0; row < rows; row++, a += strideA, before += strideState, after += strideState, factors += strideFactors)
    for (int j = 0; j < stride; j++) {
      float i, noI, f, noF, o, noO;
      sigmoid32(a[j], &i, &noI);
      sigmoid32(a[stride + j], &f, &noF);
      sigmoid32(a[3 * stride + j], &o, &noO);
      const float g = tanh32(a[2 * stride + j]), c = before[stride + j];
      const float next = fma32(i, g, f * c), t = tanh32(next);
      factors[j] = o * fma32(-t, t, 1.0f);
      factors[stride + j] = g * i * noI;
      factors[2 * stride + j] = c * f * noF;
      factors[3 * stride + j] = i * fma32(-g, g, 1.0f);
      factors[4 * stride + j] = t * o * noO;
      factors[5 * stride + j] = f;
      after[stride + j] = next;
      after[j] = o * t;
    }
}

/**
 * Softmax, loss and its gradient. Z [rows x 256] enters as logits and leaves as scale (P - e_y), with 1 - P[y] as the sum of
 * the other probabilities. sums [rows x 3]: the others' sum of exp(z - max), the sum of all, z_y - max. Eight chains.
 */
void KERNEL(lossGradient)(float *Z, const uint8_t *y, float scale, float *sums, int rows) {
  for (int r = 0; r < rows; r++, Z += VOCABULARY, sums += 3) {
    float m[8];
    for (int l = 0; l < 8; l++) m[l] = Z[l];
    for (int o = 8; o < VOCABULARY; o += 8)
      for (int l = 0; l < 8; l++) m[l] = largerOf(m[l], Z[o + l]);
    for (int l = 0; l < 4; l++) m[l] = largerOf(m[l], m[l + 4]);
    const float left = largerOf(m[0], m[2]), right = largerOf(m[1], m[3]);
    const float max = left != left || right != right ? left + right : largerOf(left, right);
    const float excess = Z[y[r]] - max;
    for (int i = 0; i < VOCABULARY; i++) Z[i] = exp32(Z[i] - max);
    const float hit = Z[y[r]];
    Z[y[r]] = 0;
    f32n chains[8 / N];
    for (int c = 0; c < 8 / N; c++) chains[c] = splat32n(0);
    for (int o = 0; o < VOCABULARY; o += 8)
      for (int c = 0; c < 8 / N; c++) chains[c] += load32n(Z + o + c * N);
    const float others = sum8(chains), total = others + hit, factor = scale / total;
    for (int i = 0; i < VOCABULARY; i++) Z[i] *= factor;
    Z[y[r]] = -scale * (others / total);
    sums[0] = others;
    sums[1] = total;
    sums[2] = excess;
  }
}

/** Sum of g^2, g [count], a multiple of 8; lanes in float32, and each KB of them added up in float64. */
double KERNEL(sumOfSquares)(const float *g, int count) {
  double sum = 0;
  for (int at = 0; at < count; at += 256) {
    const int end = at + 256 < count ? at + 256 : count;
    f32n chains[8 / N];
    for (int c = 0; c < 8 / N; c++) chains[c] = splat32n(0);
    for (int j = at; j < end; j += 8)
      for (int c = 0; c < 8 / N; c++) {
        const f32n v = load32n(g + j + c * N);
        chains[c] = madd32n(v, v, chains[c]);
      }
    float lanes[8];
    for (int c = 0; c < 8 / N; c++) store32n(lanes + c * N, chains[c]);
    for (int l = 0; l < 4; l++) lanes[l] += lanes[l + 4];
    sum += (double)lanes[0] + (double)lanes[1] + ((double)lanes[2] + (double)lanes[3]);
  }
  return sum;
}

/** Where moments end: smaller means are zero, squares do not fall below; so no denormals, which are slow. */
#define FLOOR 1e-30f

/**
 * m = beta1 m + (1 - beta1) f g, v = beta2 v + (1 - beta2) (f g)^2, w -= rate m / (sqrt(v) + epsilon), all [count]; f is the
 * clipping factor, rate and epsilon carry the bias corrections.
 */
void KERNEL(adamStep)(float *restrict w, const float *restrict g, float *restrict m, float *restrict v, int count, float f,
                      float beta1, float beta2, float rate, float epsilon) {
  const float take1 = (1.0f - beta1) * f, take2 = (1.0f - beta2) * f * f;
  for (int i = 0; i < count; i++) {
    const float moved = fma32(m[i], beta1, g[i] * take1);
    const float mean = __builtin_fabsf(moved) > FLOOR ? moved : 0.0f;
    const float square = fma32(v[i], beta2, fma32(g[i] * g[i], take2, FLOOR));
    m[i] = mean;
    v[i] = square;
    w[i] += mean * -rate / (__builtin_sqrtf(square) + epsilon);
  }
}
