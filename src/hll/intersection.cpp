#include "hll/intersection.hpp"

#include <algorithm>
#include <cmath>

#include "hll/intersection/change.hpp"
#include "hll/intersection/fit.hpp"
#include "hll/intersection/pair.hpp"
#include "hll/intersection/pair_histogram.hpp"
#include "hll/intersection/triple.hpp"

namespace hll {

namespace {

// Calls f(uint64_t hash) for each value that both EXPLICIT images have, in ascending signed order.
template <class F>
void ForEachCommonHash(const Image& left, const Image& right, F f) {
  uint64_t next = 0;
  left.ForEachHash([&](uint64_t hash) {
    const auto value = static_cast<int64_t>(hash);
    while (next < right.count() && static_cast<int64_t>(right.Hash(next)) < value)
      if (++next % kInterruptStride == 0) CheckInterrupt();
    if (next < right.count() && right.Hash(next) == hash) f(hash);
  });
}

double CommonHashes(const Image& left, const Image& right) {
  double common = 0.0;
  ForEachCommonHash(left, right, [&](uint64_t) { ++common; });
  return common;
}

bool HasValues(const Image& image) { return HasRegisters(image.form()) || image.count() > 0; }

bool IsExact(const Image& left, const Image& right) {
  return !HasValues(left) || !HasValues(right) ||
         (!HasRegisters(left.form()) && !HasRegisters(right.form()));
}

Bounds Exact(double value) { return {value, value, value}; }
Intersection Exactly(double common) { return {Exact(common), true}; }

// An EXPLICIT image of the values that two EXPLICIT images have in common. Its bytes are in
// `scratch`.
class CommonImage {
 public:
  static uint64_t ScratchWords(const Image& left, const Image& right) {
    return 1 + std::min(left.count(), right.count());
  }

  CommonImage(const Image& left, const Image& right, std::span<uint64_t> scratch) {
    auto* const bytes = reinterpret_cast<uint8_t*>(scratch.data());
    rest_ = scratch.subspan(ScratchWords(left, right));
    bytes[0] = kSchemaVersion << 4 | static_cast<uint8_t>(Form::kExplicit);
    bytes[1] = left.params().parameter_byte();
    bytes[2] = left.params().cutoff_byte();
    size_t size = kHeaderBytes;
    ForEachCommonHash(left, right, [&](uint64_t hash) {
      StoreBigEndian(hash, &bytes[size]);
      size += sizeof(hash);
    });
    has_values_ = size > kHeaderBytes && Image::Parse({bytes, size}, &image_).ok();
  }

  bool has_values() const { return has_values_; }
  const Image& image() const { return image_; }
  std::span<uint64_t> rest() const { return rest_; }

 private:
  bool has_values_;
  Image image_;
  std::span<uint64_t> rest_;
};

// Three images with the EXPLICIT ones first.
std::array<Image, 3> ExplicitFirst(std::array<Image, 3> images) {
  std::partition(images.begin(), images.end(),
                 [](const Image& image) { return image.form() == Form::kExplicit; });
  return images;
}

Rates RatesFor(const Joint& sizes) {
  return {std::max(sizes.only_left, kLeastRate), std::max(sizes.only_right, kLeastRate),
          std::max(sizes.both, kLeastRate)};
}

bool AllHaveValues(const std::array<Image, 3>& images) {
  return std::all_of(images.begin(), images.end(), HasValues);
}

}  // namespace

double Joint::Jaccard() const {
  if (both == 0.0) return 0.0;
  return only_left + only_right == 0.0 ? 1.0 : both / Union();
}

double Joint::Overlap() const {
  if (both == 0.0) return 0.0;
  const double rest = std::min(only_left, only_right);
  return rest == 0.0 ? 1.0 : both / (rest + both);
}

uint64_t JointScratchWords(const Image& left, const Image& right) {
  return IsExact(left, right) ? 0 : PairHistogram::ScratchWords(left, right);
}

Joint EstimateJoint(const Image& left, const Image& right, std::span<uint64_t> scratch) {
  if (IsExact(left, right)) {
    const double both = CommonHashes(left, right);
    return {CountDistinct(left) - both, CountDistinct(right) - both, both};
  }
  if (HasRegisters(right.form())) return MakePair(left, right, scratch).Estimate();
  return MakePair(right, left, scratch).Estimate().Exchanged();
}

Intersection EstimateIntersection(const Image& left, const Image& right, double confidence,
                                  std::span<uint64_t> scratch) {
  if (IsExact(left, right)) return Exactly(CommonHashes(left, right));
  const bool swap = !HasRegisters(right.form());
  return MakePair(swap ? right : left, swap ? left : right, scratch)
      .EstimateIntersection(confidence);
}

Difference EstimateDifference(const Image& left, const Image& right, double confidence,
                              std::span<uint64_t> scratch) {
  if (!HasValues(right)) {
    const Bounds bounds = BoundsOf(left, confidence);
    return {bounds, RelativeErrorOf(left, bounds.estimate) <= 0.5};
  }
  if (IsExact(left, right)) return Exactly(CountDistinct(left) - CommonHashes(left, right));
  if (HasRegisters(right.form()))
    return MakePair(left, right, scratch).EstimateDifference(kLeft, confidence);
  return MakePair(right, left, scratch).EstimateDifference(kRight, confidence);
}

Change EstimateChange(const Image& before, const Image& after, double confidence,
                      std::span<uint64_t> scratch) {
  if (IsExact(before, after)) {
    const double left = CountDistinct(before);
    const double right = CountDistinct(after);
    if (left == 0.0 && right == 0.0) return {false, {}};
    return {true, Exact(right / left)};
  }
  if (HasRegisters(after.form()))
    return MakePair(before, after, scratch).EstimateChange(confidence);
  return MakePair(after, before, scratch).EstimateChange(confidence).Exchanged();
}

uint64_t CommonScratchWords(const std::array<Image, 3>& images) {
  const auto [first, second, third] = ExplicitFirst(images);
  if (!AllHaveValues(images)) return 0;
  if (HasRegisters(second.form())) return TripleHistogram::ScratchWords({first, second, third});
  return CommonImage::ScratchWords(first, second) + std::min(first.count(), second.count());
}

double EstimateCommon(const std::array<Image, 3>& images, std::span<uint64_t> scratch) {
  if (!AllHaveValues(images)) return 0.0;
  const auto sorted = ExplicitFirst(images);
  if (HasRegisters(sorted[1].form())) return Triple(sorted, scratch).Estimate();
  const CommonImage common(sorted[0], sorted[1], scratch);
  return common.has_values() ? EstimateJoint(common.image(), sorted[2], common.rest()).both : 0.0;
}

Intersection EstimateIntersection(const std::array<Image, 3>& images, double confidence,
                                  std::span<uint64_t> scratch) {
  if (!AllHaveValues(images)) return Exactly(0.0);
  const auto sorted = ExplicitFirst(images);
  if (HasRegisters(sorted[1].form()))
    return Triple(sorted, scratch).EstimateIntersection(confidence);
  const CommonImage common(sorted[0], sorted[1], scratch);
  if (!common.has_values()) return Exactly(0.0);
  return EstimateIntersection(common.image(), sorted[2], confidence, common.rest());
}

double IntersectionError(const Params& params, const Joint& truth) {
  return std::sqrt(VarianceOfPart<2>(params, RatesFor(truth), kBoth).of_fixed) / truth.both;
}

double ChangeError(const Params& params, const Joint& truth) {
  return std::sqrt(VarianceOfRatio(params, RatesFor(truth)));
}

}  // namespace hll
