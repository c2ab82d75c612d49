/* What this machine can do at most: fused multiply-adds on registers alone, ten chains, one thread, for 128, 256 and 512
 * bits. The scale beside which GFLOP/s are read.
 *   gcc -O2 peak.c -o peak && ./peak
 * prints a line each: bits and GFLOP/s of float32, the best of its rounds; nothing for registers it has not. */
#include <stdio.h>
#include <time.h>

#define ROUNDS 7
#define TURNS 2000000

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

/* Ten chains hide the latency of two units; the sum of all is used, so that none is left out. */
#define PEAK(NAME, TARGET, BYTES)                                                                            \
  typedef float vector_##NAME __attribute__((vector_size(BYTES)));                                           \
  __attribute__((target(TARGET), noinline)) static double NAME(void) {                                       \
    double best = 0;                                                                                         \
    volatile float start = 1.0f;                                                                             \
    for (int round = 0; round < ROUNDS; round++) {                                                           \
      vector_##NAME a[10], b = (vector_##NAME){0} + 0.999f * start, c = (vector_##NAME){0} + 0.001f * start; \
      for (int i = 0; i < 10; i++) a[i] = (vector_##NAME){0} + start * (float)i;                             \
      vector_##NAME a0 = a[0], a1 = a[1], a2 = a[2], a3 = a[3], a4 = a[4];                                   \
      vector_##NAME a5 = a[5], a6 = a[6], a7 = a[7], a8 = a[8], a9 = a[9];                                   \
      double from = seconds();                                                                               \
      for (int t = 0; t < TURNS; t++) {                                                                      \
        a0 = a0 * b + c, a1 = a1 * b + c, a2 = a2 * b + c, a3 = a3 * b + c, a4 = a4 * b + c;                 \
        a5 = a5 * b + c, a6 = a6 * b + c, a7 = a7 * b + c, a8 = a8 * b + c, a9 = a9 * b + c;                 \
        __asm__ volatile("" : "+x"(a0), "+x"(a1), "+x"(a2), "+x"(a3), "+x"(a4));                             \
      }                                                                                                      \
      double spent = seconds() - from;                                                                       \
      vector_##NAME sum = a0 + a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9;                                   \
      start = sum[0] > 0 ? 1.0f : 0.999f;                                                                    \
      double rate = 2.0 * 10 * (BYTES / 4) * TURNS / spent / 1e9;                                            \
      if (rate > best) best = rate;                                                                          \
    }                                                                                                        \
    return best;                                                                                             \
  }

PEAK(bits128, "avx2,fma", 16)
PEAK(bits256, "avx2,fma", 32)
PEAK(bits512, "avx512f,avx2,fma", 64)

int main(void) {
  if (__builtin_cpu_supports("fma")) {
    printf("128 %.1f\n", bits128());
    printf("256 %.1f\n", bits256());
  }
  if (__builtin_cpu_supports("avx512f")) printf("512 %.1f\n", bits512());
  return 0;
}
