// Shared by the fuzz targets that take several values as their input.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "util/bits.hpp"

inline void Require(bool condition) {
  if (!condition) std::abort();
}

// Returns the next part of the input: two bytes hold its length, then the part follows.
inline std::span<const uint8_t> TakePart(std::span<const uint8_t>* input) {
  if (input->size() < 2) return {};
  const size_t size = std::min<size_t>(LoadBigEndian<uint16_t>(input->data()), input->size() - 2);
  const std::span<const uint8_t> part = input->subspan(2, size);
  *input = input->subspan(2 + size);
  return part;
}
