// The promise: a filter that holds as many elements as it was made for errs no more often than was
// asked, with 10 % to spare for chance.
#include <gtest/gtest.h>

#include "bloom/estimate.hpp"
#include "bloom/test_bloom.hpp"

namespace bloom {
namespace {

// The mean rate of several filters at capacity, each of other elements.
struct Rates {
  double probed = 0;   // of elements that were not added, how many are found
  double by_bits = 0;  // how many would be if all there are were probed
};

Rates RatesAtCapacity(uint64_t n, double fpr, uint64_t sets, uint64_t probes) {
  const Params params = MakeParams(static_cast<int64_t>(n), fpr);
  const Shape shape = MustShape(params);
  uint64_t next = n << 32;
  uint64_t found = 0;
  Rates rates;
  for (uint64_t i = 0; i < sets; ++i) {
    TestFilter filter(params, shape);
    for (uint64_t j = 0; j < n; ++j) filter.Add(MurmurHash3(next++, 0));
    const Filter full = *filter;
    EXPECT_EQ(full.form(), Form::kDense);
    rates.by_bits += FalsePositiveRate(full) / static_cast<double>(sets);
    for (uint64_t j = 0; j < probes / sets; ++j) found += full.Contains(MurmurHash3(next++, 0));
  }
  rates.probed = static_cast<double>(found) / static_cast<double>(probes / sets * sets);
  return rates;
}

uint64_t SetsOf(uint64_t n) { return n == 10 ? 2000 : n == 100 ? 400 : n == 1000 ? 60 : 2; }

// Some 4,000 are found, and more of higher rates: 1.6 % by chance.
TEST(BloomAccuracy, ProbedRateIsWithinTheAskedOne) {
  for (const uint64_t n : {10, 100, 1000, 100000}) {
    for (const auto& [fpr, probes] : {std::pair{0.05, 500000}, {0.01, 1000000}, {0.001, 4000000}}) {
      const Rates rates = RatesAtCapacity(n, fpr, SetsOf(n), static_cast<uint64_t>(probes));
      EXPECT_LE(rates.probed, 1.1 * fpr) << n;
      EXPECT_NEAR(rates.probed, rates.by_bits, 0.1 * fpr) << n;
    }
  }
}

// What is found once in a million times takes too long to be found often enough. The bits tell the
// rate without chance; that probing many positions finds what they tell is seen in overfull filters
// (BloomEstimate.RateIsWhatProbingFindsWithManyProbes).
TEST(BloomAccuracy, LowRatesAreWithinTheAskedOne) {
  for (const uint64_t n : {10, 100, 1000, 100000}) {
    for (const double fpr : {1e-4, 1e-5, 1e-6}) {
      const Rates rates = RatesAtCapacity(n, fpr, SetsOf(n), SetsOf(n));
      EXPECT_LE(rates.by_bits, 1.1 * fpr) << n << " " << fpr;
    }
  }
}

}  // namespace
}  // namespace bloom
