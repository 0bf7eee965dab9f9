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

#include "hll/format.hpp"
#include "hll/params.hpp"
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

 private:
  Params params_;
  std::array<uint32_t, 256> counts_;  // for 0..max_register; values above that don't occur
};

// A shortcut for sketches without saturated registers: the two sums that the estimators would
// compute from the histogram, equal to the last bit, in less time.
struct RegisterSums {
  Params params;
  double zeros;   // how many registers are 0
  double powers;  // the sum of 2^-value over all, exactly
};
// Returns false where the shortcut doesn't apply: a register is, or probably is, saturated; a
// double might not hold the sum exactly; or a histogram is as fast. `source` is an Image or a
// Sketch that holds registers.
template <class Source>
bool SumRegisters(const Source& source, RegisterSums* sums);

// The relative bias that an uncorrected estimate by m registers is expected to have: 1 / 2m for few
// values, and (3 ln 2 - 1) / m for many.
double RelativeBias(double estimate, double m);

// Improved raw estimator with the small-m correction. Up to m * 2^last_exact values: relative bias
// below 0.5 % at m = 16 and 0.05 % from m = 256 on, relative standard error about 1.04 / sqrt(m) at
// the most. Beyond, saturated registers make it worse. Infinity when all are; never NaN.
double EstimateImproved(const RegisterHistogram& histogram);
double EstimateImproved(const RegisterSums& sums);

// What postgresql-hll computes: linear counting up to 2.5 m, then the raw estimate, then a
// large-range correction. Infinity where that correction has no value.
double EstimateClassic(const RegisterHistogram& histogram);
double EstimateClassic(const RegisterSums& sums);

// The number of distinct values: exact for EMPTY and EXPLICIT, else what `estimate` says of
// RegisterSums or of a RegisterHistogram.
// REQUIRES: `source`, an Image or a Sketch, is not UNDEFINED.
template <class Source, class Estimate>
double CountBy(const Source& source, Estimate estimate) {
  if (!HasRegisters(source.form())) return static_cast<double>(source.count());
  RegisterSums sums;
  return SumRegisters(source, &sums) ? estimate(sums) : estimate(RegisterHistogram(source));
}
// CountBy with EstimateImproved, and with EstimateClassic.
template <class Source>
double CountDistinct(const Source& source) {
  return CountBy(source, [](const auto& registers) { return EstimateImproved(registers); });
}
template <class Source>
double CountClassic(const Source& source) {
  return CountBy(source, [](const auto& registers) { return EstimateClassic(registers); });
}

template <class Source>
bool SumRegisters(const Source& source, RegisterSums* sums) {
  const Params params = source.params();
  const auto log2m = static_cast<unsigned>(params.log2m());
  // So every sum of 2^-value is a multiple of 2^-top and at most 2^log2m. A double holds it
  // exactly, in whatever order it is added up.
  const unsigned top = std::min(params.last_exact(), 53 - log2m);
  // If each register has seen 2^(top - log2m) values or more, some register is probably above
  // `top`, and adding up would be in vain.
  if (!HasFastPowers() || top < log2m + 4) return false;
  PowerSum sum;
  uint64_t summed = 0;
  source.ForEachBlock([&](uint64_t first, std::span<const uint8_t> values) {
    if (first == summed && AddPowers(values, top, &sum)) summed += values.size();
  });
  *sums = {params, static_cast<double>(sum.zeros),
           std::ldexp(static_cast<double>(sum.powers), -static_cast<int>(top))};
  return summed == params.registers();
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
