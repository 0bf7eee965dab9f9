// SipHash-2-4 with 64 bits (Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012).
//
// A hash with a secret key. Nobody can predict a hash, or find values whose hashes are alike,
// without knowing the key. Its result is part of what users store and must never change. Bytes are
// read in little-endian order on every host.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "util/bits.hpp"

struct SipKey {
  static constexpr size_t kBytes = 16;
  uint64_t low;
  uint64_t high;
};

// `bytes` are the SipKey::kBytes bytes of the key.
inline SipKey LoadSipKey(const uint8_t* bytes) {
  return {LoadLittleEndian<uint64_t>(bytes), LoadLittleEndian<uint64_t>(bytes + 8)};
}

namespace siphash_internal {

// The state of section 2 of the paper; its first value is "somepseudorandomlygeneratedbytes".
class State {
 public:
  constexpr explicit State(SipKey key)
      : v0_(key.low ^ 0x736f6d6570736575),
        v1_(key.high ^ 0x646f72616e646f6d),
        v2_(key.low ^ 0x6c7967656e657261),
        v3_(key.high ^ 0x7465646279746573) {}

  constexpr void Add(uint64_t word) {
    v3_ ^= word;
    Mix(2);
    v0_ ^= word;
  }

  // Adds the last word: the 0 to 7 bytes that are left, and the number of all bytes.
  constexpr uint64_t Finish(uint64_t rest, uint64_t size) {
    Add(rest | size << 56);
    v2_ ^= 0xff;
    Mix(4);
    return v0_ ^ v1_ ^ v2_ ^ v3_;
  }

 private:
  constexpr void Mix(int rounds) {
    for (int i = 0; i < rounds; ++i) {
      v0_ += v1_;
      v2_ += v3_;
      v1_ = std::rotl(v1_, 13) ^ v0_;
      v3_ = std::rotl(v3_, 16) ^ v2_;
      v0_ = std::rotl(v0_, 32) + v3_;
      v2_ += v1_;
      v1_ = std::rotl(v1_, 17) ^ v2_;
      v3_ = std::rotl(v3_, 21) ^ v0_;
      v2_ = std::rotl(v2_, 32);
    }
  }

  uint64_t v0_;
  uint64_t v1_;
  uint64_t v2_;
  uint64_t v3_;
};

}  // namespace siphash_internal

inline uint64_t SipHash(SipKey key, const uint8_t* bytes, size_t size) {
  siphash_internal::State state(key);
  const size_t total = size;
  for (; size >= 8; bytes += 8, size -= 8) state.Add(LoadLittleEndian<uint64_t>(bytes));
  return state.Finish(size > 0 ? LoadLittleEndian(bytes, size) : 0, total);
}

// The hash of the value's bytes in little-endian order.
template <std::unsigned_integral T>
constexpr uint64_t SipHash(SipKey key, T value) {
  siphash_internal::State state(key);
  if constexpr (sizeof(T) < 8) return state.Finish(value, sizeof(T));
  state.Add(value);
  return state.Finish(0, sizeof(T));
}
