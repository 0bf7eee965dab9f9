// Lets whoever runs the core stop it in the middle of a long loop, as PostgreSQL cancels queries.
//
// The check may return or leave by longjmp; the core has nothing to clean up. Loops over 2^31
// registers or 10^8 values call CheckInterrupt() at least every kInterruptStride steps.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>

inline constexpr uint64_t kInterruptStride = uint64_t{1} << 16;

namespace interrupt_internal {
inline void (*check)() = nullptr;
}

// Once, before anything else runs; without it nothing is checked.
inline void SetInterruptCheck(void (*check)()) { interrupt_internal::check = check; }

inline void CheckInterrupt() {
  if (interrupt_internal::check != nullptr) interrupt_internal::check();
}

// Calls f(begin, end) for consecutive slices of [0, count), with a check before each.
template <class F>
void ForEachSlice(uint64_t count, F f) {
  for (uint64_t begin = 0; begin < count; begin += kInterruptStride) {
    CheckInterrupt();
    f(begin, count - begin < kInterruptStride ? count : begin + kInterruptStride);
  }
}

inline void ClearBytes(std::span<uint8_t> bytes) {
  ForEachSlice(bytes.size(),
               [&](uint64_t begin, uint64_t end) { std::memset(&bytes[begin], 0, end - begin); });
}
