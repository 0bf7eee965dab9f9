// What can go wrong on the Bloom filter side of the core.
#pragma once

#include <cstdint>

#include "util/status.hpp"

namespace bloom {

enum class Errc : uint8_t {
  kOk,
  // A stored filter is not what STORAGE.md allows.
  kTooShort,      // actual: bytes; expected: the fewest
  kRedisHll,      // bytes of a HyperLogLog of Redis
  kVersion,       // actual: format version
  kForm,          // actual: form
  kHashFunction,  // actual: number of the hash function
  kBlocks,        // actual: number of blocks
  kProbes,        // actual: number of probes
  kSize,          // actual, expected: bytes
  kSparseCount,   // actual: bytes; expected: the most
  kKind,          // the kind is not zero-padded printable ASCII
  kKindMissing,   // actual: 1 if there is a kind, but no element; 0 the other way round
  kEmpty,         // an EMPTY filter has other bytes than its version and form
  kParameters,    // actual: the code of capacity and rate
  kSparseOrder,   // at: index of the hash that is not above its predecessor
  // Parameters are out of range.
  kCapacityRange,  // actual: capacity; expected: the greatest
  kFprRange,
  kTooLarge,  // actual: bytes of the filter; expected: the most
};

using Status = BasicStatus<Errc>;

StatusText TextOf(const Status& status);

}  // namespace bloom
