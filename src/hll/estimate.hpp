// Estimators: from the histogram of register values to a count.
//
// Sources: O. Ertl, "New cardinality estimation algorithms for HyperLogLog sketches" (2017), for
// the improved raw estimator; P. Flajolet, E. Fusy, O. Gandouet, F. Meunier, "HyperLogLog" (2007),
// for the classic one.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <span>
#include <type_traits>

#include "hll/format.hpp"
#include "hll/params.hpp"
#include "hll/statistics.hpp"
#include "util/byte_histogram.hpp"

namespace hll {

// How many registers have each value.
class RegisterHistogram {
 public:
  // `source` is an Image or a Sketch that holds registers.
  template <class Source>
  explicit RegisterHistogram(const Source& source);
  // Takes how many registers have the values 0, 1, 2, ... REQUIRES: no value is above last_exact()
  // + 1; the counts add up to params.registers().
  RegisterHistogram(const Params& params, std::span<const uint32_t> counts)
      : params_(params), counts_{} {
    std::copy(counts.begin(), counts.end(), counts_.begin());
  }

  const Params& params() const { return params_; }
  // REQUIRES: value <= last_exact() + 1.
  uint32_t operator[](unsigned value) const { return counts_[value]; }
  unsigned last_exact() const { return params_.last_exact(); }
  RegisterStatistics statistics() const {
    return RegisterStatistics::Of(params_, std::span(counts_.data(), last_exact() + 2));
  }

 private:
  Params params_;
  std::array<uint32_t, 256> counts_;  // for 0..max_register; values above that don't occur
};

// The statistics of the registers of an Image or a Sketch. A DENSE image says them itself.
template <class Source>
RegisterStatistics StatisticsOf(const Source& source);

// The relative bias that an uncorrected estimate by m registers is expected to have: 1 / 2m for few
// values, and (3 ln 2 - 1) / m for many.
double RelativeBias(double estimate, double m);

// Improved raw estimator with the small-m correction. Up to m * 2^last_exact values: relative bias
// below 0.5 % at m = 16 and 0.05 % from m = 256 on, relative standard error about 1.04 / sqrt(m) at
// the most. Beyond, saturated registers make it worse. Infinity when all are; never NaN.
double EstimateImproved(const RegisterStatistics& registers);
inline double EstimateImproved(const RegisterHistogram& histogram) {
  return EstimateImproved(histogram.statistics());
}

// What postgresql-hll computes: linear counting up to 2.5 m, then the raw estimate, then a
// large-range correction. Infinity where that correction has no value.
double EstimateClassic(const RegisterStatistics& registers);
inline double EstimateClassic(const RegisterHistogram& histogram) {
  return EstimateClassic(histogram.statistics());
}

// The number of distinct values: exact for EMPTY and EXPLICIT, else what `estimate` says of the
// registers' statistics.
// REQUIRES: `source`, an Image or a Sketch, is not UNDEFINED.
template <class Source, class Estimate>
double CountBy(const Source& source, Estimate estimate) {
  if (!HasRegisters(source.form())) return static_cast<double>(source.count());
  return estimate(StatisticsOf(source));
}
// CountBy with EstimateImproved, and with EstimateClassic.
template <class Source>
double CountDistinct(const Source& source) {
  return CountBy(source,
                 [](const RegisterStatistics& registers) { return EstimateImproved(registers); });
}
template <class Source>
double CountClassic(const Source& source) {
  return CountBy(source,
                 [](const RegisterStatistics& registers) { return EstimateClassic(registers); });
}

// Adds up without a histogram, in less time. Returns false where that doesn't work or pay: a
// register is, or probably is, above `top`; or a histogram is as fast.
template <class Source>
bool SumRegisters(const Source& source, RegisterStatistics* statistics) {
  const Params params = source.params();
  const auto log2m = static_cast<unsigned>(params.log2m());
  // The sum of 2^(top - value) over all registers stays below 2^64.
  const unsigned top = std::min(params.last_exact(), 53 - log2m);
  // If each register has seen 2^(top - log2m) values or more, some register is probably above
  // `top`, and adding up would be in vain.
  if (!HasFastPowers() || top < log2m + 4) return false;
  PowerSum sum;
  uint64_t summed = 0;
  source.ForEachBlock([&](uint64_t first, std::span<const uint8_t> values) {
    if (first == summed && AddPowers(values, top, &sum)) summed += values.size();
  });
  statistics->zeros = static_cast<uint32_t>(sum.zeros);
  statistics->powers = (sum.powers - (sum.zeros << top)) << (params.last_exact() - top);
  return summed == params.registers();
}

template <class Source>
RegisterStatistics StatisticsOf(const Source& source) {
  if constexpr (std::is_same_v<Source, Image>)
    if (source.form() == Form::kDense) return source.statistics();
  RegisterStatistics statistics = {source.params()};
  if (!SumRegisters(source, &statistics)) statistics = RegisterHistogram(source).statistics();
  return statistics;
}

template <class Source>
RegisterHistogram::RegisterHistogram(const Source& source) : params_(source.params()) {
  const std::span counts(counts_.data(), std::max<size_t>(params_.max_register() + 1, 16));
  std::fill(counts.begin(), counts.end(), 0);
  uint64_t others = 0;
  source.ForEachRegister([&](RegisterUpdate update) {
    ++counts[update.value];
    ++others;
  });
  source.ForEachBlock([&](uint64_t, std::span<const uint8_t> values) {
    CountBytes(values, counts);
    others += values.size();
  });
  counts[0] += static_cast<uint32_t>(params_.registers() - others);
  // A foreign image may hold values that no 64-bit hash gives; they are saturated, too.
  const auto saturated = counts.begin() + last_exact() + 1;
  *saturated = std::accumulate(saturated, counts.end(), uint32_t{0});
}

}  // namespace hll
