// Operations on arrays of bytes, sixteen bytes at a time. Nearly every machine has vectors of that
// size; for others the compiler splits them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace byte_array_internal {

using Vector __attribute__((vector_size(16))) = uint8_t;

inline Vector Load(const uint8_t* bytes) {
  Vector vector;
  std::memcpy(&vector, bytes, sizeof(vector));
  return vector;
}

}  // namespace byte_array_internal

// Each of `values` becomes the greater of itself and its partner in `others`.
inline void MaxBytes(const uint8_t* others, uint8_t* values, size_t count) {
  using namespace byte_array_internal;
  size_t i = 0;
#pragma GCC unroll 4
  for (; i + sizeof(Vector) <= count; i += sizeof(Vector)) {
    const Vector a = Load(&others[i]);
    const Vector b = Load(&values[i]);
    const Vector greater = a > b ? a : b;
    std::memcpy(&values[i], &greater, sizeof(greater));
  }
  for (; i < count; ++i) values[i] = std::max(values[i], others[i]);
}

// Sets in each of `values` the bits of its partner in `others`. REQUIRES: `count` is a multiple of
// 16.
inline void OrBytes(const uint8_t* others, uint8_t* values, size_t count) {
  using namespace byte_array_internal;
#pragma GCC unroll 4
  for (size_t i = 0; i < count; i += sizeof(Vector)) {
    const Vector either = Load(&others[i]) | Load(&values[i]);
    std::memcpy(&values[i], &either, sizeof(either));
  }
}

inline size_t CountZeroBytes(const uint8_t* bytes, size_t count) {
  using namespace byte_array_internal;
  constexpr size_t kStride =
      255 * sizeof(Vector);  // after so many additions a byte of a sum is full
  size_t zeros = 0;
  size_t i = 0;
  while (i + sizeof(Vector) <= count) {
    Vector sums = {};
    const size_t end = std::min(count - sizeof(Vector), i + kStride - sizeof(Vector));
#pragma GCC unroll 4
    for (; i <= end; i += sizeof(Vector)) sums -= static_cast<Vector>(Load(&bytes[i]) == 0);
    for (size_t j = 0; j < sizeof(Vector); ++j) zeros += sums[j];
  }
  return zeros + static_cast<size_t>(std::count(&bytes[i], &bytes[count], 0));
}
