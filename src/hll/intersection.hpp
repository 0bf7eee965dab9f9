// What two sketches have in common: intersection, differences, similarity, and bounds.
//
// Inclusion and exclusion subtracts counts. Its error is that of the larger sets, and its result
// may be negative. Here the registers of both sketches are compared one by one, and the most likely
// sizes of the three parts are found together (intersection/likelihood.hpp).
#pragma once

#include <array>
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
  // The same with the sketches the other way round.
  Joint Exchanged() const { return {only_right, only_left, both}; }
};

// The size of a part.
struct Intersection {
  Bounds bounds;
  // Whether the relative standard error of the estimate is at most one half. By the likelihood:
  // half the estimate, and one and a half times the estimate if so much is possible, are both more
  // than a standard error away. True if the estimate is exact.
  bool reliable;
};
using Difference = Intersection;

// How many times as large as one set another one is.
struct Change {
  // False if both sets are empty; then there is no ratio.
  bool has_ratio;
  Bounds ratio;

  // Whether the bounds exclude that the sets have the same size.
  bool Significant() const { return has_ratio && (ratio.lower > 1.0 || ratio.upper < 1.0); }
  // The same with the sketches the other way round.
  Change Exchanged() const {
    return {has_ratio, {1.0 / ratio.estimate, 1.0 / ratio.upper, 1.0 / ratio.lower}};
  }
};

// All functions below REQUIRE: CanUnite(left, right); neither is UNDEFINED; `scratch` has
// JointScratchWords words.
uint64_t JointScratchWords(const Image& left, const Image& right);

// The most likely sizes. They are exact if both are EXPLICIT or one is EMPTY. `both` is at most the
// smaller of the two counts, and equals it if all registers are equal. If the registers tell
// nothing about `both`, because all registers of one sketch are above those of the other, or are
// saturated, it is half of the smaller count.
Joint EstimateJoint(const Image& left, const Image& right, std::span<uint64_t> scratch);

// `both` of EstimateJoint, and bounds between which the true size of the intersection lies with
// probability `confidence`. They come from the profile likelihood and are never above the upper
// bound of either sketch. If the registers tell nothing, they are 0 and the smaller of these upper
// bounds. REQUIRES: also 0 < confidence < 1.
Intersection EstimateIntersection(const Image& left, const Image& right, double confidence,
                                  std::span<uint64_t> scratch);

// The same of `only_left`, whose upper bound is never above that of the left sketch, or above the
// estimate if that is greater. If the registers tell nothing, the bounds are those of sets with
// nothing and with all in common. REQUIRES: as above.
Difference EstimateDifference(const Image& left, const Image& right, double confidence,
                              std::span<uint64_t> scratch);

// The same for three images, each two of which can be united, with CommonScratchWords words of
// scratch. EstimateCommon: how many values all three have seen. It is exact if all are EXPLICIT, or
// if one is EMPTY, and never more than the smallest of the three counts. EstimateIntersection: the
// same number, and its bounds.
uint64_t CommonScratchWords(const std::array<Image, 3>& images);
double EstimateCommon(const std::array<Image, 3>& images, std::span<uint64_t> scratch);
Intersection EstimateIntersection(const std::array<Image, 3>& images, double confidence,
                                  std::span<uint64_t> scratch);

// The size of the second set divided by that of the first one, and bounds between which the true
// ratio lies with probability `confidence`. Exact if both are EXPLICIT or one is EMPTY; infinity
// beside an empty first set. Otherwise it is that of the most likely sizes, and 1 if all registers
// are equal. If one sketch is saturated, the bounds are 0 or infinity on one side, and if both are,
// on both sides. Exchanging the sketches gives the reciprocals. REQUIRES: also 0 < confidence < 1.
Change EstimateChange(const Image& before, const Image& after, double confidence,
                      std::span<uint64_t> scratch);

// The relative standard error of `both` for sketches of these parameters if these are the true
// sizes: the least that the Fisher information allows, less the spread that the Poisson model has
// and fixed numbers of values haven't. REQUIRES: finite sizes.
double IntersectionError(const Params& params, const Joint& truth);

// The same for the ratio of EstimateChange. REQUIRES: finite sizes; both sets hold values.
double ChangeError(const Params& params, const Joint& truth);

}  // namespace hll
