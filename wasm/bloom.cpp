// Functions over filters, and their errors: the texts of src/pg/bloom_error.cpp.
#include "bloom/estimate.hpp"
#include "bloom/format.hpp"
#include "wasm/module.hpp"

using bloom::Errc;
using bloom::Filter;
using bloom::Form;
using bloom::Status;

namespace {

// {0} stands for status.actual, {1} for expected, {2} for at.
const char* DetailOf(const Status& status) {
  switch (status.code) {
    case Errc::kTooShort:
      return "The value has {0} bytes; the header alone has {1}.";
    case Errc::kRedisHll:
      return "The value begins with \"HYLL\": it is a HyperLogLog of Redis, which type bloom can't "
             "read.";
    case Errc::kSize:
      return "The value has {0} bytes; its header asks for {1}.";
    case Errc::kVersion:
      return "Byte 0 says format version {0}; only version 1 is known.";
    case Errc::kForm:
      return "Byte 1 says form {0}; forms are 0 to 2.";
    case Errc::kHashFunction:
      return "Byte 2 says hash function {0}; only 1 is known.";
    case Errc::kBlocks:
      return "The header says {0} blocks; there are 1 to 16777215.";
    case Errc::kProbes:
      return "Byte 3 says {0} probes; there are 1 to 20.";
    case Errc::kSparseCount:
      return "The sparse value has {0} bytes; with its blocks it has at most {1}.";
    case Errc::kKind:
      return "The kind of its elements is not ASCII text padded with zeros.";
    case Errc::kKindMissing:
      return status.actual == 0 ? "It holds elements, but their kind is missing."
                                : "It holds no elements, but a kind of elements is given.";
    case Errc::kEmpty:
      return "An empty filter without parameters has other bytes than zeros.";
    case Errc::kParameters:
      return "The code of capacity and false positive rate, {0}, is not valid.";
    case Errc::kSparseOrder:
      return "Hash {2} (from 0) is not above the one before it.";
    case Errc::kOk:
    case Errc::kCapacityRange:
    case Errc::kFprRange:
    case Errc::kTooLarge:
      break;  // filters aren't made here
  }
  return nullptr;
}
static_assert(bloom::kMaxBlocks == 16777215 && bloom::kMaxProbes == 20);

Outcome FailAsValue(const Status& status) {
  const bool redis = status.code == Errc::kRedisHll;
  return Fail({"22P02", "invalid value for type bloom", DetailOf(status),
               redis ? "Build the filter from its elements, as with bloom_agg(x)." : nullptr},
              {status.actual, status.expected, static_cast<int64_t>(status.at)});
}

}  // namespace

// Checks all bytes. Numbers: form, capacity, rate that was asked for, blocks, probes, fill,
// cardinality, rate.
EXPORT(bloom_info, const Bytes* value)->Outcome {
  Filter filter;
  if (const Status status = Filter::Parse(value->span(), &filter); !status.ok())
    return FailAsValue(status);
  const bool is_empty = filter.form() == Form::kEmpty;
  const bloom::Params params = is_empty ? bloom::Params() : filter.params();
  return Done({static_cast<double>(filter.form()), static_cast<double>(params.capacity()),
               params.fpr(), static_cast<double>(filter.shape().blocks),
               static_cast<double>(filter.shape().probes), Fill(filter), Cardinality(filter),
               FalsePositiveRate(filter)});
}

// Which bytes of a value of `size` bytes a look-up needs, besides the header. `header` is as much
// as there is of the first 44 bytes. Numbers: where they begin, and how many.
EXPORT(bloom_place, const Bytes* header, uint32_t size, uint64_t hash)->Outcome {
  Filter filter;
  if (const Status status = Filter::ReadHeader(header->span(), size, &filter); !status.ok())
    return FailAsValue(status);
  if (filter.form() != Form::kDense)
    return Done({static_cast<double>(bloom::kHeaderBytes),
                 static_cast<double>(size - bloom::kHeaderBytes)});
  const uint32_t block = bloom::BlockOf(hash, filter.shape().blocks);
  return Done({static_cast<double>(bloom::DenseBytes(block)), double{bloom::kBlockBytes}});
}

// Whether the element with this hash may have been added. `bytes` are the header and the bytes that
// bloom_place named.
EXPORT(bloom_contains, const Bytes* bytes, uint32_t size, uint64_t hash)->Outcome {
  Filter filter;
  if (const Status status = Filter::ReadHeader(bytes->span(), size, &filter); !status.ok())
    return FailAsValue(status);
  const bool found =
      filter.form() == Form::kDense
          ? bloom::BlockContains(bytes->data + bloom::kHeaderBytes, hash, filter.shape().probes)
          : filter.Contains(hash);
  return Done({static_cast<double>(found)});
}
