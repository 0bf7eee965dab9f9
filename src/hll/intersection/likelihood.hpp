// How likely the registers of a pair of sketches are if its three parts have given sizes, and how
// much the registers tell about these sizes (Ertl 2017, "Joint maximum-likelihood estimation").
#pragma once

#include "hll/intersection/level.hpp"
#include "hll/intersection/pair_histogram.hpp"

namespace hll {

// The likelihood for one pair, which must outlive it. Rates must be positive and finite.
class JointLikelihood {
 public:
  // The gradient of the logarithm of the likelihood, and its second derivatives with a minus sign.
  struct Slopes {
    Rates gradient;
    RateMatrix curvature;
  };

  explicit JointLikelihood(const PairHistogram& pair);

  // The logarithm of the likelihood, without a constant that doesn't depend on the rates.
  double Value(const Rates& rates) const;
  Slopes SlopesAt(const Rates& rates) const;

  const Params& params() const { return pair_.params(); }

 private:
  const PairHistogram& pair_;
  // The smallest and the largest value above 0 among the registers.
  unsigned least_ = PairHistogram::kValues;
  unsigned greatest_ = 0;
  // The factors of the rates in the linear term of the logarithm, from registers that aren't
  // higher.
  Rates linear_ = {};
};

// The Fisher information: the expected `curvature` if these rates are the true ones.
RateMatrix JointInformation(const Params& params, const Rates& rates);

}  // namespace hll
