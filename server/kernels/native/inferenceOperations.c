// The checks of the kernels that every net uses, and of those of the paper's net (inference.c, product.c).
#include "boundary.h"

/** Whether a matrix that is packed into `columns` columns lies in the memory. */
static bool packFits(struct memory m, double B, double rowStep, double columnStep, double K, double n, double paddedK, double columns) {
  if (!COUNTS(K, n, paddedK, columns)) return false;
  const double k = K < paddedK ? K : paddedK, c = n < columns ? n : columns;
  return floats32(B, k > 0 && c > 0 ? (k - 1) * rowStep + (c - 1) * columnStep + 1 : 0);
}

OPERATION(packPanels) {
  (void)result;
  const double B = a[0], rowStep = a[1], columnStep = a[2], K = a[3], n = a[4], paddedK = a[5], panels = a[6], out = a[7];
  if (!packFits(m, B, rowStep, columnStep, K, n, paddedK, panels * 8)) return false;
  if (!floats32(out, panels * paddedK * 8)) return false;
  kernels->packPanels(F32(B), (size_t)rowStep, (size_t)columnStep, INT(K), INT(n), INT(paddedK), INT(panels), F32(out));
  return true;
}

OPERATION(packWidePanels32) {
  (void)result;
  const double B = a[0], rowStep = a[1], columnStep = a[2], K = a[3], n = a[4], paddedK = a[5], panels = a[6], out = a[7];
  if (!packFits(m, B, rowStep, columnStep, K, n, paddedK, panels * 16)) return false;
  if (!floats32(out, panels * paddedK * 16)) return false;
  kernels->packWidePanels32(F32(B), (size_t)rowStep, (size_t)columnStep, INT(K), INT(n), INT(paddedK), INT(panels), F32(out));
  return true;
}

OPERATION(packWidePanels) {
  (void)result;
  const double B = a[0], rowStep = a[1], columnStep = a[2], K = a[3], n = a[4], paddedK = a[5], panels = a[6], out = a[7];
  if (!packFits(m, B, rowStep, columnStep, K, n, paddedK, panels * 16)) return false;
  if (!floats64(out, panels * paddedK * 16)) return false;
  kernels->packWidePanels(F32(B), (size_t)rowStep, (size_t)columnStep, INT(K), INT(n), INT(paddedK), INT(panels), F64(out));
  return true;
}

OPERATION(product) {
  (void)result;
  const double A = a[0], strideA = a[1], B = a[2], K = a[3], panels = a[4], bias = a[5], C = a[6], strideC = a[7], rows = a[8];
  if (!(COUNTS(K, panels * 8, rows) && K > 0)) return false;
  if (!(rows32(A, rows, strideA, K) && floats32(B, K * panels * 8) && floats32(bias, bias == 0 ? 0 : panels * 8))) return false;
  if (!rows32(C, rows, strideC, panels * 8)) return false;
  kernels->product(F32(A), IN32(strideA), F32(B), INT(K), INT(panels), bias == 0 ? NULL : F32(bias), F32(C), IN32(strideC), INT(rows));
  return true;
}

OPERATION(addProduct) {
  (void)result;
  const double A = a[0], strideA = a[1], B = a[2], K = a[3], panels = a[4], C = a[5], strideC = a[6], rows = a[7];
  if (!COUNTS(K, panels * 8, rows)) return false;
  if (!(rows32(A, rows, strideA, K) && floats32(B, K * panels * 8) && rows32(C, rows, strideC, panels * 8))) return false;
  kernels->addProduct(F32(A), IN32(strideA), F32(B), INT(K), INT(panels), F32(C), IN32(strideC), INT(rows));
  return true;
}

OPERATION(tanhs) {
  (void)result;
  const double x = a[0], count = a[1];
  if (!(COUNTS(count) && floats64(x, count))) return false;
  kernels->tanhs(F64(x), INT(count));
  return true;
}

OPERATION(exps) {
  (void)result;
  const double x = a[0], count = a[1];
  if (!(COUNTS(count) && floats32(x, count))) return false;
  kernels->exps(F32(x), INT(count));
  return true;
}

/** Whether a stride in elements is one the float64 products take: whole wide panels. */
static bool wholePanels(double stride) { return stride > 0 && stride <= INT32_MAX && (size_t)stride % 16 == 0; }

OPERATION(recur) {
  (void)result;
  const double x = a[0], count = a[1], embedding = a[2], bias = a[3], Wh = a[4], state = a[5], next = a[6], h = a[7], gates = a[8];
  const double stride = a[9], weightBytes = a[10];
  if (!(COUNTS(count) && wholePanels(stride) && (weightBytes == 4 || weightBytes == 8))) return false;
  if (!(bytes8(x, count) && floats32(embedding, 256 * stride) && floats64(bias, stride) && array(m, Wh, stride * stride, (int)weightBytes))) return false;
  if (!(floats64(state, stride) && floats64(next, stride) && floats32(h, count * stride) && floats32(gates, count * stride))) return false;
  kernels->recur(U8(x), INT(count), F32(embedding), F64(bias), U8(Wh), F64(state), F64(next), F32(h), F32(gates), INT(stride),
                 INT(weightBytes));
  return true;
}

OPERATION(recurVector) {
  (void)result;
  const double v = a[0], bias = a[1], Wh = a[2], state = a[3], next = a[4], h = a[5], gates = a[6], stride = a[7], weightBytes = a[8];
  if (!(wholePanels(stride) && (weightBytes == 4 || weightBytes == 8) && floats64(v, stride) && floats64(bias, stride))) return false;
  if (!array(m, Wh, stride * stride, (int)weightBytes)) return false;
  if (!(floats64(state, stride) && floats64(next, stride) && floats32(h, stride) && floats32(gates, stride))) return false;
  kernels->recurVector(F64(v), F64(bias), U8(Wh), F64(state), F64(next), F32(h), F32(gates), INT(stride), INT(weightBytes));
  return true;
}

OPERATION(softmax) {
  (void)result;
  const double Z = a[0], P = a[1], rows = a[2];
  if (!(COUNTS(rows) && floats32(Z, rows * 256) && floats32(P, rows * 256))) return false;
  kernels->softmax(F32(Z), F32(P), INT(rows));
  return true;
}

OPERATION(score) {
  (void)result;
  const double y = a[0], Z = a[1], P = a[2], C = a[3], best = a[4], others = a[5], excess = a[6], top = a[7], rows = a[8];
  if (!(COUNTS(rows) && bytes8(y, rows) && floats32(Z, rows * 256) && floats32(P, rows * 256) && floats32(C, rows * 256))) return false;
  if (!(bytes8(best, rows) && floats64(others, rows) && floats64(excess, rows) && floats64(top, rows))) return false;
  kernels->score(U8(y), F32(Z), F32(P), F32(C), U8(best), F64(others), F64(excess), F64(top), INT(rows));
  return true;
}

OPERATION(lag) {
  (void)result;
  const double G = a[0], gates = a[1], x = a[2], embedding = a[3], D = a[4], gradient = a[5], gated = a[6], norm = a[7];
  const double stride = a[8], rows = a[9], n = stride / 4;
  if (!(COUNTS(rows, n) && (size_t)stride % 32 == 0)) return false;
  if (!(floats32(G, rows * n) && floats32(gates, rows * n) && bytes8(x, rows) && floats32(embedding, 256 * n))) return false;
  if (!(floats32(D, rows * n) && floats32(gradient, rows) && floats32(gated, rows) && floats32(norm, rows))) return false;
  kernels->lag(F32(G), F32(gates), U8(x), F32(embedding), F32(D), F32(gradient), F32(gated), F32(norm), INT(n), INT(rows));
  return true;
}

#define ENTRY(name, arguments) {#name, name##Operation, arguments, 0}
static const struct entry entries[] = {
    ENTRY(packPanels, 8), ENTRY(packWidePanels, 8), ENTRY(packWidePanels32, 8), ENTRY(product, 9),  ENTRY(addProduct, 8), ENTRY(tanhs, 2), ENTRY(exps, 2),
    ENTRY(recur, 11),     ENTRY(recurVector, 9),    ENTRY(softmax, 3),  ENTRY(score, 9),      ENTRY(lag, 10), 
};
const struct operations inferenceOperations = {entries, sizeof entries / sizeof *entries};
