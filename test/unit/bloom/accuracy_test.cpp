// A filter that holds as many elements as its capacity must not exceed its false positive rate. The
// tests allow 10 % more for chance.
#include <gtest/gtest.h>

#include "bloom/estimate.hpp"
#include "bloom/test_bloom.hpp"

namespace bloom {
namespace {

// The false positive rate as the mean of several filters at capacity, which hold different
// elements.
struct Rates {
  double probed = 0;   // share of elements that are found though they were not added
  double by_bits = 0;  // the share expected from the bits that are set
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

// About 4,000 elements are found (more at higher rates), so that chance accounts for 1.6 %.
TEST(BloomAccuracy, ProbedRateIsWithinTheAskedOne) {
  for (const uint64_t n : {10, 100, 1000, 100000}) {
    for (const auto& [fpr, probes] : {std::pair{0.05, 500000}, {0.01, 1000000}, {0.001, 4000000}}) {
      const Rates rates = RatesAtCapacity(n, fpr, SetsOf(n), static_cast<uint64_t>(probes));
      EXPECT_LE(rates.probed, 1.1 * fpr) << n;
      EXPECT_NEAR(rates.probed, rates.by_bits, 0.1 * fpr) << n;
    }
  }
}

// At a rate of one in a million, finding enough elements takes too long. So the rate is computed
// from the bits, which involves no chance. BloomEstimate.RateIsWhatProbingFindsWithManyProbes
// shows, with overfull filters, that look-ups with many probes find elements at the computed rate.
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
