// Which paths this binary has and this processor runs, the fastest first.
#include "paths.h"

#if defined(__x86_64__)
#include <cpuid.h>

extern const struct kernels avx2_kernels;
#if !defined(__APPLE__) // packaging/native.mjs leaves it out there
extern const struct kernels avx512_kernels;
#endif

/** Which registers the operating system saves at a switch of threads. */
static uint64_t savedRegisters(void) {
  uint32_t low, high;
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (uint64_t)high << 32 | low;
}

#define BIT(word, n) ((word) >> (n) & 1u)

struct path availablePath(int index) {
  const struct path none = {0};
  uint32_t a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d)) return none;
  // FMA, OSXSAVE, AVX; then the registers xmm and ymm.
  if (!(BIT(c, 12) && BIT(c, 27) && BIT(c, 28)) || (savedRegisters() & 6) != 6) return none;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || !(BIT(b, 5) && BIT(b, 3) && BIT(b, 8))) return none; // AVX2, BMI1, BMI2
  const struct path avx2 = {"avx2", &avx2_kernels};
#if defined(__APPLE__)
  return index == 0 ? avx2 : none;
#else
  // AVX-512 F, DQ, CD, BW, VL; then the masks and zmm.
  const bool wide = BIT(b, 16) && BIT(b, 17) && BIT(b, 28) && BIT(b, 30) && BIT(b, 31) && (savedRegisters() & 0xe6) == 0xe6;
  const struct path avx512 = {"avx512", &avx512_kernels};
  if (wide && index == 0) return avx512;
  return index == (wide ? 1 : 0) ? avx2 : none;
#endif
}
#elif defined(__aarch64__)
extern const struct kernels neon_kernels;

struct path availablePath(int index) {
  const struct path neon = {"neon", &neon_kernels}, none = {0};
  return index == 0 ? neon : none;
}
#else
#error "no kernels for this processor"
#endif
