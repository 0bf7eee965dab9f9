// How far off the count of one sketch may be: its standard error and its confidence bounds.
//
// EMPTY and EXPLICIT sketches are exact. With m registers the relative error depends on the number
// of values: 0.71 / sqrt(m) for few values, 1.04 / sqrt(m) for many. It grows without limit when
// the registers become saturated.
#pragma once

#include <cstdint>

#include "hll/estimate.hpp"

namespace hll {

// lower <= estimate <= upper. The upper bound is infinite where the registers don't set one.
struct Bounds {
  double estimate;
  double lower;
  double upper;
};

// The number of standard deviations to either side of the mean that hold `confidence` of a normal
// distribution. REQUIRES: 0 < confidence < 1.
double NormalQuantile(double confidence);

// The relative standard error of a count of `values` distinct values by registers: the least that
// an unbiased estimator can have. It follows from the Fisher information of registers under a
// Poisson model (Ertl 2017), less the spread that the Poisson model has and a fixed number of
// values hasn't. The error of EstimateImproved is up to 2 % greater. Infinity for infinitely many
// values.
double RelativeError(const Params& params, double values);

// The RelativeError of very many values, as long as no registers are saturated: 1.0367 /
// sqrt(2^log2m).
double LargeSetError(int log2m);

// The largest log2m with kDefaultRegwidth for which a value has room.
inline constexpr int kMaxLog2mOfError = 30;
// The smallest log2m whose LargeSetError is at most `error`; kMaxLog2mOfError if none is.
int Log2mOfError(double error);

// Bounds between which the true number of values lies with probability `confidence`. The remaining
// probability is split about evenly between both sides. The lower bound is never below the number
// of registers that are set. REQUIRES: 0 < confidence < 1.
Bounds RegisterBounds(const RegisterStatistics& registers, double confidence);

// The relative standard error of `count`, which is CountDistinct(source). 0 for EMPTY and EXPLICIT.
// REQUIRES: `source`, an Image or a Sketch, is not UNDEFINED.
template <class Source>
double RelativeErrorOf(const Source& source, double count) {
  return HasRegisters(source.form()) ? RelativeError(source.params(), count) : 0.0;
}
template <class Source>
double RelativeErrorOf(const Source& source) {
  return RelativeErrorOf(source, CountDistinct(source));
}

// CountDistinct(source) and its bounds; all are the count for EMPTY and EXPLICIT.
// REQUIRES: as above; 0 < confidence < 1.
template <class Source>
Bounds BoundsOf(const Source& source, double confidence) {
  if (HasRegisters(source.form())) return RegisterBounds(StatisticsOf(source), confidence);
  const auto count = static_cast<double>(source.count());
  return {count, count, count};
}

}  // namespace hll
