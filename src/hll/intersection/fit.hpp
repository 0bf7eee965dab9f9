// The most likely sizes of the three parts of a pair of sketches, by Newton's method. It uses the
// curvature of the likelihood where that is negative definite, else the expected curvature (Fisher
// scoring), and halves a step that lowers the likelihood.
#pragma once

#include "hll/intersection/likelihood.hpp"

namespace hll {

// Smaller rates are taken for zero, for which these formulas have no value.
inline constexpr double kLeastRate = 1e-3;

// The size of one of the two sketches, if it is certain because the sketch is EXPLICIT. It ties two
// rates to each other: the values that aren't common are the sketch's own.
struct KnownSize {
  Part part = kBoth;  // kOnlyLeft or kOnlyRight; kBoth if neither size is known
  double size = 0.0;

  bool known() const { return part != kBoth; }
};

// The variance of an estimate of rates[kBoth] if these are the true rates: under the Poisson model,
// and for fixed numbers of values, which spread less. Infinite where the registers tell nothing.
struct RateVariance {
  double of_model;
  double of_fixed;
};
RateVariance VarianceOfBoth(const Params& params, const Rates& rates, const KnownSize& known = {});

class JointFit {
 public:
  // REQUIRES: `pair` outlives the fit.
  JointFit(const PairHistogram& pair, const KnownSize& known) : likelihood_(pair), known_(known) {}

  // The most likely rates; and the most likely rates among those with the given rates[kBoth]. The
  // search begins at `rates`, which are finite.
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
