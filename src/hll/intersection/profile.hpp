// Where the likelihood of an intersection has fallen too far to be believed.
//
// The profile likelihood of a size is the greatest that the other two parts allow beside it. Twice
// what its logarithm lacks to the maximum is about the square of a standard normal variable, also
// where the most likely size is zero (Wilks 1938). But where nothing is seen that one sketch has
// alone, a lower size is believed also as long as so few values may well have left no trace.
#pragma once

#include <cmath>
#include <numbers>

#include "hll/intersection/fit.hpp"

namespace hll {

class JointProfile {
 public:
  // `quantile` is NormalQuantile(confidence). REQUIRES: best is fit.Best(), and `fit` outlives
  // this.
  JointProfile(const JointFit& fit, const Rates& best, double quantile)
      : fit_(fit),
        best_(best),
        best_value_(fit.Value(best)),
        quantile_(quantile),
        no_trace_(std::sqrt(-2.0 * std::log(std::erfc(quantile / std::numbers::sqrt2)))) {}

  // The last rates[kBoth] from the best towards `end` that can be believed; at most `end`.
  double LimitTowards(double end) const;
  // Whether the likelihood of this size has fallen too far.
  bool Excludes(double both) const;

 private:
  // How much farther than allowed this size is from the best, in standard errors; the other parts
  // go to `rates`, in which the search for them begins. `no_trace`: the best rates leave one sketch
  // nothing of its own.
  double ExcessOf(double both, bool no_trace, Rates* rates) const;
  // The same of the chance that none of so many values shows in the registers.
  double ExcessWithoutTrace(double values, double variance) const;
  // The rates with each sketch at least as large as the best rates make it.
  Rates OfSizes(Rates rates) const;

  const JointFit& fit_;
  Rates best_;
  double best_value_;
  // The distances that are allowed: where the likelihood falls as a normal one, and where the
  // chance of no trace falls to 1 - confidence.
  double quantile_;
  double no_trace_;
};

}  // namespace hll
