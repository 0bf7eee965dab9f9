// Bisection of an ascending sequence.
#pragma once

#include <cstdint>

// The least i below `count` for which is_below(i) is false, else `count`.
// REQUIRES: is_below is true up to some index, and false from there on.
template <class F>
uint64_t FirstNotBelow(uint64_t count, F is_below) {
  uint64_t begin = 0;
  for (uint64_t end = count; begin < end;) {
    const uint64_t middle = begin + (end - begin) / 2;
    if (is_below(middle)) {
      begin = middle + 1;
    } else {
      end = middle;
    }
  }
  return begin;
}
