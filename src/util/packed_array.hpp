// Arrays of 1..8-bit numbers, packed from the top bit of each byte down (STORAGE.md, "FULL").
//
// Eight numbers of w bits are exactly w bytes, so that the codec works in blocks of eight and the
// width is a constant inside each loop. Every function takes a count that is a multiple of 8.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

constexpr size_t PackedBytes(uint64_t count, unsigned width) {
  return static_cast<size_t>(count / 8 * width);
}

namespace packed_array_internal {

template <unsigned kWidth>
void Unpack(const uint8_t* packed, uint8_t* values, size_t count) {
  constexpr uint8_t kMask = (1u << kWidth) - 1;
  for (size_t i = 0; i < count; i += 8, packed += kWidth) {
    uint64_t block = 0;
    for (unsigned b = 0; b < kWidth; ++b) block = block << 8 | packed[b];
    for (unsigned j = 0; j < 8; ++j)
      values[i + j] = static_cast<uint8_t>(block >> (7 - j) * kWidth) & kMask;
  }
}

template <unsigned kWidth>
void Pack(const uint8_t* values, uint8_t* packed, size_t count) {
  for (size_t i = 0; i < count; i += 8, packed += kWidth) {
    uint64_t block = 0;
    for (unsigned j = 0; j < 8; ++j) block = block << kWidth | values[i + j];
    for (unsigned b = 0; b < kWidth; ++b)
      packed[b] = static_cast<uint8_t>(block >> 8 * (kWidth - 1 - b));
  }
}

// Calls `f.template operator()<w>()` for the w that equals `width`.
template <class F>
void WithWidth(unsigned width, F f) {
  [&]<unsigned... kWidth>(std::integer_sequence<unsigned, kWidth...>) {
    ((width == kWidth + 1 ? f.template operator()<kWidth + 1>() : void()), ...);
  }
  (std::make_integer_sequence<unsigned, 8>{});
}

}  // namespace packed_array_internal

// REQUIRES: 1 <= width <= 8; count % 8 == 0; PackedBytes(count, width) bytes behind `packed`.
inline void UnpackArray(const uint8_t* packed, unsigned width, uint8_t* values, size_t count) {
  packed_array_internal::WithWidth(width, [=]<unsigned kWidth>() {
    packed_array_internal::Unpack<kWidth>(packed, values, count);
  });
}

// REQUIRES: as above, and every value fits `width` bits.
inline void PackArray(const uint8_t* values, unsigned width, uint8_t* packed, size_t count) {
  packed_array_internal::WithWidth(width, [=]<unsigned kWidth>() {
    packed_array_internal::Pack<kWidth>(values, packed, count);
  });
}

// Sets one number of an array whose bits there are still zero.
inline void SetPacked(uint8_t* packed, unsigned width, uint64_t index, uint8_t value) {
  const uint64_t bit = index * width;
  const unsigned shift = 16 - width - bit % 8;
  const unsigned word = static_cast<unsigned>(value) << shift;
  packed[bit / 8] |= static_cast<uint8_t>(word >> 8);
  if ((word & 0xff) != 0) packed[bit / 8 + 1] |= static_cast<uint8_t>(word);
}
