// The checks of the kernels of layered nets and of their cells (layered.c, cells.c).
#include "boundary.h"

OPERATION(addWideProduct) {
  (void)result;
  const double A = a[0], strideA = a[1], B = a[2], K = a[3], panels = a[4], C = a[5], strideC = a[6], rows = a[7];
  if (!COUNTS(K, panels * 16, rows)) return false;
  if (!(rows64(A, rows, strideA, K) && floats64(B, K * panels * 16) && rows64(C, rows, strideC, panels * 16))) return false;
  kernels->addWideProduct(F64(A), IN64(strideA), F64(B), INT(K), INT(panels), F64(C), IN64(strideC), INT(rows));
  return true;
}

OPERATION(addWideProduct32) {
  (void)result;
  const double A = a[0], B = a[1], K = a[2], panels = a[3], C = a[4];
  if (!COUNTS(K, panels * 16)) return false;
  if (!(floats64(A, K) && floats32(B, K * panels * 16) && floats64(C, panels * 16))) return false;
  kernels->addWideProduct32(F64(A), F32(B), INT(K), INT(panels), F64(C));
  return true;
}

OPERATION(sigmoids) {
  (void)result;
  const double x = a[0], rest = a[1], count = a[2];
  if (!(COUNTS(count) && floats64(x, count) && floats64(rest, count))) return false;
  kernels->sigmoids(F64(x), F64(rest), INT(count));
  return true;
}

OPERATION(addVector) {
  (void)result;
  const double v = a[0], to = a[1], count = a[2];
  if (!(COUNTS(count) && floats64(v, count) && floats64(to, count))) return false;
  kernels->addVector(F64(v), F64(to), INT(count));
  return true;
}

OPERATION(addColumn) {
  (void)result;
  const double v = a[0], to = a[1], count = a[2];
  if (!(COUNTS(count) && floats32(v, count) && floats64(to, count))) return false;
  kernels->addColumn(F32(v), F64(to), INT(count));
  return true;
}

OPERATION(narrow) {
  (void)result;
  const double from = a[0], to = a[1], count = a[2];
  if (!(COUNTS(count) && floats64(from, count) && floats32(to, count))) return false;
  kernels->narrow(F64(from), F32(to), INT(count));
  return true;
}

OPERATION(copyRows) {
  (void)result;
  const double from = a[0], strideFrom = a[1], to = a[2], strideTo = a[3], count = a[4] / 4, rows = a[5];
  if (!(COUNTS(count, rows) && rows32(from, rows, strideFrom, count) && rows32(to, rows, strideTo, count))) return false;
  kernels->copyRows(F32(from), IN32(strideFrom), F32(to), IN32(strideTo), INT(count), INT(rows));
  return true;
}

OPERATION(norms) {
  (void)result;
  const double G = a[0], stride = a[1], norm = a[2], rows = a[3], n = stride / 4;
  if (!(COUNTS(rows, n) && (size_t)stride % 64 == 0 && floats32(G, rows * n) && floats32(norm, rows))) return false;
  kernels->norms(F32(G), INT(n), F32(norm), INT(rows));
  return true;
}

OPERATION(dots) {
  (void)result;
  const double W = a[0], x = a[1], v = a[2], stride = a[3], dot = a[4], bytes = a[5], rows = a[6], n = bytes / 4;
  if (!(COUNTS(rows, n) && (size_t)bytes % 64 == 0 && floats32(W, 256 * n) && bytes8(x, rows))) return false;
  if (!(rows32(v, rows, stride, n) && floats32(dot, rows))) return false;
  kernels->dots(F32(W), U8(x), F32(v), IN32(stride), F32(dot), INT(n), INT(rows));
  return true;
}

/** A step of a cell: as many blocks of `stride` numbers as it has places, parts of a state and factors. */
static bool stepFits(struct memory m, const double *a, double places, double parts, double factors) {
  const double stride = a[4];
  return COUNTS(stride * 6) && floats64(a[0], places * stride) && floats64(a[1], places * stride) &&
         floats64(a[2], parts * stride) && floats32(a[3], factors * stride);
}

/** A step back of a block of rows. */
static bool stepBackFits(struct memory m, const double *a, double places, double parts, double factors, double carried) {
  const double stride = a[8] / 4, rows = a[9];
  return COUNTS(rows, stride * 6) && rows32(a[0], rows, a[1], parts * stride) && rows32(a[2], rows, a[3], factors * stride) &&
         rows32(a[4], rows, a[5], places * stride) && rows32(a[6], carried == 0 ? 0 : rows, a[7], carried * stride);
}

#define STEP(name, places, parts, factors)                                       \
  OPERATION(name) {                                                              \
    (void)result;                                                                \
    if (!stepFits(m, a, places, parts, factors)) return false;                   \
    kernels->name(F64(a[0]), F64(a[1]), F64(a[2]), F32(a[3]), INT(a[4]));        \
    return true;                                                                 \
  }

#define STEP_BACK(name, places, parts, factors, carried)                                                                \
  OPERATION(name) {                                                                                                     \
    (void)result;                                                                                                       \
    if (!stepBackFits(m, a, places, parts, factors, carried)) return false;                                             \
    kernels->name(F32(a[0]), IN32(a[1]), F32(a[2]), IN32(a[3]), F32(a[4]), IN32(a[5]), carried ? F32(a[6]) : NULL,      \
                  IN32(a[7]), INT(a[8] / 4), INT(a[9]));                                                                \
    return true;                                                                                                        \
  }

STEP(tanhForward, 1, 1, 1)
STEP(reluForward, 1, 1, 1)
STEP(gruForward, 4, 1, 5)
STEP(lstmForward, 4, 2, 6)
STEP_BACK(tanhBackward, 1, 1, 1, 0)
STEP_BACK(reluBackward, 1, 1, 1, 0)
STEP_BACK(gruBackward, 4, 1, 5, 1)
STEP_BACK(lstmBackward, 4, 2, 6, 1)

#define ENTRY(name, arguments) {#name, name##Operation, arguments, 0}
static const struct entry entries[] = {
    ENTRY(addWideProduct, 8), ENTRY(addWideProduct32, 5), ENTRY(sigmoids, 3),      ENTRY(addVector, 3),     ENTRY(addColumn, 3),   ENTRY(narrow, 3),
    ENTRY(copyRows, 6),       ENTRY(norms, 4),         ENTRY(dots, 7),          ENTRY(tanhForward, 5), ENTRY(reluForward, 5),
    ENTRY(gruForward, 5),     ENTRY(lstmForward, 5),   ENTRY(tanhBackward, 10), ENTRY(reluBackward, 10),
    ENTRY(gruBackward, 10),   ENTRY(lstmBackward, 10),
};
const struct operations layeredOperations = {entries, sizeof entries / sizeof *entries};
