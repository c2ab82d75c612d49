// What the boundary needs of the C library, declared here, since a cross-compiler may come without headers of its platform.
#ifndef ALLOCATION_H
#define ALLOCATION_H
#include <stddef.h>

void *calloc(size_t count, size_t size);
void free(void *memory);

#endif
