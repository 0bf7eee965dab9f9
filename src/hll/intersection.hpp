// What two sketches have in common: intersection, differences, similarity, and bounds.
//
// Inclusion and exclusion subtracts counts, whose errors are those of the larger sets, and may fall
// below zero. Here the registers of both sketches are compared one by one, and the most likely
// sizes of the three parts are found together (intersection/likelihood.hpp).
#pragma once

#include <cstdint>
#include <span>

#include "hll/bounds.hpp"
#include "hll/format.hpp"

namespace hll {

// How many values only the first, only the second, and both sketches have seen. None is negative or
// NaN.
struct Joint {
  double only_left;
  double only_right;
  double both;

  double Union() const { return only_left + only_right + both; }
  // Intersection over union, 0..1; 0 where nothing is common.
  double Jaccard() const;
  // Intersection over the smaller of the two sets, 0..1; 0 where nothing is common.
  double Overlap() const;
};

struct Intersection {
  Bounds bounds;
  // Whether the relative standard error of the estimate is at most one half, by the likelihood:
  // half the estimate, and one and a half times it where so much is possible, are farther than a
  // standard error away. True where all is exact.
  bool reliable;
};

// For all below: CanUnite(left, right), neither is UNDEFINED, and `scratch` has as many words as
// JointScratchWords says.
uint64_t JointScratchWords(const Image& left, const Image& right);

// The most likely sizes. Exact where both are EXPLICIT or one is EMPTY. `both` is at most the
// smaller of the two counts, and that count where all registers are equal. Where the registers tell
// nothing about it, as all of one are above those of the other, it is half of the smaller count.
Joint EstimateJoint(const Image& left, const Image& right, std::span<uint64_t> scratch);

// EstimateJoint's `both`, and bounds between which the true size of the intersection lies with the
// given probability: by profile likelihood, and not above what the bounds of either sketch allow.
// From 0 to there where the registers tell nothing. REQUIRES: also 0 < confidence < 1.
Intersection EstimateIntersection(const Image& left, const Image& right, double confidence,
                                  std::span<uint64_t> scratch);

// The relative standard error of `both` for sketches of these parameters where these are the true
// sizes: what the Fisher information allows, less the spread that the Poisson model adds to fixed
// numbers of values. REQUIRES: finite sizes.
double IntersectionError(const Params& params, const Joint& truth);

}  // namespace hll
