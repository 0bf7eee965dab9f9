// What can go wrong on the HyperLogLog side of the core.
#pragma once

#include <cstdint>

#include "util/status.hpp"

namespace hll {

enum class Errc : uint8_t {
  kOk,
  // A stored image is not what STORAGE.md allows.
  kTooShort,        // actual: bytes; expected: the fewest
  kRedisHll,        // bytes of a HyperLogLog of Redis
  kUnknownVersion,  // actual: schema version
  kUnknownType,     // actual: type code; expected: the schema version
  kHeaderPadding,   // the top bit of byte 2 is set
  kExpthreshCode,   // actual: cutoff code
  kSizeMismatch,    // actual, expected: bytes
  kExplicitSize,    // actual: data bytes, not a multiple of 8
  kExplicitOrder,   // at: index of the value that is not above its predecessor
  kSparseSize,      // actual: data bytes; expected: bits of a word
  kSparseOrder,     // at: index of the word whose register is not above its predecessor's
  kSparseZero,      // at: index of the word whose register value is zero
  kSparsePadding,   // bits behind the last word are set
  kDenseRegwidth,   // actual: regwidth of a DENSE image; expected: the least
  kDenseSize,       // actual: bytes of a DENSE image; expected: those of the FULL form
  kDenseBlock,      // at: index of the block that is cut short, or whose first bytes aren't allowed
  kDenseEscapes,    // at: index of the block whose codes have other numbers of escapes than it says
  kDenseRest,       // actual: bytes behind the last block
  kDenseForm,       // at: index of the block that these registers don't give
  kStatistics,      // the statistics are not those of the registers
  // Parameters are out of range.
  kLog2mRange,      // actual: log2m
  kRegwidthRange,   // actual: regwidth
  kExpthreshRange,  // actual: expthresh
  kSparseonRange,   // actual: sparseon
  kTooLarge,        // actual: bytes of the FULL form; expected: the most
  // hll_fold was asked to raise a parameter of registers.
  kLog2mRaised,     // actual: the new log2m, expected: the present one
  kRegwidthRaised,  // actual: the new regwidth, expected: the present one
};

using Status = BasicStatus<Errc>;

StatusText TextOf(const Status& status);

}  // namespace hll
