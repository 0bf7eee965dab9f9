// What N sketches have in common by the most likely sizes of all their parts: the estimate, and how
// far off it may be.
#pragma once

#include "hll/intersection.hpp"
#include "hll/intersection/fit.hpp"

namespace hll {

template <size_t N>
class CommonPart {
 public:
  // The search for the most likely rates begins at `start`, see JointFit.
  // REQUIRES: `counts` outlives this.
  CommonPart(const JointCounts<N>& counts, const KnownSize& known, const RatesOf<N>& start);

  // The most likely size of a part, without the bias of the estimate; 0 if its rate is the least.
  double Size(size_t part) const { return rates_[part] <= kLeastRate ? 0.0 : rates_[part] / bias_; }
  // The same of the common part; the known size itself if all its values are common.
  double Estimate() const;
  // Bounds of a part that JointProfile takes. They are not above `most`, which is at least the
  // estimate.
  Intersection BoundsOf(size_t part, double estimate, double most, double confidence) const;

 private:
  bool IsReliable(size_t part, double size, double most) const;

  JointFit<N> fit_;
  KnownSize known_;
  RatesOf<N> rates_;
  double bias_;
};

}  // namespace hll
