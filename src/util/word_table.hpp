// A hash table of non-zero 64-bit words in the caller's memory, open addressing, linear probing.
//
// The key of a word is the word without its low kPayloadBits bits, which are the payload. The table
// owns nothing: it is a view of Slots(scale) slots, and a slot that is 0 is free. The smallest
// tables don't hash: Find() searches them from the first slot on, which is as fast and needs less
// room.
//
// Keys may be chosen by an adversary. The salt, which nobody outside may know, decides where the
// search for a key begins, so that nobody can choose keys that meet in one place. Whoever sees in
// which order ForEach() gives the words can find out the salt: words leave the process sorted, or
// from a table whose salt no other table has.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "util/slices.hpp"

namespace word_table_internal {
inline uint64_t secret = 0;
}

// Must be called once, before anything else runs, with 64 random bits. Without it salts can be
// guessed.
inline void SetTableSecret(uint64_t secret) { word_table_internal::secret = secret; }

// A salt for a table at this address, or for the table of this owner. Tables at different addresses
// have different salts. With the same salt, words that come in the order of one table would collide
// in a table that grows.
inline uint64_t SaltOfAddress(const void* address) {
  const uint64_t known = reinterpret_cast<uintptr_t>(address);
  return std::rotl((known ^ word_table_internal::secret) * uint64_t{0xff51afd7ed558ccd}, 32);
}

// Spreads keys over 64 bits, the upper ones best.
//
// Multiplies by a random odd factor, moves the upper half down, and multiplies by 2^64 / golden
// ratio (Knuth, TAOCP 3, 6.4). With the factor alone, one table in a hundred would keep arithmetic
// progressions together. Without the salt between the two multiplications, all would be linear for
// keys whose lower bits are equal.
inline uint64_t SaltedHash(uint64_t key, uint64_t salt) {
  const uint64_t product = key * (salt | 1);
  return (product ^ product >> 32 ^ salt) * 0x9e3779b97f4a7c15;
}

template <unsigned kBits>
class WordTable {
 public:
  static constexpr unsigned kPayloadBits = kBits;
  static constexpr unsigned kMinScale = 3;
  static constexpr unsigned kMaxScale = 32;

  static constexpr uint64_t Slots(unsigned scale) { return uint64_t{1} << scale; }
  // The most words that a table takes: small tables keep one slot free, larger ones a quarter.
  static constexpr uint64_t Capacity(unsigned scale) {
    return IsList(Slots(scale)) ? Slots(scale) - 1 : Slots(scale) / 4 * 3;
  }
  // The least scale that takes `words` words.
  static constexpr unsigned ScaleFor(uint64_t words) {
    unsigned scale = kMinScale;
    while (Capacity(scale) < words) ++scale;
    return scale;
  }

  // REQUIRES: kMinScale <= scale <= kMaxScale; a table is always used with the same salt.
  WordTable(uint64_t* words, unsigned scale, uint64_t salt)
      : words_(words), slots_(Slots(scale)), salt_(salt), shift_(64 - scale) {}

  // Returns the slot that holds the key of `word`, or the free slot where it belongs. REQUIRES: a
  // slot is free.
  uint64_t* Find(uint64_t word) const {
    const uint64_t key = word >> kPayloadBits;
    for (uint64_t i = Home(key);; i = (i + 1) & (slots_ - 1)) {
      if (words_[i] == 0 || words_[i] >> kPayloadBits == key) return &words_[i];
    }
  }

  // The slot at which Find() begins to look for this word's key.
  uint64_t HomeOf(uint64_t word) const { return Home(word >> kPayloadBits); }

  // Calls f(word) for every word, in no order.
  template <class F>
  void ForEach(F f) const {
    ForEachSlice(slots_, [&](uint64_t begin, uint64_t end) {
      for (uint64_t i = begin; i < end; ++i)
        if (words_[i] != 0) f(words_[i]);
    });
  }

 private:
  static constexpr bool IsList(uint64_t slots) { return slots <= 16; }

  uint64_t Home(uint64_t key) const {
    if (IsList(slots_)) return 0;
    return SaltedHash(key, salt_) >> shift_;
  }

  uint64_t* words_;
  uint64_t slots_;
  uint64_t salt_;
  unsigned shift_;
};
