// What two or three sketches have in common, and how the sizes of two compare.
#include "hll/intersection.hpp"

#include <array>

#include "wasm/hll_value.hpp"

using hll::Form;
using hll::Image;
using hll::Intersection;

namespace {

template <size_t N>
using Images = std::array<Image, N>;

// Reads values as images that can be compared: of the parameters that all have. kNull if one is
// UNDEFINED.
template <size_t N>
Outcome ReadComparable(const Bytes* values, Images<N>* images) {
  bool defined = true;
  for (size_t i = 0; i < N; ++i) {
    if (!ReadHll(values[i], &(*images)[i])) return Outcome::kError;
    defined &= (*images)[i].form() != Form::kUndefined;
  }
  if (!defined) return Outcome::kNull;
  const hll::Params params = ComparedParams(*images);
  for (Image& image : *images)
    if (!FoldTo(params, &image)) return Outcome::kError;
  return Outcome::kDone;
}

uint64_t ScratchWords(const Images<2>& images) { return JointScratchWords(images[0], images[1]); }
uint64_t ScratchWords(const Images<3>& images) { return CommonScratchWords(images); }

double Estimate(const Images<2>& images, std::span<uint64_t> scratch) {
  return EstimateJoint(images[0], images[1], scratch).both;
}
double Estimate(const Images<3>& images, std::span<uint64_t> scratch) {
  return EstimateCommon(images, scratch);
}

Intersection WithBounds(const Images<2>& images, double confidence, std::span<uint64_t> scratch) {
  return EstimateIntersection(images[0], images[1], confidence, scratch);
}
Intersection WithBounds(const Images<3>& images, double confidence, std::span<uint64_t> scratch) {
  return EstimateIntersection(images, confidence, scratch);
}

// Reads N values and returns f(images, scratch).
template <size_t N, class F>
Outcome Compare(const Bytes* values, F f) {
  Images<N> images;
  if (const Outcome read = ReadComparable(values, &images); read != Outcome::kDone) return read;
  const uint64_t words = ScratchWords(images);
  auto* const scratch = static_cast<uint64_t*>(Allocate(words * sizeof(uint64_t)));
  if (scratch == nullptr) return FailForMemory();
  return f(images, std::span(scratch, static_cast<size_t>(words)));
}

// The same for two or three values.
template <class F>
Outcome Compare(const Bytes* values, uint32_t count, F f) {
  return count == 2 ? Compare<2>(values, f) : Compare<3>(values, f);
}

}  // namespace

// REQUIRES: count is 2 or 3, here and below.
EXPORT(hll_intersection, const Bytes* values, uint32_t count)->Outcome {
  return Compare(values, count, [](const auto& images, std::span<uint64_t> scratch) {
    return Done({Estimate(images, scratch)});
  });
}

// Numbers: estimate, lower, upper, reliable.
EXPORT(hll_intersection_bounds, const Bytes* values, uint32_t count, double confidence)->Outcome {
  if (!CheckConfidence(confidence)) return Outcome::kError;
  return Compare(values, count, [=](const auto& images, std::span<uint64_t> scratch) {
    const auto [bounds, reliable] = WithBounds(images, confidence, scratch);
    return Done({bounds.estimate, bounds.lower, bounds.upper, static_cast<double>(reliable)});
  });
}

// Two values: before and after. Numbers: ratio, lower, upper, significant, and whether there is a
// ratio.
EXPORT(hll_change, const Bytes* values, double confidence)->Outcome {
  if (!CheckConfidence(confidence)) return Outcome::kError;
  return Compare<2>(values, [=](const auto& images, std::span<uint64_t> scratch) {
    const hll::Change change = EstimateChange(images[0], images[1], confidence, scratch);
    const auto [ratio, lower, upper] = change.ratio;
    return Done({ratio, lower, upper, static_cast<double>(change.Significant()),
                 static_cast<double>(change.has_ratio)});
  });
}
