// The checks of the kernels of training (training.c, trainingProducts.c).
#include "boundary.h"

OPERATION(forwardChunk) {
  (void)result;
  const double x = a[0], h = a[1], embedding = a[2], bias = a[3], recurrent = a[4], panels = a[5], S = a[6], steps = a[7];
  const double stride = panels * 8;
  if (!(COUNTS(stride, S, steps) && panels > 0 && bytes8(x, steps * S) && floats32(h, (steps + 1) * S * stride))) return false;
  if (!(floats32(embedding, 256 * stride) && floats32(bias, stride) && floats32(recurrent, stride * stride))) return false;
  kernels->forwardChunk(U8(x), F32(h), F32(embedding), F32(bias), F32(recurrent), INT(panels), INT(S), INT(steps));
  return true;
}

OPERATION(backwardChunk) {
  (void)result;
  const double h = a[0], G = a[1], carried = a[2], step = a[3], panels = a[4], S = a[5], steps = a[6], stride = panels * 8;
  if (!(COUNTS(stride, S, steps) && panels > 0 && floats32(h, (steps + 1) * S * stride))) return false;
  if (!(floats32(G, steps * S * stride) && floats32(carried, S * stride) && floats32(step, stride * stride))) return false;
  kernels->backwardChunk(F32(h), F32(G), F32(carried), F32(step), INT(panels), INT(S), INT(steps));
  return true;
}

OPERATION(addColumns) {
  (void)result;
  const double W = a[0], x = a[1], count = a[2] / 4, to = a[3], stride = a[4], rows = a[5];
  if (!(COUNTS(count, rows) && floats32(W, 256 * count) && bytes8(x, rows) && rows32(to, rows, stride, count))) return false;
  kernels->addColumns(F32(W), U8(x), INT(count), F32(to), IN32(stride), INT(rows));
  return true;
}

OPERATION(addRows) {
  (void)result;
  const double from = a[0], strideFrom = a[1], to = a[2], strideTo = a[3], count = a[4] / 4, rows = a[5];
  if (!(COUNTS(count, rows) && rows32(from, rows, strideFrom, count) && rows32(to, rows, strideTo, count))) return false;
  kernels->addRows(F32(from), IN32(strideFrom), F32(to), IN32(strideTo), INT(count), INT(rows));
  return true;
}

OPERATION(clearRows) {
  (void)result;
  const double to = a[0], stride = a[1], count = a[2] / 4, rows = a[3];
  if (!(COUNTS(count, rows) && rows32(to, rows, stride, count))) return false;
  kernels->clearRows(F32(to), IN32(stride), INT(count), INT(rows));
  return true;
}

OPERATION(sigmoids32) {
  (void)result;
  const double x = a[0], rest = a[1], count = a[2];
  if (!(COUNTS(count) && floats32(x, count) && floats32(rest, count))) return false;
  kernels->sigmoids32(F32(x), F32(rest), INT(count));
  return true;
}

/** A step of a cell for a block of streams: 4 places, `parts` of a state, `factors`; strides in bytes. */
static bool stepFits(struct memory m, const double *a, double parts, double factors) {
  const double stride = a[7] / 4, rows = a[8];
  return COUNTS(rows, stride * 6) && rows32(a[0], rows, a[1], 4 * stride) && rows32(a[2], rows, a[4], parts * stride) &&
         rows32(a[3], rows, a[4], parts * stride) && rows32(a[5], rows, a[6], factors * stride);
}

OPERATION(gruForward32) {
  (void)result;
  if (!stepFits(m, a, 1, 5)) return false;
  kernels->gruForward32(F32(a[0]), IN32(a[1]), F32(a[2]), F32(a[3]), IN32(a[4]), F32(a[5]), IN32(a[6]), INT(a[7] / 4), INT(a[8]));
  return true;
}

OPERATION(lstmForward32) {
  (void)result;
  if (!stepFits(m, a, 2, 6)) return false;
  kernels->lstmForward32(F32(a[0]), IN32(a[1]), F32(a[2]), F32(a[3]), IN32(a[4]), F32(a[5]), IN32(a[6]), INT(a[7] / 4), INT(a[8]));
  return true;
}

OPERATION(lossGradient) {
  (void)result;
  const double Z = a[0], y = a[1], scale = a[2], sums = a[3], rows = a[4];
  if (!(COUNTS(rows) && floats32(Z, rows * 256) && bytes8(y, rows) && floats32(sums, rows * 3))) return false;
  kernels->lossGradient(F32(Z), U8(y), (float)scale, F32(sums), INT(rows));
  return true;
}

OPERATION(sumOfSquares) {
  const double g = a[0], count = a[1];
  if (!(COUNTS(count) && (size_t)count % 8 == 0 && floats32(g, count))) return false;
  *result = kernels->sumOfSquares(F32(g), INT(count));
  return true;
}

OPERATION(adamStep) {
  (void)result;
  const double w = a[0], g = a[1], first = a[2], second = a[3], count = a[4];
  if (!(COUNTS(count) && floats32(w, count) && floats32(g, count) && floats32(first, count) && floats32(second, count))) return false;
  kernels->adamStep(F32(w), F32(g), F32(first), F32(second), INT(count), (float)a[5], (float)a[6], (float)a[7], (float)a[8],
                    (float)a[9]);
  return true;
}

OPERATION(outerProducts) {
  (void)result;
  const double A = a[0], strideA = a[1], M = a[2], B = a[3], strideB = a[4], panels = a[5], out = a[6], rows = a[7];
  if (!(COUNTS(M, panels * 8, rows) && (size_t)M % 4 == 0 && rows32(A, rows, strideA, M))) return false;
  if (!(rows32(B, rows, strideB, panels * 8) && floats32(out, M * panels * 8))) return false;
  kernels->outerProducts(F32(A), IN32(strideA), INT(M), F32(B), IN32(strideB), INT(panels), F32(out), INT(rows));
  return true;
}

OPERATION(columnSums) {
  (void)result;
  const double A = a[0], stride = a[1], width = a[2], out = a[3], rows = a[4];
  if (!(COUNTS(width, rows) && rows32(A, rows, stride, width) && floats32(out, width))) return false;
  kernels->columnSums(F32(A), IN32(stride), INT(width), F32(out), INT(rows));
  return true;
}

OPERATION(scatterRows) {
  (void)result;
  const double D = a[0], stride = a[1], count = a[2] / 4, x = a[3], out = a[4], rows = a[5];
  if (!(COUNTS(count, rows) && rows32(D, rows, stride, count) && bytes8(x, rows) && floats32(out, 256 * count))) return false;
  kernels->scatterRows(F32(D), IN32(stride), INT(count), U8(x), F32(out), INT(rows));
  return true;
}

OPERATION(transposePanels) {
  (void)result;
  const double from = a[0], K = a[1], n = a[2], out = a[3];
  if (!(COUNTS(K, n) && (size_t)K % 8 == 0 && (size_t)n % 8 == 0 && floats32(from, K * n) && floats32(out, K * n))) return false;
  kernels->transposePanels(F32(from), INT(K), INT(n), F32(out));
  return true;
}

#define ENTRY(name, arguments) {#name, name##Operation, arguments, 0}
#define ENTRY_NUMBERS(name, arguments, numbers) {#name, name##Operation, arguments, numbers}
static const struct entry entries[] = {
    ENTRY(forwardChunk, 8),  ENTRY(backwardChunk, 7),  ENTRY(addColumns, 6),  ENTRY(addRows, 6),
    ENTRY(clearRows, 4),     ENTRY(sigmoids32, 3),     ENTRY(gruForward32, 9), ENTRY(lstmForward32, 9),
    ENTRY(outerProducts, 8), ENTRY(columnSums, 5),     ENTRY(scatterRows, 6), ENTRY(transposePanels, 4),
    ENTRY(sumOfSquares, 2),  ENTRY_NUMBERS(lossGradient, 5, 1u << 2), ENTRY_NUMBERS(adamStep, 10, 0x1fu << 5),
};
const struct operations trainingOperations = {entries, sizeof entries / sizeof *entries};
