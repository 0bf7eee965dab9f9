// What this processor can do beyond the baseline of its architecture.
//
// All code is compiled for the baseline. For some functions there is a second one with wider
// vectors, marked AVX2, that is faster. One of the two is chosen when the module is loaded. Both
// give the same results.
#pragma once

// Returns `wide` if this processor can run it and it isn't null, else the other functions.
template <class Functions>
const Functions& WidestOf(const Functions* wide, const Functions& portable) {
  return wide != nullptr ? *wide : portable;
}

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2")))

inline bool HasAvx2() {
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx2") != 0;
}

// Whether there are vectors of 64 bytes, with the instructions that expand and compress bytes and
// count bits.
inline bool HasAvx512() {
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512vl") != 0 &&
         __builtin_cpu_supports("avx512vbmi2") != 0 &&
         __builtin_cpu_supports("avx512vpopcntdq") != 0;
}
#endif
