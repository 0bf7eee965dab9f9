// What this processor can do beyond the baseline of its architecture.
//
// All code is compiled for the baseline. Where wider vectors are faster, a second function, marked
// AVX2, is compiled for them, and one of the two is chosen when the module is loaded. Both give the
// same results.
#pragma once

// The functions for wider vectors where this processor has them, that is where `wide` isn't null.
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
#endif
