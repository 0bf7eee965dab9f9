// Two sketches that hold values, at least one of them registers: what they have in common.
#pragma once

#include <optional>

#include "hll/intersection.hpp"
#include "hll/intersection/common_part.hpp"
#include "hll/intersection/joint_counts.hpp"

namespace hll {

// The size of the first image if that is EXPLICIT.
inline KnownSize SizeIfKnown(const Image& image) {
  if (HasRegisters(image.form())) return {};
  return {kLeft, static_cast<double>(image.count())};
}

// The first sketch, if it is EXPLICIT.
struct ExplicitSize {
  KnownSize known;
  uint64_t outside = 0;  // how many of its values are certainly not in the other sketch
};

class Pair {
 public:
  // `first` is the first sketch, if that is EXPLICIT. The second one has registers.
  Pair(const JointCounts<2>& counts, const ExplicitSize& first);

  // As EstimateJoint, EstimateIntersection and EstimateChange of intersection.hpp say.
  Joint Estimate() const;
  Intersection EstimateIntersection(double confidence) const;
  Change EstimateChange(double confidence) const;

  // Each register of one sketch is above the other's, or is saturated, so that it can't be above.
  bool TellsNothing() const;
  bool AllEqual() const;
  // The largest possible intersection, if the sizes are the estimates, or their upper bounds.
  double Most() const;
  double Most(double confidence) const;

 private:
  bool NothingInBoth() const;
  // The estimate where it needs no search for the most likely sizes.
  std::optional<double> BothWithoutFit() const;
  double Both(const CommonPart<2>& part) const;
  Joint Split(double both) const;
  Rates Start() const;
  Bounds Ratio(double confidence) const;
  Bounds LeftBounds(double confidence) const;
  Joint Sizes(const CommonPart<2>& part) const;
  uint64_t m() const { return counts_.params().registers(); }

  JointCounts<2> counts_;
  ExplicitSize first_;
  bool swapped_;
  RegisterHistogram left_;
  RegisterHistogram right_;
  double left_size_;
  double right_size_;
};

}  // namespace hll
