// MurmurHash3_x64_128, first 64-bit word (Austin Appleby, public domain algorithm).
//
// The hash that turns counted values into 64 uniform bits, unless there is a key (siphash.hpp). Its
// result is part of the stored format: sketches of equal values unite only because they were hashed
// alike. Bytes are read in little-endian order on every host.
//
// Written for inlining: with a constant `size` the loop and the tail's cases vanish.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "util/bits.hpp"

namespace murmur3_internal {

inline constexpr uint64_t kC1 = 0x87c37b91114253d5;
inline constexpr uint64_t kC2 = 0x4cf5ad432745937f;

constexpr uint64_t MixLow(uint64_t k) { return std::rotl(k * kC1, 31) * kC2; }
constexpr uint64_t MixHigh(uint64_t k) { return std::rotl(k * kC2, 33) * kC1; }

constexpr uint64_t Finalize(uint64_t h) {
  h = (h ^ h >> 33) * 0xff51afd7ed558ccd;
  h = (h ^ h >> 33) * 0xc4ceb9fe1a85ec53;
  return h ^ h >> 33;
}

// The hash, after all bytes were mixed in.
constexpr uint64_t Finish(uint64_t h1, uint64_t h2, uint64_t size) {
  h1 ^= size;
  h2 ^= size;
  h1 += h2;
  h2 += h1;
  return Finalize(h1) + Finalize(h2);
}

}  // namespace murmur3_internal

// `seed` is the reference's 32-bit seed.
inline uint64_t MurmurHash3(const uint8_t* bytes, size_t size, uint32_t seed) {
  using namespace murmur3_internal;
  uint64_t h1 = seed;
  uint64_t h2 = seed;
  const size_t total = size;
  for (; size >= 16; bytes += 16, size -= 16) {
    h1 ^= MixLow(LoadLittleEndian<uint64_t>(bytes));
    h1 = (std::rotl(h1, 27) + h2) * 5 + 0x52dce729;
    h2 ^= MixHigh(LoadLittleEndian<uint64_t>(bytes + 8));
    h2 = (std::rotl(h2, 31) + h1) * 5 + 0x38495ab5;
  }
  if (size > 8) {
    h2 ^= MixHigh(LoadLittleEndian(bytes + 8, size - 8));
    size = 8;
  }
  if (size > 0) h1 ^= MixLow(LoadLittleEndian(bytes, size));
  return Finish(h1, h2, total);
}

// The hash of the value's bytes in little-endian order.
template <std::unsigned_integral T>
constexpr uint64_t MurmurHash3(T value, uint32_t seed) {
  using namespace murmur3_internal;
  return Finish(seed ^ MixLow(value), seed, sizeof(T));
}
