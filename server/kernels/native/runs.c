// Many states of one model that take the same inputs, float64, with their readout; and deviations from a common path,
// float32. As ../assembly/runs.ts and deviations.ts, where the way of computing a deviation is explained.
#include "words.h"
#include "kernels.h"
#include "elementary.h"
#include "wideProduct.h"

/** Rows that take all steps before the next rows do: with a panel they stay in the first-level cache. */
#define BLOCK 8
/** The input that is a vector of the caller's own. */
#define REPLACED 256

/**
 * `count` steps h = tanh(v + W_h h + b_h) of states [rows x stride], in place. inputs [count]: a byte or REPLACED; embedding
 * [256 x stride]; replacement, bias [stride]; Wh: wide panels of W_h^T; next [BLOCK x stride]: scratch.
 */
void KERNEL(recurRows)(const uint16_t *inputs, int count, const float *embedding, const double *replacement, const double *bias,
                       const double *Wh, double *states, double *next, int rows, int stride) {
  const size_t row = (size_t)stride;
  for (int first = 0; first < rows; first += BLOCK, states += BLOCK * row) {
    const int block = rows - first < BLOCK ? rows - first : BLOCK;
    for (int t = 0; t < count; t++) {
      const float *w = embedding + (size_t)(inputs[t] < REPLACED ? inputs[t] : 0) * row;
      for (int i = 0; i < stride; i++) next[i] = (inputs[t] < REPLACED ? (double)w[i] : replacement[i]) + bias[i];
      for (int r = 1; r < block; r++)
        for (int i = 0; i < stride; i++) next[(size_t)r * row + (size_t)i] = next[i];
      KERNEL(addWideProduct)(states, row, Wh, stride, stride / WIDE_PANEL, next, row, block);
      KERNEL(tanhs)(next, block * stride);
      for (size_t i = 0; i < (size_t)block * row; i++) states[i] = next[i];
    }
  }
}

/**
 * Z [rows x 256] = b_y + W_y h of states [rows x stride]; products and sums rounded one by one, as plain JavaScript does it.
 * Wy: wide panels of W_y^T; by [256].
 */
void KERNEL(readout)(const double *states, const double *Wy, const double *by, double *Z, int rows, int stride) {
  for (int r = 0; r < rows; r++)
    for (int i = 0; i < 256; i++) Z[r * 256 + i] = by[i];
  wideMultiply(states, (size_t)stride, Wy, DOUBLES, stride, 256 / WIDE_PANEL, Z, 256, rows, ROUNDED);
}

/** gaps [2 x stride]: 1 + h and 1 - h of h [stride], exact in float64 before they are rounded. */
INLINE void gapsOf(const double *h, float *restrict gaps, int stride) {
  for (int j = 0; j < stride; j++) {
    gaps[j] = (float)(1.0 + h[j]);
    gaps[stride + j] = (float)(1.0 - h[j]);
  }
}

/** From here on the other state is 1 or -1 in float32, whatever h is. */
#define MOST 60.0f

/** d = tanh(a + D) - tanh(a) with h = tanh(a), p = 1 + h, q = 1 - h: E p q / (q + (1 + E) p), E = expm1(2 D). */
static __attribute__((noinline)) void move(const float *D, const float *gaps, float *restrict d, int stride) {
  for (int j = 0; j < stride; j++) {
    float y = D[j] + D[j];
    y = MOST < y ? MOST : y;
    y = y < -MOST ? -MOST : y;
    const float rounded = fma32(y, LOG2E_32, ROUND_32), n = rounded - ROUND_32;
    const float e = series32(fma32(n, -LN2_LOW_32, fma32(n, -LN2_HIGH_32, y)));
    const float power = float32((bits32(rounded) << 23) + bits32(1.0f));
    const float E = fma32(power, e, power - 1.0f), p = gaps[j], q = gaps[stride + j];
    d[j] = E * p * q / fma32(fma32(power, e, power), p, q);
  }
}

/**
 * `steps` steps of deviations [rows x stride] from a path [steps x stride]. leaves [steps]: 1 where a row is added, which
 * leaves the path in this step; change [steps x stride]: by how much its input differs there; Wh: panels of W_h^T; next [rows
 * x stride], gaps [2 x stride]: scratch. Returns how many rows there are then.
 */
int KERNEL(deviate)(const double *path, const uint8_t *leaves, const float *change, const float *Wh, float *deviations,
                    float *next, float *gaps, int rows, int steps, int stride) {
  const size_t row = (size_t)stride;
  for (int t = 0; t < steps; t++, path += row, change += row) {
    if (rows == 0 && !leaves[t]) continue;
    gapsOf(path, gaps, stride);
    KERNEL(product)(deviations, row, Wh, stride, stride / 8, NULL, next, row, rows);
    for (int r = 0; r < rows; r++) move(next + (size_t)r * row, gaps, deviations + (size_t)r * row, stride);
    if (leaves[t]) move(change, gaps, deviations + (size_t)rows++ * row, stride);
  }
  return rows;
}

/** Rows that leave the path in the same step, after which it is at h [stride]: deviations, change [rows x stride]. */
void KERNEL(leave)(const double *h, const float *change, float *deviations, float *gaps, int rows, int stride) {
  const size_t row = (size_t)stride;
  gapsOf(h, gaps, stride);
  for (int r = 0; r < rows; r++) move(change + (size_t)r * row, gaps, deviations + (size_t)r * row, stride);
}
