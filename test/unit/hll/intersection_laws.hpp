// The laws of intersection.hpp, which hold for any images. Unit tests and the fuzz target check
// them.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <vector>

#include "hll/bounds.hpp"
#include "hll/intersection.hpp"

namespace hll {

struct Law {
  const char* words;
  bool holds;
};

// The words of the first law that doesn't hold; an empty string if all do.
inline const char* FirstBroken(std::initializer_list<Law> laws) {
  for (const Law& law : laws)
    if (!law.holds) return law.words;
  return "";
}

// False also where one of them is NaN.
inline bool InOrder(const Bounds& bounds) {
  return bounds.lower >= 0.0 && std::isfinite(bounds.lower) && bounds.lower <= bounds.estimate &&
         bounds.estimate <= bounds.upper;
}

inline bool AreReciprocal(double a, double b) {
  return std::isinf(a) || std::isinf(b) || a == 0.0 || b == 0.0 ? 1.0 / a == b
                                                                : std::abs(a * b - 1.0) < 1e-3;
}

// REQUIRES: as EstimateChange.
inline const char* BrokenLawOfChange(const Image& a, const Image& b, double confidence) {
  std::vector<uint64_t> scratch(JointScratchWords(a, b));
  const Change change = EstimateChange(a, b, confidence, scratch);
  const Change reverse = EstimateChange(b, a, confidence, scratch);
  const double smaller = std::min(CountDistinct(a), CountDistinct(b));
  const double larger = std::max(CountDistinct(a), CountDistinct(b));
  if (!change.has_ratio) return larger == 0.0 ? "" : "two sizes have a ratio";
  const auto& [estimate, lower, upper] = change.ratio;
  return FirstBroken({
      {"empty sets have no ratio", larger > 0.0 && reverse.has_ratio},
      {"bounds of a ratio are in order", lower >= 0.0 && lower <= estimate && estimate <= upper},
      {"finite sizes have a finite ratio",
       smaller == 0.0 || std::isinf(larger) || (estimate > 0.0 && std::isfinite(estimate))},
      {"ratios are reciprocal", AreReciprocal(estimate, reverse.ratio.estimate)},
      {"bounds of ratios are reciprocal",
       AreReciprocal(lower, reverse.ratio.upper) && AreReciprocal(upper, reverse.ratio.lower)},
  });
}

// REQUIRES: as EstimateIntersection.
inline const char* BrokenLaw(const Image& a, const Image& b, double confidence) {
  std::vector<uint64_t> scratch(JointScratchWords(a, b));
  const Joint joint = EstimateJoint(a, b, scratch);
  const Bounds both = EstimateIntersection(a, b, confidence, scratch).bounds;
  const Bounds alone = EstimateDifference(a, b, confidence, scratch).bounds;
  const double size_a = CountDistinct(a);
  const double size_b = CountDistinct(b);
  const double most_a = BoundsOf(a, confidence).upper;
  const double most_b = BoundsOf(b, confidence).upper;
  const bool has_error = size_a > 0.0 && size_b > 0.0 && std::isfinite(joint.Union());
  const char* broken = FirstBroken({
      {"no part is negative", joint.only_left >= 0.0 && joint.only_right >= 0.0},
      {"parts of finite sets are finite",
       (std::isfinite(joint.only_left) || std::isinf(size_a)) &&
           (std::isfinite(joint.only_right) || std::isinf(size_b))},
      {"the intersection is at most the smaller set",
       joint.both >= 0.0 && joint.both <= std::min(size_a, size_b)},
      {"the Jaccard index is at most the overlap",
       joint.Jaccard() >= 0.0 && joint.Jaccard() <= joint.Overlap() && joint.Overlap() <= 1.0},
      {"the order doesn't matter", EstimateJoint(b, a, scratch).both == joint.both},
      {"bounds of the intersection are in order", InOrder(both) && both.estimate == joint.both},
      {"the intersection is within the bounds of each", both.upper <= std::min(most_a, most_b)},
      {"bounds of the difference are in order",
       InOrder(alone) && alone.estimate == joint.only_left},
      {"the difference is within the bounds of its set",
       alone.upper <= std::max(most_a, alone.estimate)},
      {"errors are not negative", !has_error || (IntersectionError(a.params(), joint) >= 0.0 &&
                                                 ChangeError(a.params(), joint) >= 0.0)},
  });
  return *broken != '\0' ? broken : BrokenLawOfChange(a, b, confidence);
}

// REQUIRES: as EstimateIntersection of three images.
inline const char* BrokenLaw(const std::array<Image, 3>& images, double confidence) {
  const auto common_of = [](const std::array<Image, 3>& three) {
    std::vector<uint64_t> scratch(CommonScratchWords(three));
    return EstimateCommon(three, scratch);
  };
  const double common = common_of(images);
  std::vector<uint64_t> scratch(CommonScratchWords(images));
  const Bounds bounds = EstimateIntersection(images, confidence, scratch).bounds;
  double smallest = HUGE_VAL;
  double most = HUGE_VAL;
  for (const Image& image : images) {
    smallest = std::min(smallest, CountDistinct(image));
    most = std::min(most, BoundsOf(image, confidence).upper);
  }
  return FirstBroken({
      {"what three have in common is at most the smallest", common >= 0.0 && common <= smallest},
      {"the order of three doesn't matter", common_of({images[2], images[1], images[0]}) == common},
      {"bounds of three are in order", InOrder(bounds) && bounds.estimate == common},
      {"what three have in common is within the bounds of each", bounds.upper <= most},
  });
}

}  // namespace hll
