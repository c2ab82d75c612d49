// The cells of layered nets: one step of one row forward in float64, one step back of a block of rows in float32. What the
// arguments are is said in ../assembly/cells.ts, the formulas in ../cells/<cell>/<cell>.ts.
//
// forward(a, rest, state, factors, stride): a [width x stride] by place: pre-activations, overwritten; rest: scratch of as
// many; state [parts x stride]: before the step, then after it; factors [factors x stride]: what the way back multiplies
// with, computed in float64 and rounded once.
//
// backward(G, strideG, factors, strideFactors, D, strideD, carry, strideCarry, stride, rows): strides in floats. G:
// dL/d(state after the step); sets D = dL/da by place, and carry: what of dL/d(state before it) does not go through W_hh.
#include "words.h"
#include "kernels.h"
#include "elementary.h"

/** h' = tanh(a). Factor: 1 - h'^2. */
void KERNEL(tanhForward)(double *restrict a, double *restrict rest, double *restrict state, float *restrict factors, int stride) {
  (void)rest;
  KERNEL(tanhs)(a, stride);
  for (int i = 0; i < stride; i++) {
    const double h = a[i];
    state[i] = h;
    factors[i] = (float)(1.0 - h * h);
  }
}

/** h' = max(0, a). Factor: 1 where a > 0, so 0 at a = 0, as in PyTorch. */
void KERNEL(reluForward)(double *restrict a, double *restrict rest, double *restrict state, float *restrict factors, int stride) {
  (void)rest;
  for (int i = 0; i < stride; i++) {
    state[i] = a[i] <= 0.0 ? 0.0 : a[i];
    factors[i] = a[i] > 0.0 ? 1.0f : 0.0f;
  }
}

/** da = f'(a) dh. Carries nothing. */
static void elmanBackward(const float *restrict G, size_t strideG, const float *restrict factors, size_t strideFactors,
                          float *restrict D, size_t strideD, int stride, int rows) {
  for (int r = 0; r < rows; r++, G += strideG, factors += strideFactors, D += strideD)
    for (int j = 0; j < stride; j++) D[j] = factors[j] * G[j];
}

void KERNEL(tanhBackward)(const float *G, size_t strideG, const float *factors, size_t strideFactors, float *D, size_t strideD,
                          float *carry, size_t strideCarry, int stride, int rows) {
  (void)carry, (void)strideCarry;
  elmanBackward(G, strideG, factors, strideFactors, D, strideD, stride, rows);
}

void KERNEL(reluBackward)(const float *G, size_t strideG, const float *factors, size_t strideFactors, float *D, size_t strideD,
                          float *carry, size_t strideCarry, int stride, int rows) {
  (void)carry, (void)strideCarry;
  elmanBackward(G, strideG, factors, strideFactors, D, strideD, stride, rows);
}

/**
 * n = tanh(a_in + r a_hn), h' = (1 - z) n + z h. Places: n's input part, r, z, n's hidden part; five factors: what dL/dh' is
 * multiplied with for each of them, and z, which takes it to the h before.
 */
void KERNEL(gruForward)(double *restrict a, double *restrict rest, double *restrict state, float *restrict factors, int stride) {
  for (int j = 0; j < stride; j++) {
    double r, noR, z, noZ;
    sigmoid64(a[stride + j], &r, &noR);
    sigmoid64(a[2 * stride + j], &z, &noZ);
    rest[stride + j] = noZ;
    const double q = a[3 * stride + j], n = tanh64(fma64(r, q, a[j])), h = state[j];
    const double dn = noZ * (1.0 - n * n);
    a[j] = n;
    factors[j] = (float)dn;
    factors[stride + j] = (float)(dn * q * (r * noR));
    factors[2 * stride + j] = (float)((h - n) * z * noZ);
    factors[3 * stride + j] = (float)(dn * r);
    factors[4 * stride + j] = (float)z;
    state[j] = fma64(z, h, noZ * n);
  }
}

/** D = factors dh; carries dL/dh. */
void KERNEL(gruBackward)(const float *restrict G, size_t strideG, const float *restrict factors, size_t strideFactors,
                         float *restrict D, size_t strideD, float *restrict carry, size_t strideCarry, int stride, int rows) {
  for (int r = 0; r < rows; r++, G += strideG, factors += strideFactors, D += strideD, carry += strideCarry)
    for (int j = 0; j < stride; j++) {
      const float dh = G[j];
      for (int place = 0; place < 4; place++) D[place * stride + j] = factors[place * stride + j] * dh;
      carry[j] = factors[4 * stride + j] * dh;
    }
}

/**
 * c' = f c + i g, h' = o tanh(c'). Places i f g o; six factors: u = o (1 - tanh(c')^2), so that dc = dL/dc' + u dL/dh'; what
 * dc is multiplied with for i, f and g, and dL/dh' for o; and f, which takes dc to the cell before.
 */
void KERNEL(lstmForward)(double *restrict a, double *restrict rest, double *restrict state, float *restrict factors, int stride) {
  (void)rest;
  for (int j = 0; j < stride; j++) {
    double i, noI, f, noF, o, noO;
    sigmoid64(a[j], &i, &noI);
    sigmoid64(a[stride + j], &f, &noF);
    const double g = tanh64(a[2 * stride + j]), c = state[stride + j];
    sigmoid64(a[3 * stride + j], &o, &noO);
    const double after = fma64(i, g, f * c), v = tanh64(after);
    factors[j] = (float)(o * (1.0 - v * v));
    factors[stride + j] = (float)(g * i * noI);
    factors[2 * stride + j] = (float)(c * f * noF);
    factors[3 * stride + j] = (float)(i * (1.0 - g * g));
    factors[4 * stride + j] = (float)(v * o * noO);
    factors[5 * stride + j] = (float)f;
    state[stride + j] = after;
    state[j] = o * v;
  }
}

/** D = factors dc and factors dh; carries dL/dc. G [rows x (h, c)]. */
void KERNEL(lstmBackward)(const float *restrict G, size_t strideG, const float *restrict factors, size_t strideFactors,
                          float *restrict D, size_t strideD, float *restrict carry, size_t strideCarry, int stride, int rows) {
  for (int r = 0; r < rows; r++, G += strideG, factors += strideFactors, D += strideD, carry += strideCarry)
    for (int j = 0; j < stride; j++) {
      const float dh = G[j], dc = fma32(factors[j], dh, G[stride + j]);
      for (int place = 0; place < 3; place++) D[place * stride + j] = factors[(place + 1) * stride + j] * dc;
      D[3 * stride + j] = factors[4 * stride + j] * dh;
      carry[j] = factors[5 * stride + j] * dc;
    }
}
