// A hash table of non-zero 64-bit words in the caller's memory, open addressing, linear probing.
//
// A word's key is the word without its low kPayloadBits bits; the payload goes along. The table
// owns nothing: it is a view of a power-of-two number of slots, where 0 is a free one.
//
// Keys may be chosen by an adversary. The salt, which nobody outside can know, keeps them from
// meeting in one place.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "util/interrupt.hpp"

template <unsigned kBits>
class WordTable {
 public:
  static constexpr unsigned kPayloadBits = kBits;
  static constexpr uint64_t kMinSlots = 8;

  // The least number of slots that takes `words` words and keeps a quarter free.
  static constexpr uint64_t SlotsFor(uint64_t words) {
    return std::max(kMinSlots, std::bit_ceil(words + words / 3 + 1));
  }

  // REQUIRES: `slots` is a power of two, at least kMinSlots; one table always has one salt.
  WordTable(uint64_t* words, uint64_t slots, uint64_t salt)
      : words_(words), slots_(slots), salt_(salt), shift_(64 - std::countr_zero(slots)) {}

  // Whether one more word may be put beside `used` ones.
  bool HasRoom(uint64_t used) const { return SlotsFor(used + 1) <= slots_; }

  // The slot that holds the key of `word`, or the free one where it belongs.
  // REQUIRES: a slot is free.
  uint64_t* Find(uint64_t word) const {
    const uint64_t key = word >> kPayloadBits;
    // Multiplicative hashing by 2^64 / golden ratio (Knuth, TAOCP 3, 6.4).
    for (uint64_t i = (key ^ salt_) * 0x9e3779b97f4a7c15 >> shift_;; i = (i + 1) & (slots_ - 1)) {
      if (words_[i] == 0 || words_[i] >> kPayloadBits == key) return &words_[i];
    }
  }

  // Calls f(word) for every word, in no order.
  template <class F>
  void ForEach(F f) const {
    ForEachSlice(slots_, [&](uint64_t begin, uint64_t end) {
      for (uint64_t i = begin; i < end; ++i)
        if (words_[i] != 0) f(words_[i]);
    });
  }

 private:
  uint64_t* words_;
  uint64_t slots_;
  uint64_t salt_;
  int shift_;
};
