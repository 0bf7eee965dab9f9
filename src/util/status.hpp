// What can go wrong in the core, as a value.
//
// The core neither throws nor prints. A function that can fail returns a Status; src/pg/error.cpp
// alone turns it into PostgreSQL's message, SQLSTATE, detail and hint.
#pragma once

#include <cstdint>

enum class Errc : uint8_t {
  kOk,
  // A stored image is not what STORAGE.md allows.
  kTooShort,        // actual bytes, expected: the least there must be
  kPlainText,       // text that stands for no bytes of an image; said by those who read text
  kRedisHll,        // bytes of a HyperLogLog of Redis
  kUnknownVersion,  // actual: schema version
  kUnknownType,     // actual: type code
  kHeaderPadding,   // the top bit of byte 2 is set
  kExpthreshCode,   // actual: cutoff code
  kSizeMismatch,    // actual bytes, expected bytes
  kExplicitSize,    // actual: data bytes, not a multiple of 8
  kExplicitOrder,   // at: index of the value that is not above its predecessor
  kSparseSize,      // actual: data bytes, expected: bits in a word
  kSparseOrder,     // at: index of the word whose register is not above its predecessor's
  kSparseZero,      // at: index of the word whose register value is zero
  kSparsePadding,   // bits behind the last word are set
  // Parameters out of range.
  kLog2mRange,      // actual
  kRegwidthRange,   // actual
  kExpthreshRange,  // actual
  kSparseonRange,   // actual
  kTooLarge,        // the FULL form would not fit a value; actual: its bytes, expected: the most
  // Parameters that a sketch can't be brought to, being greater than its own.
  kLog2mRaised,     // actual: the wanted, expected: the most
  kRegwidthRaised,  // as above

  // A stored filter is not what STORAGE.md allows.
  kBloomTooShort,       // actual bytes, expected: the least there must be
  kBloomPlainText,      // as kPlainText
  kBloomRedisHll,       // as kRedisHll
  kBloomVersion,        // actual: format version
  kBloomForm,           // actual: form
  kBloomHashFunction,   // actual: its number
  kBloomBlocks,         // actual
  kBloomProbes,         // actual
  kBloomSize,           // actual bytes, expected bytes
  kBloomSparseCount,    // actual bytes, expected: the most
  kBloomFamily,         // the family is not zero-padded printable ASCII
  kBloomFamilyMissing,  // actual: whether a family is there, which does not fit what is held
  kBloomEmpty,          // an EMPTY filter has more than its form
  kBloomParameters,     // actual: the code of capacity and rate
  kBloomSparseOrder,    // at: index of the hash that is not above its predecessor
  // Parameters of a filter out of range.
  kCapacityRange,  // actual, expected: the most
  kFprRange,       // actual: the bits of the double
  kBloomTooLarge,  // actual: bytes of the filter, expected: the most
};

// An error and its numbers; which of them mean something is said beside each Errc.
struct [[nodiscard]] Status {
  Errc code = Errc::kOk;
  int64_t actual = 0;
  int64_t expected = 0;
  uint64_t at = 0;

  bool ok() const { return code == Errc::kOk; }
};
