#include "wasm/hll_errors.hpp"

#include <algorithm>

#include "wasm/hll_value.hpp"

using hll::Errc;
using hll::Params;
using hll::Status;

namespace {

// {0} stands for status.actual, {1} for expected, {2} for at.
const char* DetailOf(Errc code) {
  switch (code) {
    case Errc::kOk:
      break;
    case Errc::kTooShort:
      return "The value has {0} bytes; the header alone has {1}.";
    case Errc::kRedisHll:
      return "The value begins with \"HYLL\": it is a HyperLogLog of Redis, which type hll can't "
             "read.";
    case Errc::kUnknownVersion:
      return "Byte 0 says schema version {0}; only version 1 is known.";
    case Errc::kUnknownType:
      return "Byte 0 says type {0}; types are 0 to 4.";
    case Errc::kHeaderPadding:
      return "The top bit of byte 2 is set; it must be zero.";
    case Errc::kExpthreshCode:
      return "Byte 2 says explicit cutoff code {0}; codes are 0 to 31 and 63.";
    case Errc::kSizeMismatch:
      return "The value has {0} bytes; its header asks for {1}.";
    case Errc::kExplicitSize:
      return "The explicit values take {0} bytes; that is no multiple of 8.";
    case Errc::kExplicitOrder:
      return "Explicit value {2} (from 0) is not above the one before it.";
    case Errc::kSparseSize:
      return "The sparse words of {1} bits take {0} bytes; the last is cut short.";
    case Errc::kSparseOrder:
      return "Sparse word {2} (from 0) names a register not above the one before it.";
    case Errc::kSparseZero:
      return "Sparse word {2} (from 0) has the register value zero.";
    case Errc::kSparsePadding:
      return "The bits behind the last sparse word must be zero.";
    case Errc::kLog2mRange:
      return "log2m is {0}; it must be between 4 and 31.";
    case Errc::kRegwidthRange:
      return "regwidth is {0}; it must be between 1 and 8.";
    case Errc::kExpthreshRange:
      return "expthresh is {0}; it must be -1 (automatic), 0 (none) or a power of two up to "
             "1073741824.";
    case Errc::kSparseonRange:
      return "sparseon is {0}; it must be 0 or 1.";
    case Errc::kTooLarge:
      return "Its registers would make a value of {0} bytes; the most is {1}.";
    case Errc::kLog2mRaised:
      return "The value has log2m {1} and holds registers, which can't be refined to log2m {0}.";
    case Errc::kRegwidthRaised:
      return "The value has regwidth {1} and holds registers, which can't be refined to regwidth "
             "{0}.";
  }
  return nullptr;
}

const char* HintOf(Errc code) {
  switch (code) {
    case Errc::kRedisHll:
      return "hll_from_redis(bytea) reads such strings.";
    case Errc::kLog2mRaised:
      return "Build the sketch from the counted values, as with hll_agg(x, {0}); "
             "hll_union_cardinality "
             "counts sketches of different sizes together.";
    case Errc::kRegwidthRaised:
      return "Build the sketch from the counted values, as with hll_add_agg(hll_hash(x), log2m, "
             "{0}).";
    default:
      return nullptr;
  }
}

Outcome FailWith(const char* sqlstate, const char* message, const Status& status) {
  return Fail({sqlstate, message, DetailOf(status.code), HintOf(status.code)},
              {status.actual, status.expected, static_cast<int64_t>(status.at)});
}

}  // namespace

Outcome FailAsValue(const Status& status) {
  return FailWith("22P02", "invalid value for type hll", status);
}

Outcome FailAsParameters(const Status& status) {
  return FailWith("22023", "invalid parameters for type hll", status);
}

Outcome FailForDifferentParameters(const Params& left, const Params& right) {
  return Fail({"22000", "cannot combine hll values of different parameters",
               "One is hll({0},{1},{2},{3}), the other hll({4},{5},{6},{7}) "
               "(log2m, regwidth, expthresh, sparseon).",
               "Unite them with unionFold, or build both from the counted values with the same "
               "parameters."},
              {left.log2m(), left.regwidth(), left.expthresh(), left.sparseon(), right.log2m(),
               right.regwidth(), right.expthresh(), right.sparseon()});
}

Outcome FailForConfidence() {
  return Fail({"22023", "confidence must be greater than 0 and less than 1", nullptr, nullptr}, {});
}

Outcome FailForLog2m(int log2m) {
  return Fail(
      {"54000", "hll value is too large for JavaScript", "Its log2m is {0}; the most is {1}.",
       "Fold it before it leaves PostgreSQL, as with hll_fold(users, 14)."},
      {log2m, kMostLog2m});
}
