#include "bloom/error.hpp"

#include "bloom/params.hpp"
#include "bloom/sizing.hpp"

namespace bloom {

StatusText TextOf(const Status& status) {
  switch (status.code) {
    case Errc::kOk:
      break;
    case Errc::kTooShort:
      return {"The value has {0} bytes; the header alone has {1}."};
    case Errc::kRedisHll:
      return {
          "The value begins with \"HYLL\": it is a HyperLogLog of Redis, which type bloom can't "
          "read.",
          "Build the filter from its elements, as with bloom_agg(x)."};
    case Errc::kSize:
      return {"The value has {0} bytes; its header asks for {1}."};
    case Errc::kVersion:
      return {"Byte 0 says format version {0}; only version 1 is known."};
    case Errc::kForm:
      return {"Byte 1 says form {0}; forms are 0 to 2."};
    case Errc::kHashFunction:
      return {"Byte 2 says hash function {0}; only 1 is known."};
    case Errc::kBlocks:
      static_assert(kMaxBlocks == 16777215);
      return {"The header says {0} blocks; there are 1 to 16777215."};
    case Errc::kProbes:
      static_assert(kMaxProbes == 20);
      return {"Byte 3 says {0} probes; there are 1 to 20."};
    case Errc::kSparseCount:
      return {"The sparse value has {0} bytes; with its blocks it has at most {1}."};
    case Errc::kKind:
      return {"The kind of its elements is not ASCII text padded with zeros."};
    case Errc::kKindMissing:
      return {status.actual == 0 ? "It holds elements, but their kind is missing."
                                 : "It holds no elements, but a kind of elements is given."};
    case Errc::kEmpty:
      return {"An empty filter without parameters has other bytes than zeros."};
    case Errc::kParameters:
      return {"The code of capacity and false positive rate, {0}, is not valid."};
    case Errc::kSparseOrder:
      return {"Hash {2} (from 0) is not above the one before it."};
    case Errc::kCapacityRange:
      return {"capacity is {0}; it must be between 1 and {1}."};
    case Errc::kFprRange:
      static_assert(kMinFpr == 1e-7 && kMaxFpr == 0.5);
      return {"The false positive rate must be between 1e-07 and 0.5."};
    case Errc::kTooLarge:
      return {"The filter would have {0} bytes; the most is {1}."};
  }
  return {"It is not valid."};
}

}  // namespace bloom
