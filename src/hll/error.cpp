#include "hll/error.hpp"

#include "hll/params.hpp"

namespace hll {

StatusText TextOf(const Status& status) {
  switch (status.code) {
    case Errc::kOk:
      break;
    case Errc::kTooShort:
      return {"The value has {0} bytes; the header alone has {1}."};
    case Errc::kRedisHll:
      return {
          "The value begins with \"HYLL\": it is a HyperLogLog of Redis, which type hll can't "
          "read.",
          "hll_from_redis(bytea) reads such strings."};
    case Errc::kUnknownVersion:
      return {"Byte 0 says schema version {0}; only versions 1 and 2 are known."};
    case Errc::kUnknownType:
      if (status.expected != 1) return {"Byte 0 says type {0}; the type of version 2 is 5."};
      return {"Byte 0 says type {0}; types of version 1 are 0 to 4."};
    case Errc::kHeaderPadding:
      return {"The top bit of byte 2 is set; it must be zero."};
    case Errc::kExpthreshCode:
      return {"Byte 2 says explicit cutoff code {0}; codes are 0 to 31 and 63."};
    case Errc::kSizeMismatch:
      return {"The value has {0} bytes; its header asks for {1}."};
    case Errc::kExplicitSize:
      return {"The explicit values take {0} bytes; that is no multiple of 8."};
    case Errc::kExplicitOrder:
      return {"Explicit value {2} (from 0) is not above the one before it."};
    case Errc::kSparseSize:
      return {"The sparse words of {1} bits take {0} bytes; the last is cut short."};
    case Errc::kSparseOrder:
      return {"Sparse word {2} (from 0) names a register not above the one before it."};
    case Errc::kSparseZero:
      return {"Sparse word {2} (from 0) has the register value zero."};
    case Errc::kSparsePadding:
      return {"The bits behind the last sparse word must be zero."};
    case Errc::kDenseRegwidth:
      return {"A dense value has regwidth {0}; it must be at least {1}."};
    case Errc::kDenseSize:
      return {
          "The dense value has {0} bytes; it must have its head and less than the {1} of the full "
          "form."};
    case Errc::kDenseBlock:
      return {"Dense block {2} (from 0) is cut short, or its first 7 bytes are wrong."};
    case Errc::kDenseEscapes:
      return {"Dense block {2} (from 0) has other numbers of escapes than it says."};
    case Errc::kDenseRest:
      return {"Behind the last dense block are {0} more bytes."};
    case Errc::kDenseForm:
      return {"Dense block {2} (from 0) isn't how its registers are written."};
    case Errc::kStatistics:
      return {"The statistics in front of the dense blocks aren't those of the registers."};
    case Errc::kLog2mRange:
      static_assert(kMinLog2m == 4 && kMaxLog2m == 31);
      return {"log2m is {0}; it must be between 4 and 31."};
    case Errc::kRegwidthRange:
      static_assert(kMinRegwidth == 1 && kMaxRegwidth == 8);
      return {"regwidth is {0}; it must be between 1 and 8."};
    case Errc::kExpthreshRange:
      static_assert(kMaxExpthresh == 1073741824);
      return {
          "expthresh is {0}; it must be -1 (automatic), 0 (none) or a power of two up to "
          "1073741824."};
    case Errc::kSparseonRange:
      return {"sparseon is {0}; it must be 0 or 1."};
    case Errc::kTooLarge:
      return {"Its registers would make a value of {0} bytes; the most is {1}."};
    case Errc::kLog2mRaised:
      return {"The value has log2m {1} and holds registers, which can't be refined to log2m {0}.",
              "Build the sketch from the counted values, as with hll_agg(x, {0}); "
              "hll_union_cardinality counts sketches of different sizes together."};
    case Errc::kRegwidthRaised:
      return {
          "The value has regwidth {1} and holds registers, which can't be refined to regwidth {0}.",
          "Build the sketch from the counted values, as with hll_add_agg(hll_hash(x), log2m, "
          "{0})."};
  }
  return {"It is not valid."};
}

}  // namespace hll
