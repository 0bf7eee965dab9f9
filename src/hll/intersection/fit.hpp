// The most likely sizes of the three parts of a pair of sketches, by Newton's method: with the
// curvature of the likelihood where that is a hill, else with the expected one (Fisher scoring),
// and with half a step where a whole one leads down.
#pragma once

#include "hll/intersection/likelihood.hpp"

namespace hll {

// Rates below are taken for zero, which has no likelihood in this form.
inline constexpr double kLeastRate = 1e-3;

// The size of one of the two sketches, where it is certain because the sketch is EXPLICIT. It binds
// two rates: what isn't common to both is the sketch's own.
struct KnownSize {
  Part part = kBoth;  // kOnlyLeft or kOnlyRight; kBoth if neither size is known
  double size = 0.0;

  bool known() const { return part != kBoth; }
};

// The variance of an estimate of rates[kBoth] where these are the true rates: under the model, and
// for fixed numbers of values, which don't spread as the model's do. Infinite where the registers
// tell nothing.
struct RateVariance {
  double of_model;
  double of_fixed;
};
RateVariance VarianceOfBoth(const Params& params, const Rates& rates, const KnownSize& known = {});

class JointFit {
 public:
  // REQUIRES: `pair` outlives the fit.
  JointFit(const PairHistogram& pair, const KnownSize& known) : likelihood_(pair), known_(known) {}

  // The most likely rates, and the most likely ones beside rates[kBoth] as it is. The search begins
  // at `rates`, which are finite.
  Rates Best(const Rates& rates) const { return Climb(rates, false); }
  Rates BestBeside(const Rates& rates) const { return Climb(rates, true); }

  double Value(const Rates& rates) const { return likelihood_.Value(rates); }
  RateVariance Variance(const Rates& rates) const {
    return VarianceOfBoth(likelihood_.params(), rates, known_);
  }

 private:
  Rates Climb(Rates rates, bool both_is_fixed) const;
  Rates StepFrom(const Rates& rates, const JointLikelihood::Slopes& slopes,
                 bool both_is_fixed) const;
  Rates Within(Rates rates) const;
  bool PushesOut(const Rates& rates, const Rates& gradient, size_t part) const;

  JointLikelihood likelihood_;
  KnownSize known_;
};

}  // namespace hll
