// The kernels of one path, for the one table that the boundary chooses from.
#include "words.h"
#include "kernels.h"

const struct kernels KERNEL(kernels) = {
#define X(result, name, arguments) .name = KERNEL(name),
    KERNELS(X)
#undef X
};
