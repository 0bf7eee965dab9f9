// How likely the registers of a pair of sketches are for given sizes of its three parts, and how
// much they tell about these sizes (Ertl 2017, "Joint maximum-likelihood estimation").
#pragma once

#include "hll/intersection/level.hpp"
#include "hll/intersection/pair_histogram.hpp"

namespace hll {

// Of one pair, which must outlive it. Rates must be positive and finite.
class JointLikelihood {
 public:
  // The gradient of the logarithm of the likelihood, and its second derivatives with a minus sign.
  struct Slopes {
    Rates gradient;
    RateMatrix curvature;
  };

  explicit JointLikelihood(const PairHistogram& pair);

  // The logarithm of the likelihood, but for a constant.
  double Value(const Rates& rates) const;
  Slopes SlopesAt(const Rates& rates) const;

  const Params& params() const { return pair_.params(); }

 private:
  const PairHistogram& pair_;
  // The values above 0 that registers have.
  unsigned least_ = PairHistogram::kValues;
  unsigned greatest_ = 0;
  Rates linear_ = {};  // what the logarithm loses with each rate for registers that aren't higher
};

// What `curvature` is expected to be where these are the true rates: the Fisher information.
RateMatrix JointInformation(const Params& params, const Rates& rates);

}  // namespace hll
