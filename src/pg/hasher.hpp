// How bytes become a hash: with a seed that everybody may know, or with a secret key. The functions
// that choose the bytes of a value are templates that take one of these, so that each is as fast as
// if there were no other.
#pragma once

#include "util/murmur3.hpp"
#include "util/siphash.hpp"

// MurmurHash3, as postgresql-hll.
struct SeededHasher {
  static constexpr bool kIsKeyed = false;
  uint32_t seed = 0;

  uint64_t Hash(const uint8_t* bytes, size_t size) const { return MurmurHash3(bytes, size, seed); }
  template <std::unsigned_integral T>
  uint64_t Hash(T value) const {
    return MurmurHash3(value, seed);
  }
  // The hash of a value of type hll_hashval: itself.
  uint64_t HashOfHash(uint64_t hash) const { return hash; }
};

// SipHash-2-4.
struct KeyedHasher {
  static constexpr bool kIsKeyed = true;
  SipKey key;

  uint64_t Hash(const uint8_t* bytes, size_t size) const { return SipHash(key, bytes, size); }
  template <std::unsigned_integral T>
  uint64_t Hash(T value) const {
    return SipHash(key, value);
  }
  // The hash of a value of type hll_hashval: that of its bytes, as if it were a bigint. If it were
  // taken as it is, anybody could choose the hash.
  uint64_t HashOfHash(uint64_t hash) const { return Hash(hash); }
};
