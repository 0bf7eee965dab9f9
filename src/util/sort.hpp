// Sorting that can be interrupted: 10^8 values take seconds.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

#include "util/interrupt.hpp"

inline void Sort(std::span<uint64_t> words) {
  uint64_t comparisons = 0;
  std::sort(words.begin(), words.end(), [&](uint64_t a, uint64_t b) {
    if (++comparisons % kInterruptStride == 0) CheckInterrupt();
    return a < b;
  });
}
