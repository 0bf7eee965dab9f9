// Three sketches that hold values, at least two of them registers: what all three have in common.
#pragma once

#include <span>

#include "hll/intersection.hpp"
#include "hll/intersection/common_part.hpp"
#include "hll/intersection/pair.hpp"
#include "hll/intersection/triple_histogram.hpp"

namespace hll {

class Triple {
 public:
  // REQUIRES: as TripleHistogram.
  Triple(const std::array<Image, 3>& images, std::span<uint64_t> scratch);

  // As EstimateCommon and EstimateIntersection of intersection.hpp say.
  double Estimate() const;
  Intersection EstimateIntersection(double confidence) const;

 private:
  Triple(const TripleHistogram& histogram, const KnownSize& known);

  // A pair that has the same in common as all three, because the third sketch equals one of it.
  // Null if no two sketches are equal.
  const Pair* SamePair() const;
  bool TellsNothing() const;
  // The largest possible intersection: `of_pair` says that of a pair.
  template <class F>
  double Most(F of_pair) const;
  // The smallest of the three counts.
  double MostByCounts() const;
  // The estimate where registers tell nothing of a pair.
  double HalfOfPossible() const;
  double Common(const CommonPart<3>& part) const;
  RatesOf<3> Start() const;

  JointCounts<3> counts_;
  ExplicitSize first_;
  std::array<Pair, 3> pairs_;
};

}  // namespace hll
