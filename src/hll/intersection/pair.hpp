// Two sketches that hold values, at least one of them registers: how large their parts are.
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
  // What `sketch`, kLeft or kRight, alone has.
  Difference EstimateDifference(Sketches sketch, double confidence) const;
  Change EstimateChange(double confidence) const;
  // The variance of the sum of all parts, with fixed numbers of values; infinite if the registers
  // tell nothing. `more` is the Fisher information about the size of `sketch` that other registers
  // of the same values add. REQUIRES: neither sketch is EXPLICIT.
  double VarianceOfUnion(Sketches sketch, double more) const;

  // Each register of one sketch is above the other's, or is saturated, so that it can't be above.
  bool TellsNothing() const;
  bool AllEqual() const;
  // The largest possible intersection, if the sizes are the estimates, or their upper bounds.
  double Most() const;
  double Most(double confidence) const;

 private:
  // The sizes in the order of counts_.
  Joint SizesInOrder() const;
  bool NothingInBoth() const;
  // The estimate where it needs no search for the most likely sizes.
  std::optional<double> BothWithoutFit() const;
  double Both(const CommonPart<2>& part) const;
  Joint Split(double both) const;
  Rates Start() const;
  Bounds Ratio(double confidence) const;
  Bounds LeftBounds(double confidence) const;
  Bounds RightBounds(double confidence) const;
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

// REQUIRES: as PairHistogram; the right image isn't EXPLICIT.
Pair MakePair(const Image& left, const Image& right, std::span<uint64_t> scratch);

}  // namespace hll
