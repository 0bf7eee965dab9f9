// The most likely sizes of the three parts of a pair of sketches, by Newton's method. It uses the
// curvature of the likelihood where that is negative definite, else the expected curvature (Fisher
// scoring), and halves a step that lowers the likelihood.
#pragma once

#include "hll/intersection/likelihood.hpp"

namespace hll {

// Rates below this one are set to it, because the formulas have no value at zero.
inline constexpr double kLeastRate = 1e-3;

// The size of one of the two sketches, which is certain if the sketch is EXPLICIT. It ties two
// rates: those of the common values and of the sketch's own values add up to the size.
struct KnownSize {
  Part part = kBoth;  // kOnlyLeft or kOnlyRight; kBoth if neither size is known
  double size = 0.0;

  bool known() const { return part != kBoth; }
};

// The variance of an estimate of rates[kBoth] if these are the true rates: under the Poisson model,
// and with fixed numbers of values, which is less. Infinite if the registers tell nothing.
struct RateVariance {
  double of_model;
  double of_fixed;
};
RateVariance VarianceOfBoth(const Params& params, const Rates& rates, const KnownSize& known = {});
// The same for the sum of the rates, each times its factor in `slope`.
RateVariance VarianceOf(const Params& params, const Rates& rates, Rates slope,
                        const KnownSize& known = {});

class JointFit {
 public:
  // REQUIRES: `pair` outlives the fit.
  JointFit(const PairHistogram& pair, const KnownSize& known) : likelihood_(pair), known_(known) {}

  // Best: the most likely rates. BestBeside: the most likely rates of the other parts, while
  // rates[kBoth] is fixed. The search begins at `rates`, which must be finite.
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
