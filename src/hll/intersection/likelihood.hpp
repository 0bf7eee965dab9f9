// How likely the registers of N sketches are if the parts of their values have given sizes, and how
// much the registers tell about these sizes (Ertl 2017, "Joint maximum-likelihood estimation", who
// has N = 2).
//
// The values of a part can reach no higher than the lowest of the sketches that have seen them. So
// each part touches one group of a register, and the probability of the register is a product over
// its groups.
#pragma once

#include "hll/intersection/joint_counts.hpp"
#include "hll/intersection/level.hpp"

namespace hll {

// The likelihood for N sketches, whose counts must outlive it. Rates must be positive and finite.
template <size_t N>
class JointLikelihood {
 public:
  // The gradient of the logarithm of the likelihood, and its second derivatives with a minus sign.
  struct Slopes {
    RatesOf<N> gradient;
    RateMatrixOf<N> curvature;
  };

  explicit JointLikelihood(const JointCounts<N>& counts);

  // The logarithm of the likelihood, without a constant that doesn't depend on the rates.
  double Value(const RatesOf<N>& rates) const;
  Slopes SlopesAt(const RatesOf<N>& rates) const;

  const Params& params() const { return counts_.params(); }

 private:
  const JointCounts<N>& counts_;
  // The smallest and the largest value above 0 among the registers.
  unsigned least_ = kRegisterValues;
  unsigned greatest_ = 0;
  // The factors of the rates in the linear term of the logarithm: that a register isn't higher.
  RatesOf<N> linear_ = {};
};

// The Fisher information: the expected `curvature` if these rates are the true ones.
template <size_t N>
RateMatrixOf<N> JointInformation(const Params& params, const RatesOf<N>& rates);

}  // namespace hll
