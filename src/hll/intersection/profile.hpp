// Confidence bounds of a part, as an intersection or a difference, by profile likelihood: how small
// or large it can be before the registers become too unlikely.
//
// The profile likelihood of a size is the greatest likelihood that this size has with any sizes of
// the other parts. Its logarithm is compared with the maximum: twice the difference is about
// the square of a standard normal variable, also if the most likely size is zero (Wilks 1938).
// There is one exception. If the registers show no value that only one sketch has, a smaller
// intersection and a larger difference are believed, too, as long as the values that they leave to
// that sketch alone may have left no trace.
#pragma once

#include <cmath>
#include <numbers>

#include "hll/intersection/fit.hpp"

namespace hll {

template <size_t N>
class JointProfile {
 public:
  // `part` is the common part or, if N is 2, what one sketch alone has. `quantile` is
  // NormalQuantile(confidence). REQUIRES: best is fit.Best(), and `fit` outlives this.
  JointProfile(const JointFit<N>& fit, const RatesOf<N>& best, size_t part, double quantile)
      : fit_(fit),
        best_(best),
        part_(part),
        best_value_(fit.Value(best)),
        quantile_(quantile),
        no_trace_(std::sqrt(-2.0 * std::log(std::erfc(quantile / std::numbers::sqrt2)))) {}

  // Searches from the best rate of the part towards `end` and returns the last one that is
  // believed; `end` if that one is.
  double LimitTowards(double end) const;
  // Whether this size is too unlikely.
  bool Excludes(double size) const;

 private:
  // By how many standard errors this size lies beyond the allowed distance from the best one.
  // `rates` is where the search for the other parts begins, and receives them. `no_trace` is
  // MayLeaveNoTrace.
  double ExcessOf(double size, bool no_trace, RatesOf<N>* rates) const;
  // The distance of the same size, by the probability that none of the sketch's own values shows in
  // the registers.
  double ExcessWithoutTrace(double values, double variance) const;
  // Whether the best rates leave one sketch no value of its own, and moving the part's rate to
  // `end` gives it some.
  bool MayLeaveNoTrace(double end) const;
  // The same rates, but each sketch is at least as large as with the best rates.
  RatesOf<N> OfSizes(RatesOf<N> rates) const;

  const JointFit<N>& fit_;
  RatesOf<N> best_;
  size_t part_;
  double best_value_;
  // The allowed distances: of a normal distribution, and where the probability of no trace falls to
  // 1 - confidence.
  double quantile_;
  double no_trace_;
};

}  // namespace hll
