// Filters of a million elements at 1 %, 1.2 MB: add, look up, unite, fold, read the bits; and
// compute the size of a filter.
#include <memory>

#include "bloom/estimate.hpp"
#include "bloom/test_bloom.hpp"
#include "kernels.hpp"

namespace {

constexpr size_t kElements = 1000000;

std::shared_ptr<bloom::TestFilter> Dense(const std::vector<uint64_t>& hashes) {
  const bloom::Params params = bloom::MakeParams(kElements, 0.01);
  const auto filter = std::make_shared<bloom::TestFilter>(params, bloom::MustShape(params));
  filter->Add(hashes);
  return filter;
}

Kernel Add() {
  return {"bloom_add", kElements, [] {
            const std::vector<uint64_t> hashes = Words(kElements);
            return [hashes, filter = Dense(hashes)] {
              bloom::MutableFilter mutable_filter = filter->value();
              for (const uint64_t hash : hashes) mutable_filter.Add(hash);
            };
          }};
}

// `present`: looks up elements that were added, else others.
Kernel Contains(bool present) {
  return {present ? "bloom_contains/present" : "bloom_contains/absent", kElements, [=] {
            const std::vector<uint64_t> words = Words(2 * kElements);
            const auto middle = words.begin() + kElements;
            const std::vector<uint64_t> added(words.begin(), middle);
            const std::vector<uint64_t> others(middle, words.end());
            return [probed = present ? added : others, filter = Dense(added)] {
              const bloom::Filter dense = **filter;
              uint64_t found = 0;
              for (const uint64_t hash : probed) found += dense.Contains(hash);
              Keep(found);
            };
          }};
}

// The kernel calls f(filter, another filter).
template <class F>
Kernel OfFilters(const std::string& name, F f) {
  return {name, 1, [=] {
            return [=, filter = Dense(Words(kElements)),
                    other = Dense(bloom::Stream(0, kElements))] { f(*filter, *other); };
          }};
}

Kernel Fold() {
  return {"bloom_fold", 1, [] {
            const auto filter = Dense(Words(kElements));
            const size_t bytes = bloom::MutableFilter::BytesForFold(**filter, 2);
            return [filter, memory = std::make_shared<bloom::Bytes>(bytes)] {
              Keep(bloom::MutableFilter::CreateFolded(**filter, 2, *memory));
            };
          }};
}

Kernel Shape(const std::string& fpr) {
  return {"bloom_shape/fpr=" + fpr, 1, [=] {
            return [params = bloom::MakeParams(kElements, std::stod(fpr))] {
              Keep(bloom::MustShape(params));
            };
          }};
}

}  // namespace

Kernels BloomKernels() {
  using bloom::TestFilter;
  Kernels kernels = {Add(), Contains(true), Contains(false), Fold()};
  kernels.push_back(
      OfFilters("bloom_unite", [](TestFilter& a, const TestFilter& b) { a.Unite(b); }));
  kernels.push_back(OfFilters(
      "bloom_cardinality", [](const TestFilter& a, const TestFilter&) { Keep(Cardinality(*a)); }));
  kernels.push_back(OfFilters(
      "bloom_rate", [](const TestFilter& a, const TestFilter&) { Keep(FalsePositiveRate(*a)); }));
  kernels.push_back(OfFilters("bloom_intersection", [](const TestFilter& a, const TestFilter& b) {
    Keep(IntersectionCardinality(*a, *b));
  }));
  for (const char* fpr : {"0.01", "1e-6"}) kernels.push_back(Shape(fpr));
  return kernels;
}
