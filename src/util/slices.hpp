// Long loops in slices, with a check for interrupts before each.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>

#include "util/interrupt.hpp"

// Calls f(begin, end) for consecutive slices of [0, count).
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
