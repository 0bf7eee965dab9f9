// Functions over filters.
#include "bloom/estimate.hpp"
#include "bloom/format.hpp"
#include "wasm/module.hpp"

using bloom::Filter;
using bloom::Form;
using bloom::Status;

namespace {

Outcome FailAsValue(const Status& status) {
  return Fail("22P02", "invalid value for type bloom", status);
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
