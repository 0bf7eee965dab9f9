// The strings that Redis keeps for PFADD: read, written, and filled by the same hash.
//
// Such a string has a header of 16 bytes: "HYLL"; the encoding, 0 dense or 1 sparse; three bytes
// that Redis ignores; the count that PFCOUNT remembers, of which the top bit of the last byte says
// that it is out of date. Then come 2^14 registers of 0 to 51, which are those of hll(14, 6).
// Dense: six bits each, from the low bit of a byte up. Sparse: runs of registers that are equal,
//
//   00nnnnnn            n + 1 registers of 0
//   01nnnnnn nnnnnnnn   n + 1 registers of 0
//   1vvvvvnn            n + 1 registers of v + 1
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "hll/params.hpp"
#include "util/murmur2.hpp"
#include "util/redis.hpp"

namespace hll {

inline constexpr int kRedisLog2m = 14;
inline constexpr int kRedisRegwidth = 6;
inline constexpr unsigned kRedisMaxRegister = 51;
inline constexpr size_t kRedisRegisters = size_t{1} << kRedisLog2m;
inline constexpr size_t kRedisHeaderBytes = 16;
// A dense string. A sparse one is never longer than that.
inline constexpr size_t kRedisDenseBytes = kRedisHeaderBytes + kRedisRegisters * kRedisRegwidth / 8;

enum class RedisErrc : uint8_t {
  kOk,
  kMagic,      // doesn't begin with "HYLL"
  kTooShort,   // actual: bytes; expected: those of the header
  kEncoding,   // actual: byte 4
  kDenseSize,  // actual, expected: bytes
  kCutShort,   // at: byte; the second byte of a run is missing
  kTooMany,    // at: byte; a run ends behind register `actual` - 1, there are `expected`
  kTooFew,     // actual: registers of all runs; expected
  kValue,      // at: register; actual: its value; expected: the most
};
using RedisStatus = BasicStatus<RedisErrc>;

using RedisRegisters = std::array<uint8_t, kRedisRegisters>;

// Fills all registers. Errors: all of the above.
RedisStatus ParseRedis(std::span<const uint8_t> bytes, RedisRegisters* registers);

// Writes the string, and returns how many bytes it has: sparse if Redis would keep it so, with its
// default of hll-sparse-max-bytes, else dense. The count in the header is marked out of date.
// Errors: kValue.
RedisStatus WriteRedis(const RedisRegisters& registers, std::span<uint8_t, kRedisDenseBytes> bytes,
                       size_t* size);

// The parameters of sketches that hold what Redis counts. No EXPLICIT values: a string has none,
// and unions would have other bytes before and after they became registers.
inline Params RedisParams() {
  Params params;
  static_cast<void>(Params::FromValues(kRedisLog2m, kRedisRegwidth, 0, 1, &params));
  return params;
}

// The hash whose UpdateOf(RedisParams()) is the register that PFADD raises for these bytes, and its
// value. There is one exception: if all 50 bits above the index are 0, which is so for one hash of
// 2^50, Redis takes the value 51. No hash gives more than 50 here, so it becomes 50.
inline uint64_t RedisHash(std::span<const uint8_t> bytes) {
  constexpr uint64_t kSeed = 0xadc83b19;
  const uint64_t hash = MurmurHash64A(bytes.data(), bytes.size(), kSeed);
  return hash >> kRedisLog2m == 0 ? hash | uint64_t{1} << 63 : hash;
}

}  // namespace hll
