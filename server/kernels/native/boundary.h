// What stands between addresses that come from JavaScript and the kernels: every operation names the numbers it takes, checks
// that all it will read or write lies in the memory and is aligned, and only then calls. Checks are in double, which cannot
// overflow; an address or count that is not a whole number has been refused before (addon.c).
#ifndef BOUNDARY_H
#define BOUNDARY_H
#include "kernels.h"
#include <stdbool.h>

/** The most arguments of an operation. */
#define MOST_ARGUMENTS 12

struct memory {
  unsigned char *base;
  double size;
};

/**
 * One operation: false if its arguments lead outside the memory, else done. a: its arguments in the order of ../assembly;
 * result: what it returns, if it does.
 */
typedef bool operation(const struct kernels *kernels, struct memory m, const double *a, double *result);

struct entry {
  const char *name;
  operation *run;
  int arguments;
  /** A bit for each argument that may be any number; the others are whole, not negative and at most 2^53. */
  unsigned numbers;
};

/** The operations of one file. */
struct operations {
  const struct entry *entries;
  unsigned count;
};
extern const struct operations inferenceOperations, layeredOperations, runsOperations, trainingOperations;

#define OPERATION(name) \
  static bool name##Operation(const struct kernels *kernels, struct memory m, const double *a, double *result)

/** Whether these counts fit an int, and none counts more than there are bytes: not even rows of nothing. */
static inline bool counts(struct memory m, const double *values, int count) {
  for (int i = 0; i < count; i++)
    if (!(values[i] <= m.size && values[i] <= INT32_MAX)) return false;
  return true;
}
#define COUNTS(...) counts(m, (const double[]){__VA_ARGS__}, sizeof((const double[]){__VA_ARGS__}) / sizeof(double))

/** Whether `count` elements of `unit` bytes at an address lie in the memory, aligned. */
static inline bool array(struct memory m, double at, double count, int unit) {
  return at + count * unit <= m.size && (size_t)at % (size_t)unit == 0;
}

/** The same of rows of `width` elements, `stride` bytes from one to the next. */
static inline bool matrix(struct memory m, double at, double rows, double stride, double width, int unit) {
  if (rows == 0) return true;
  return array(m, at + (rows - 1) * stride, width, unit) && array(m, at, 0, unit) && (size_t)stride % (size_t)unit == 0;
}

#define bytes8(at, count) array(m, at, count, 1)
#define floats32(at, count) array(m, at, count, 4)
#define floats64(at, count) array(m, at, count, 8)
#define rows32(at, rows, stride, width) matrix(m, at, rows, stride, width, 4)
#define rows64(at, rows, stride, width) matrix(m, at, rows, stride, width, 8)

// From an address to a pointer, and from a stride in bytes to one in elements.
#define U8(at) (m.base + (size_t)(at))
#define U16(at) ((uint16_t *)(void *)U8(at))
#define F32(at) ((float *)(void *)U8(at))
#define F64(at) ((double *)(void *)U8(at))
#define IN32(stride) ((size_t)(stride) / 4)
#define IN64(stride) ((size_t)(stride) / 8)
#define INT(count) ((int)(count))

#endif
