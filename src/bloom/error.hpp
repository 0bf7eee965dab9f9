// What can go wrong on the Bloom filter side of the core.
#pragma once

#include <cstdint>

#include "util/status.hpp"

namespace bloom {

enum class Errc : uint8_t {
  kOk,
  // A stored filter is not what STORAGE.md allows.
  kTooShort,      // actual bytes, expected: the least there must be
  kRedisHll,      // bytes of a HyperLogLog of Redis
  kVersion,       // actual: format version
  kForm,          // actual: form
  kHashFunction,  // actual: its number
  kBlocks,        // actual
  kProbes,        // actual
  kSize,          // actual bytes, expected bytes
  kSparseCount,   // actual bytes, expected: the most
  kKind,          // the kind is not zero-padded printable ASCII
  kKindMissing,   // actual: whether a kind is there, which does not fit what is held
  kEmpty,         // an EMPTY filter has more than its form
  kParameters,    // actual: the code of capacity and rate
  kSparseOrder,   // at: index of the hash that is not above its predecessor
  // Parameters are out of range.
  kCapacityRange,  // actual, expected: the most
  kFprRange,
  kTooLarge,  // actual: bytes of the filter, expected: the most
};

using Status = BasicStatus<Errc>;

}  // namespace bloom
