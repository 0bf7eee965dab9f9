// One block of 512 bits: which bits an element has there. STORAGE.md says the same in words.
#pragma once

#include <cstddef>
#include <cstdint>

#include "bloom/sizing.hpp"

namespace bloom {

// The block of an element: its hash's upper half, scaled to the number of blocks.
inline uint32_t BlockOf(uint64_t hash, uint32_t blocks) {
  return static_cast<uint32_t>((hash >> 32) * blocks >> 32);
}

// Calls f(position) for each of the `probes` bits of an element; a position may come twice. A
// position is nine bits of a product, taken from the top down; after seven positions a new product
// is made. Every position has fresh bits, since sums of two hashes would repeat patterns in small
// filters (Dillinger, Manolios: Bloom Filters in Probabilistic Verification, 2004).
template <class F>
inline void ForEachPosition(uint64_t hash, unsigned probes, F f) {
  constexpr uint64_t kMultiplier = 0x9e3779b97f4a7c15;  // 2^64 / golden ratio, made odd
  constexpr unsigned kPositionBits = 9;
  constexpr unsigned kPositionsPerProduct = 64 / kPositionBits;
  uint64_t product = hash * kMultiplier;
  while (true) {
    const unsigned taken = probes < kPositionsPerProduct ? probes : kPositionsPerProduct;
    uint64_t bits = product;
    for (unsigned i = 0; i < taken; ++i, bits <<= kPositionBits)
      f(static_cast<unsigned>(bits >> (64 - kPositionBits)));
    probes -= taken;
    if (probes == 0) return;
    product = (product ^ product >> 32) * kMultiplier;
  }
}

// Looks at all positions: leaving at the first free bit costs more than it saves.
inline bool BlockContains(const uint8_t* block, uint64_t hash, unsigned probes) {
  unsigned all = 1;
  ForEachPosition(hash, probes, [&](unsigned p) { all &= block[p / 8] >> p % 8; });
  return all != 0;
}

inline void AddToBlock(uint8_t* block, uint64_t hash, unsigned probes) {
  ForEachPosition(hash, probes,
                  [&](unsigned p) { block[p / 8] |= static_cast<uint8_t>(1u << p % 8); });
}

}  // namespace bloom
