// MurmurHash64A (Austin Appleby, public domain algorithm): the hash by which Redis counts.
//
// It belongs to values that come from Redis or go there; all others are hashed by murmur3.hpp.
// Bytes are read in little-endian order on every host.
#pragma once

#include <cstddef>
#include <cstdint>

#include "util/bits.hpp"

inline uint64_t MurmurHash64A(const uint8_t* bytes, size_t size, uint64_t seed) {
  constexpr uint64_t kFactor = 0xc6a4a7935bd1e995;
  const auto mix = [](uint64_t word) { return (word ^ word >> 47) * kFactor; };
  uint64_t hash = seed ^ size * kFactor;
  for (; size >= 8; bytes += 8, size -= 8)
    hash = (hash ^ mix(LoadLittleEndian<uint64_t>(bytes) * kFactor)) * kFactor;
  if (size > 0) hash = (hash ^ LoadLittleEndian(bytes, size)) * kFactor;
  hash = mix(hash);
  return hash ^ hash >> 47;
}
