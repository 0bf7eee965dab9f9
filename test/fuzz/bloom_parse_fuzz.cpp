// Parses any bytes. The parser must accept exactly what the rules allow, and then no function that
// reads the filter may read outside of it.
#include <cmath>

#include "bloom/estimate.hpp"
#include "bloom/test_bloom.hpp"
#include "fuzz_input.hpp"

using bloom::Bytes;
using bloom::Filter;
using bloom::Form;
using bloom::TestFilter;

namespace {

bool IsShare(double value) { return value >= 0 && value <= 1; }

// Parsing the header alone and parsing the whole value must give the same filter.
void CheckHeader(const Filter& filter) {
  const Bytes header(filter.bytes().begin(), filter.bytes().begin() + bloom::kHeaderBytes);
  Filter by_header;
  Require(Filter::ReadHeader(header, filter.bytes().size(), &by_header).ok());
  Require(by_header.form() == filter.form() && by_header.shape() == filter.shape());
  Require(by_header.count() == filter.count() && by_header.params() == filter.params());
  Require(by_header.HoldsKind(filter.kind()));
}

void CheckEstimates(const Filter& filter) {
  Require(IsShare(bloom::Fill(filter)) && IsShare(bloom::FalsePositiveRate(filter)));
  const double cardinality = bloom::Cardinality(filter);
  Require(cardinality >= 0);
  const double with_itself = bloom::IntersectionCardinality(filter, filter);
  Require(std::isinf(cardinality) ? std::isnan(with_itself) : with_itself == cardinality);
}

void CheckChanges(const Filter& filter, uint64_t hash) {
  const TestFilter copy(filter);
  const Bytes bytes = copy.bytes();
  Require(TestFilter(copy).Unite(copy).bytes() == bytes);
  Require(TestFilter().Unite(copy).bytes() == bytes);
  if (filter.form() == Form::kEmpty) return;
  Require(copy.Folded(1).bytes() == bytes);
  const bloom::TestFilter folded = copy.Folded(filter.shape().blocks);
  Require(bloom::IsValid(folded.bytes()));
  TestFilter more(copy);
  more.Add(hash);
  Require((*more).Contains(hash) && bloom::IsValid(more.bytes()));
  Require(!filter.Contains(hash) || more.bytes() == bytes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Bytes bytes(data, data + size);
  Filter filter;
  Require(Filter::Parse(bytes, &filter).ok() == bloom::IsValid(bytes));
  if (!bloom::IsValid(bytes)) return 0;
  CheckHeader(filter);
  CheckEstimates(filter);
  for (uint64_t i = 0; i < filter.count(); ++i) Require(filter.Contains(filter.Hash(i)));
  // Limits memory: one more hash may turn a few bytes into a gigabyte.
  if (filter.shape().blocks <= 1024)
    CheckChanges(filter, filter.count() > 0 ? filter.Hash(0) ^ size : size * 0x9e3779b97f4a7c15);
  return 0;
}
