// A hash table of non-zero 64-bit words in the caller's memory, open addressing, linear probing.
//
// The key of a word is the word without its low kPayloadBits bits, which are the payload. The table
// owns nothing: it is a view of Slots(scale) slots, and a slot that is 0 is free. The smallest
// tables don't hash: Find() searches them from the first slot on, which is as fast and needs less
// room.
//
// Keys may be chosen by an adversary. The salt, which nobody outside can know, keeps them from
// meeting in one place.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "util/slices.hpp"

// A salt for the table at this address, or for its owner at this address. Whoever chooses the keys
// can't know where a block of memory lies; the odd factor and the rotation spread the address over
// the word.
inline uint64_t SaltOfAddress(const void* address) {
  return std::rotl(reinterpret_cast<uintptr_t>(address) * uint64_t{0xff51afd7ed558ccd}, 32);
}

template <unsigned kBits>
class WordTable {
 public:
  static constexpr unsigned kPayloadBits = kBits;
  static constexpr unsigned kMinScale = 3;
  // Home slots are found by 32-bit arithmetic.
  static constexpr unsigned kMaxScale = 32;

  // A header of two words and these slots fill 2^(scale + 3) bytes, a size that allocators like.
  static constexpr uint64_t Slots(unsigned scale) { return (uint64_t{1} << scale) - 2; }
  // The most words that a table takes: one slot stays free, in larger tables a quarter of them.
  static constexpr uint64_t Capacity(unsigned scale) {
    return IsList(Slots(scale)) ? Slots(scale) - 1 : Slots(scale) / 4 * 3;
  }
  // The least scale that takes `words` words.
  static constexpr unsigned ScaleFor(uint64_t words) {
    unsigned scale = kMinScale;
    while (Capacity(scale) < words) ++scale;
    return scale;
  }

  // REQUIRES: kMinScale <= scale <= kMaxScale; one table always has one salt.
  WordTable(uint64_t* words, unsigned scale, uint64_t salt)
      : words_(words), slots_(Slots(scale)), salt_(salt) {}

  // The slot that holds the key of `word`, or the free one where it belongs.
  // REQUIRES: a slot is free.
  uint64_t* Find(uint64_t word) const {
    const uint64_t key = word >> kPayloadBits;
    for (uint64_t i = Home(key);; i = i + 1 == slots_ ? 0 : i + 1) {
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
  static constexpr bool IsList(uint64_t slots) { return slots <= 14; }

  uint64_t Home(uint64_t key) const {
    if (IsList(slots_)) return 0;
    // Multiplicative hashing by 2^64 / golden ratio (Knuth, TAOCP 3, 6.4), scaled to the slots.
    return ((key ^ salt_) * 0x9e3779b97f4a7c15 >> 32) * slots_ >> 32;
  }

  uint64_t* words_;
  uint64_t slots_;
  uint64_t salt_;
};
