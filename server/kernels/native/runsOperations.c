// The checks of the kernels of many states and of deviations from a path (runs.c).
#include "boundary.h"

/** Rows of scratch that recurRows uses at most. */
#define BLOCK 8

OPERATION(recurRows) {
  (void)result;
  const double inputs = a[0], count = a[1], embedding = a[2], replacement = a[3], bias = a[4], Wh = a[5], states = a[6];
  const double next = a[7], rows = a[8], stride = a[9];
  if (!(COUNTS(count, rows, stride) && stride > 0 && (size_t)stride % 16 == 0)) return false;
  if (!(array(m, inputs, count, 2) && floats32(embedding, 256 * stride) && floats64(replacement, stride))) return false;
  if (!(floats64(bias, stride) && floats64(Wh, stride * stride) && floats64(states, rows * stride))) return false;
  if (!floats64(next, (rows < BLOCK ? rows : BLOCK) * stride)) return false;
  kernels->recurRows(U16(inputs), INT(count), F32(embedding), F64(replacement), F64(bias), F64(Wh), F64(states), F64(next),
                     INT(rows), INT(stride));
  return true;
}

OPERATION(readout) {
  (void)result;
  const double states = a[0], Wy = a[1], by = a[2], Z = a[3], rows = a[4], stride = a[5];
  if (!(COUNTS(rows * 256, stride) && floats64(states, rows * stride) && floats64(Wy, stride * 256))) return false;
  if (!(floats64(by, 256) && floats64(Z, rows * 256))) return false;
  kernels->readout(F64(states), F64(Wy), F64(by), F64(Z), INT(rows), INT(stride));
  return true;
}

OPERATION(deviate) {
  const double path = a[0], leaves = a[1], change = a[2], Wh = a[3], deviations = a[4], next = a[5], gaps = a[6];
  const double rows = a[7], steps = a[8], stride = a[9];
  if (!(COUNTS(rows, steps, stride * 2) && stride > 0 && (size_t)stride % 8 == 0)) return false;
  if (!(floats64(path, steps * stride) && bytes8(leaves, steps) && floats32(change, steps * stride))) return false;
  double leaving = 0;
  for (size_t t = 0; t < (size_t)steps; t++) leaving += U8(leaves)[t] != 0;
  const double most = rows + leaving;
  if (!(floats32(Wh, stride * stride) && floats32(deviations, most * stride) && floats32(next, most * stride))) return false;
  if (!(COUNTS(most) && floats32(gaps, 2 * stride))) return false;
  *result = kernels->deviate(F64(path), U8(leaves), F32(change), F32(Wh), F32(deviations), F32(next), F32(gaps), INT(rows),
                             INT(steps), INT(stride));
  return true;
}

OPERATION(leave) {
  (void)result;
  const double h = a[0], change = a[1], deviations = a[2], gaps = a[3], rows = a[4], stride = a[5];
  if (!(COUNTS(rows, stride * 2) && floats64(h, stride) && floats32(change, rows * stride))) return false;
  if (!(floats32(deviations, rows * stride) && floats32(gaps, 2 * stride))) return false;
  kernels->leave(F64(h), F32(change), F32(deviations), F32(gaps), INT(rows), INT(stride));
  return true;
}

#define ENTRY(name, arguments) {#name, name##Operation, arguments, 0}
static const struct entry entries[] = {ENTRY(recurRows, 10), ENTRY(readout, 6), ENTRY(deviate, 10), ENTRY(leave, 6)};
const struct operations runsOperations = {entries, sizeof entries / sizeof *entries};
