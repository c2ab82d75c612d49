// The paths of a binary: one set of instructions each, all with the same bits.
#ifndef PATHS_H
#define PATHS_H
#include "kernels.h"
#include <stdbool.h>

struct path {
  /** NULL behind the last one. */
  const char *name;
  const struct kernels *kernels;
};

/** The path at this place in the order of speed, of those that the processor and the operating system support. */
struct path availablePath(int index);

#endif
