#include "hll/intersection/change.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace hll {

namespace {

// The two sizes that rates stand for. A part at the least rate doesn't count, but no size is 0.
struct Sizes {
  double left;
  double right;

  explicit Sizes(const Rates& rates) {
    const auto size = [](double rate) { return rate <= kLeastRate ? 0.0 : rate; };
    left = std::max(size(rates[kOnlyLeft]) + size(rates[kBoth]), kLeastRate);
    right = std::max(size(rates[kOnlyRight]) + size(rates[kBoth]), kLeastRate);
  }
};

// The derivatives of the logarithm of the ratio by the rates.
Rates SlopeOfRatio(const Sizes& sizes) {
  return {-1.0 / sizes.left, 1.0 / sizes.right, 1.0 / sizes.right - 1.0 / sizes.left};
}

// How much greater than the most likely ratio the true one may be. A rise is a difference of
// logarithms.
class Rise {
 public:
  Rise(const Params& params, const Rates& best, const KnownSize& known, double confidence)
      : params_(params),
        best_(best),
        known_(known),
        sizes_(best),
        quantile_(NormalQuantile(confidence)),
        no_trace_(-std::log1p(-confidence)) {}

  // Searches the bound: a rise of `quantile_` standard errors, where the variance is the one after
  // this rise. Infinity if there is none.
  double Largest() const {
    constexpr int kMaxTries = 40;
    constexpr double kEnough = 1e-3;
    double rise = 1.0 / sizes_.right;
    for (int i = 0; i < kMaxTries; ++i) {
      const double variance = VarianceOfRatio(params_, After(rise), known_);
      const double last = std::exchange(rise, quantile_ * std::sqrt(variance));
      if (std::abs(rise - last) <= kEnough * rise || std::isinf(rise)) break;
    }
    rise += std::log1p(HalfValue());
    const bool shows = best_[kOnlyRight] >= 2.0 * kLeastRate || known_.sketch == kRight;
    return shows ? rise : std::max(rise, std::log1p(MostWithoutTrace() / sizes_.right));
  }

 private:
  // The rates if the ratio is greater. For half of the rise the right size grows. For the other
  // half the left size shrinks, but it can lose only the values that only the left sketch has.
  Rates After(double rise) const {
    const double fall = std::exp(-rise);
    double left = std::max(sizes_.left * (1.0 + fall) / 2.0, best_[kBoth]);
    if (known_.known()) left = known_.sketch == kLeft ? sizes_.left : sizes_.left * fall;
    const double right = left / fall * (sizes_.right / sizes_.left);
    const double both = std::min({best_[kBoth], left, right});
    return {std::max(left - both, kLeastRate), std::max(right - both, kLeastRate),
            std::max(both, kLeastRate)};
  }

  // How many values only the right sketch may have, although the registers show none. Each of n
  // values shows with a probability p. So they add n (1 - p) / p to the variance of the right size,
  // and the probability that no value shows is (1 - p)^n.
  double MostWithoutTrace() const {
    const Rates slope = SlopeOfRatio(sizes_);
    const auto variance = [&](double own) {
      const Rates rates = {best_[kOnlyLeft], own, best_[kBoth]};
      return VarianceOf<2>(params_, rates, slope, known_).of_fixed * sizes_.right * sizes_.right;
    };
    const double added = std::max(0.0, variance(1.0) - variance(kLeastRate));
    return no_trace_ / std::log1p(1.0 / added);
  }

  // True sizes are whole numbers, so the bound goes half a value farther: one of the smaller set,
  // unless the size of a set is known.
  double HalfValue() const {
    if (known_.known()) return 0.5 / (known_.sketch == kLeft ? sizes_.right : sizes_.left);
    return 0.5 / std::min(sizes_.left, sizes_.right);
  }

  const Params& params_;
  Rates best_;
  KnownSize known_;
  Sizes sizes_;
  double quantile_;
  double no_trace_;
};

}  // namespace

double VarianceOfRatio(const Params& params, const Rates& rates, const KnownSize& known) {
  return VarianceOf<2>(params, rates, SlopeOfRatio(Sizes(rates)), known).of_fixed;
}

Bounds RatioBounds(const Params& params, const Rates& best, const KnownSize& known,
                   double confidence) {
  const Rates mirrored = {best[kOnlyRight], best[kOnlyLeft], best[kBoth]};
  KnownSize known_mirrored = known;
  if (known.known()) known_mirrored.sketch = kLeft + kRight - known.sketch;
  const double fall = Rise(params, mirrored, known_mirrored, confidence).Largest();
  const double rise = Rise(params, best, known, confidence).Largest();
  const Sizes sizes(best);
  const double ratio = sizes.right / sizes.left;
  return {ratio, ratio * std::exp(-fall), ratio * std::exp(rise)};
}

Bounds RatioOfCounts(const Bounds& left, const Bounds& right) {
  const bool left_infinite = std::isinf(left.estimate);
  const bool right_infinite = std::isinf(right.estimate);
  const double ratio = left_infinite && right_infinite ? 1.0 : right.estimate / left.estimate;
  if (left_infinite || right_infinite)
    return {ratio, right.lower / left.upper, right.upper / left.lower};
  const auto factor = [](double a, double b) {
    return std::exp(std::hypot(std::log(a), std::log(b)));
  };
  return {ratio, ratio / factor(right.estimate / right.lower, left.upper / left.estimate),
          ratio * factor(right.upper / right.estimate, left.estimate / left.lower)};
}

}  // namespace hll
