// What this processor can do beyond the baseline of its architecture, for which all is compiled.
//
// Where wider vectors pay, a second function is compiled for them, marked AVX2, and one of the two
// is chosen when the module is loaded. Both give the same.
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
