#include "hll/intersection.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "hll/intersection/change.hpp"
#include "hll/intersection/fit.hpp"
#include "hll/intersection/pair_histogram.hpp"
#include "hll/intersection/profile.hpp"

namespace hll {

namespace {

Bounds Exact(double value) { return {value, value, value}; }
Bounds Reciprocal(const Bounds& b) { return {1.0 / b.estimate, 1.0 / b.upper, 1.0 / b.lower}; }

// One of the two sketches.
struct Side {
  KnownSize known;
  RegisterHistogram registers;
  double size;
  uint64_t outside;  // for an EXPLICIT sketch: how many of its values are certainly not common

  Side(const Image& image, Part part, const RegisterHistogram& histogram, uint64_t outside_count)
      : registers(histogram), outside(outside_count) {
    if (!HasRegisters(image.form())) known = {part, static_cast<double>(image.count())};
    size = known.known() ? known.size : EstimateImproved(registers);
  }

  // The largest possible intersection, if the size is the estimate, or its upper bound.
  double MostCommon() const {
    return known.known() ? known.size - static_cast<double>(outside) : size;
  }
  double MostCommon(double confidence) const {
    return known.known() ? MostCommon() : RegisterBounds(registers, confidence).upper;
  }
  Bounds SizeBounds(double confidence) const {
    return known.known() ? Bounds{size, size, size} : RegisterBounds(registers, confidence);
  }
};

// Two sketches that hold values; at least one of them has registers.
class Pair {
 public:
  Pair(const Image& left, const Image& right, std::span<uint64_t> scratch)
      : histogram_(left, right, scratch),
        swapped_(histogram_.Order()),
        left_(swapped_ ? right : left, kOnlyLeft, histogram_.left(), histogram_.outside()),
        right_(swapped_ ? left : right, kOnlyRight, histogram_.right(), histogram_.outside()) {}

  Joint Estimate() const {
    const Joint joint = EstimateInOrder();
    return swapped_ ? Joint{joint.only_right, joint.only_left, joint.both} : joint;
  }

  Intersection EstimateIntersection(double confidence) const {
    const double most = std::min(left_.MostCommon(confidence), right_.MostCommon(confidence));
    const double estimate = std::min(Estimate().both, most);
    if (most == 0.0) return {{0.0, 0.0, 0.0}, true};
    if (TellsNothing()) return {{estimate, 0.0, most}, false};
    const JointFit fit(histogram_, known());
    const Rates best = fit.Best(Start());
    const JointProfile profile(fit, best, NormalQuantile(confidence));
    // True sizes are whole numbers, so the bounds go half a value farther.
    const double bias = Bias(best);
    const double lower = profile.LimitTowards(kLeastRate) / bias - 0.5;
    const double upper = profile.LimitTowards(most * bias) / bias + 0.5;
    return {{estimate, std::clamp(lower, 0.0, estimate), std::clamp(upper, estimate, most)},
            IsReliable({fit, best, 1.0}, estimate * bias, most * bias)};
  }

  Change EstimateChange(double confidence) const {
    if (left_.size == 0.0 && right_.size == 0.0) return {false, {}};
    const Bounds ratio = RatioInOrder(confidence);
    return {true, swapped_ ? Reciprocal(ratio) : ratio};
  }

 private:
  Joint EstimateInOrder() const {
    const double most = std::min(left_.MostCommon(), right_.MostCommon());
    if (TellsNothing()) return Split(most / 2.0);
    if (AllEqual()) return Split(most);
    if (NothingInBoth()) return Split(0.0);
    return Sizes(JointFit(histogram_, known()).Best(Start()), most);
  }

  // right / left
  Bounds RatioInOrder(double confidence) const {
    if (left_.size == 0.0 || right_.size == 0.0) return Exact(right_.size / left_.size);
    if (!TellsNothing()) {
      Rates best = JointFit(histogram_, known()).Best(Start());
      if (AllEqual()) best = {kLeastRate, kLeastRate, best[kBoth]};
      if (!std::isinf(VarianceOfRatio(histogram_.params(), best, known())))
        return RatioBounds(histogram_.params(), best, known(), confidence);
    }
    return RatioOfCounts(left_.SizeBounds(confidence), right_.SizeBounds(confidence));
  }

  const KnownSize& known() const { return left_.known.known() ? left_.known : right_.known; }
  uint64_t m() const { return histogram_.params().registers(); }

  // Each register of one sketch is above the other's, or is saturated, so that it can't be above.
  bool TellsNothing() const {
    const auto all = [this](const PairHistogram::Counts& counts) {
      return std::accumulate(counts.begin(), counts.end(), uint64_t{0}) == m();
    };
    return std::isinf(left_.size) || std::isinf(right_.size) || all(histogram_.left_more()) ||
           all(histogram_.right_more());
  }
  bool AllEqual() const {
    const PairHistogram::Counts& equal = histogram_.equal();
    return std::accumulate(equal.begin(), equal.end(), uint64_t{0}) == m();
  }
  // No register is set in both.
  bool NothingInBoth() const {
    return uint64_t{histogram_.left_less()[0]} + histogram_.right_less()[0] +
               histogram_.equal()[0] ==
           m();
  }

  // Whether half the estimate, and one and a half times the estimate if so much can be common, are
  // both more than one standard error away. The standard error itself would be too small if the
  // estimate is at an end of its range.
  static bool IsReliable(const JointProfile& profile, double both, double most) {
    return both > 0.0 && profile.Excludes(both / 2.0) &&
           (both * 1.5 >= most || profile.Excludes(both * 1.5));
  }

  Joint Split(double both) const {
    const auto rest = [both](double size) { return std::isinf(both) ? 0.0 : size - both; };
    return {rest(left_.size), rest(right_.size), both};
  }

  // The start of the search: inclusion and exclusion, kept away from the ends of the range.
  Rates Start() const {
    const double smaller = std::min(left_.size, right_.size);
    const double together = EstimateImproved(histogram_.both());
    const double both =
        std::clamp(left_.size + right_.size - together, 0.02 * smaller, 0.98 * smaller);
    return {left_.size - both, right_.size - both, both};
  }

  Joint Sizes(const Rates& rates, double most) const {
    const double bias = Bias(rates);
    const auto size = [bias](double rate) { return rate <= kLeastRate ? 0.0 : rate / bias; };
    // If all values of a known size are common, its rest is kLeastRate. Then the size itself is the
    // result, without this rest and without rounding.
    const bool whole = known().known() && rates[known().part] < 2.0 * kLeastRate;
    const double both = whole ? known().size : size(rates[kBoth]);
    Joint joint = {size(rates[kOnlyLeft]), size(rates[kOnlyRight]), std::min(both, most)};
    if (left_.known.known()) joint.only_left = left_.size - joint.both;
    if (right_.known.known()) joint.only_right = right_.size - joint.both;
    return joint;
  }
  // A known size has no bias, and leaves little bias to the rates that depend on it.
  double Bias(const Rates& rates) const {
    if (known().known()) return 1.0;
    return 1.0 + RelativeBias(rates[0] + rates[1] + rates[2], static_cast<double>(m()));
  }

  PairHistogram histogram_;
  bool swapped_;
  Side left_;
  Side right_;
};

uint64_t CommonHashes(const Image& left, const Image& right) {
  uint64_t common = 0;
  uint64_t next = 0;
  left.ForEachHash([&](uint64_t hash) {
    const auto value = static_cast<int64_t>(hash);
    while (next < right.count() && static_cast<int64_t>(right.Hash(next)) < value)
      if (++next % kInterruptStride == 0) CheckInterrupt();
    common += next < right.count() && right.Hash(next) == hash;
  });
  return common;
}

bool HasValues(const Image& image) { return HasRegisters(image.form()) || image.count() > 0; }

bool IsExact(const Image& left, const Image& right) {
  return !HasValues(left) || !HasValues(right) ||
         (!HasRegisters(left.form()) && !HasRegisters(right.form()));
}

Rates RatesOf(const Joint& sizes) {
  return {std::max(sizes.only_left, kLeastRate), std::max(sizes.only_right, kLeastRate),
          std::max(sizes.both, kLeastRate)};
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
  if (!IsExact(left, right)) return Pair(left, right, scratch).Estimate();
  const auto both = static_cast<double>(CommonHashes(left, right));
  return {CountDistinct(left) - both, CountDistinct(right) - both, both};
}

Intersection EstimateIntersection(const Image& left, const Image& right, double confidence,
                                  std::span<uint64_t> scratch) {
  if (!IsExact(left, right)) return Pair(left, right, scratch).EstimateIntersection(confidence);
  const auto both = static_cast<double>(CommonHashes(left, right));
  return {{both, both, both}, true};
}

Change EstimateChange(const Image& before, const Image& after, double confidence,
                      std::span<uint64_t> scratch) {
  if (!IsExact(before, after)) return Pair(before, after, scratch).EstimateChange(confidence);
  const double left = CountDistinct(before);
  const double right = CountDistinct(after);
  if (left == 0.0 && right == 0.0) return {false, {}};
  return {true, Exact(right / left)};
}

double IntersectionError(const Params& params, const Joint& truth) {
  return std::sqrt(VarianceOfBoth(params, RatesOf(truth)).of_fixed) / truth.both;
}

double ChangeError(const Params& params, const Joint& truth) {
  return std::sqrt(VarianceOfRatio(params, RatesOf(truth)));
}

}  // namespace hll
