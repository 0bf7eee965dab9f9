#include "hll/intersection/pair.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "hll/bounds.hpp"
#include "hll/intersection/change.hpp"
#include "hll/intersection/pair_histogram.hpp"

namespace hll {

namespace {

uint64_t Sum(const ValueCounts& counts) {
  return std::accumulate(counts.begin(), counts.end(), uint64_t{0});
}

// An EXPLICIT sketch has a size even if all the registers that its values set are saturated.
bool IsSaturated(const RegisterHistogram& registers) {
  return registers[registers.last_exact() + 1] == registers.params().registers();
}

}  // namespace

Pair::Pair(const JointCounts<2>& counts, const ExplicitSize& first)
    : counts_(counts),
      first_(first),
      swapped_(counts_.Order(first.known.known() ? 1 : 0)[0] == 1),
      left_(counts_.Union(1)),
      right_(counts_.Union(2)),
      left_size_(first.known.known() ? first.known.size : EstimateImproved(left_)),
      right_size_(EstimateImproved(right_)) {}

Joint Pair::Estimate() const { return swapped_ ? SizesInOrder().Exchanged() : SizesInOrder(); }

Joint Pair::SizesInOrder() const {
  const std::optional<double> both = BothWithoutFit();
  return both ? Split(*both) : Sizes({counts_, first_.known, Start()});
}

Intersection Pair::EstimateIntersection(double confidence) const {
  const double most = Most(confidence);
  const std::optional<double> both = BothWithoutFit();
  if (most == 0.0) return {{0.0, 0.0, 0.0}, true};
  if (TellsNothing()) return {{std::min(*both, most), 0.0, most}, false};
  const CommonPart<2> part(counts_, first_.known, Start());
  return part.BoundsOf(kBoth, std::min(both ? *both : Both(part), most), most, confidence);
}

Difference Pair::EstimateDifference(Sketches sketch, double confidence) const {
  const bool of_left = (sketch == kLeft) != swapped_;
  const Joint joint = SizesInOrder();
  const double estimate = of_left ? joint.only_left : joint.only_right;
  const Bounds left = LeftBounds(confidence);
  const Bounds right = RightBounds(confidence);
  const double most = std::max((of_left ? left : right).upper, estimate);
  if (most == 0.0) return {{0.0, 0.0, 0.0}, true};
  const double certain = of_left ? static_cast<double>(first_.outside) : 0.0;
  if (TellsNothing()) {
    const double least = of_left ? left.lower - right.upper : right.lower - left.upper;
    return {{estimate, std::clamp(least, certain, estimate), most}, false};
  }
  const CommonPart<2> part(counts_, first_.known, Start());
  Difference difference =
      part.BoundsOf(of_left ? kOnlyLeft : kOnlyRight, estimate, most, confidence);
  difference.bounds.lower = std::max(difference.bounds.lower, certain);
  return difference;
}

double Pair::VarianceOfUnion(Sketches sketch, double more) const {
  if (TellsNothing()) return HUGE_VAL;
  const Rates rates = JointFit<2>(counts_, {}).Best(Start());
  RateMatrixOf<2> information = JointInformation<2>(counts_.params(), rates);
  const size_t own = (sketch == kLeft) != swapped_ ? kOnlyLeft : kOnlyRight;
  for (const size_t part : {own, size_t{kBoth}})
    for (const size_t other : {own, size_t{kBoth}}) information[part][other] += more;
  return VarianceBy<2>(information, rates, {1.0, 1.0, 1.0}).of_fixed;
}

Change Pair::EstimateChange(double confidence) const {
  if (left_size_ == 0.0 && right_size_ == 0.0) return {false, {}};
  const Change change = {true, Ratio(confidence)};
  return swapped_ ? change.Exchanged() : change;
}

// The size of the right sketch divided by that of the left one.
Bounds Pair::Ratio(double confidence) const {
  if (left_size_ == 0.0 || right_size_ == 0.0) {
    const double ratio = right_size_ / left_size_;
    return {ratio, ratio, ratio};
  }
  if (!TellsNothing()) {
    const Params& params = counts_.params();
    Rates best = JointFit<2>(counts_, first_.known).Best(Start());
    if (AllEqual()) best = {kLeastRate, kLeastRate, best[kBoth]};
    if (!std::isinf(VarianceOfRatio(params, best, first_.known)))
      return RatioBounds(params, best, first_.known, confidence);
  }
  return RatioOfCounts(LeftBounds(confidence), RightBounds(confidence));
}

Bounds Pair::LeftBounds(double confidence) const {
  if (first_.known.known()) return {left_size_, left_size_, left_size_};
  return RegisterBounds(left_.statistics(), confidence);
}

Bounds Pair::RightBounds(double confidence) const {
  return RegisterBounds(right_.statistics(), confidence);
}

bool Pair::TellsNothing() const {
  return IsSaturated(left_) || IsSaturated(right_) || Sum(counts_.Of(1, 0)) == m() ||
         Sum(counts_.Of(2, 0)) == m();
}

bool Pair::AllEqual() const { return Sum(counts_.Of(3, 0)) == m(); }

// No register is set in both.
bool Pair::NothingInBoth() const {
  return uint64_t{counts_.Of(1, 2)[0]} + counts_.Of(2, 1)[0] + counts_.Of(3, 0)[0] == m();
}

double Pair::Most() const {
  return std::min(left_size_ - static_cast<double>(first_.outside), right_size_);
}

double Pair::Most(double confidence) const {
  return std::min(LeftBounds(confidence).upper - static_cast<double>(first_.outside),
                  RightBounds(confidence).upper);
}

std::optional<double> Pair::BothWithoutFit() const {
  if (TellsNothing()) return Most() / 2.0;
  if (AllEqual()) return Most();
  if (NothingInBoth()) return 0.0;
  return std::nullopt;
}

double Pair::Both(const CommonPart<2>& part) const { return std::min(part.Estimate(), Most()); }

Joint Pair::Split(double both) const {
  const auto rest = [both](double size) { return std::isinf(both) ? 0.0 : size - both; };
  return {rest(left_size_), rest(right_size_), both};
}

// The start of the search: inclusion and exclusion, kept away from the ends of the range.
Rates Pair::Start() const {
  const double smaller = std::min(left_size_, right_size_);
  const double together = EstimateImproved(counts_.Union(3));
  const double both =
      std::clamp(left_size_ + right_size_ - together, 0.02 * smaller, 0.98 * smaller);
  return {left_size_ - both, right_size_ - both, both};
}

Joint Pair::Sizes(const CommonPart<2>& part) const {
  const KnownSize& known = first_.known;
  const double both = Both(part);
  return {known.known() ? known.size - both : part.Size(kOnlyLeft), part.Size(kOnlyRight), both};
}

Pair MakePair(const Image& left, const Image& right, std::span<uint64_t> scratch) {
  const PairHistogram histogram(left, right, scratch);
  return {histogram.counts(), {SizeIfKnown(left), histogram.outside()}};
}

}  // namespace hll
