#include "hll/intersection/profile.hpp"

#include <algorithm>
#include <cmath>

namespace hll {

template <size_t N>
double JointProfile<N>::LimitTowards(double end) const {
  constexpr int kMaxTries = 60;
  constexpr double kEnough = 1e-3;  // in standard errors
  const bool no_trace = MayLeaveNoTrace(end);
  RatesOf<N> rates = best_;
  double inside = best_[part_];
  double outside = end;
  double excess_inside = -(no_trace ? no_trace_ : quantile_);
  double excess_outside = ExcessOf(end, no_trace, &rates);
  if (excess_outside <= 0.0) return end;
  // False position with the Illinois rule: if one end stays twice, its excess is halved.
  bool was_inside = false;
  for (int i = 0; i < kMaxTries; ++i) {
    const double share = excess_inside / (excess_inside - excess_outside);
    const double next = inside + (outside - inside) * share;
    const double excess = ExcessOf(next, no_trace, &rates);
    if (std::abs(excess) < kEnough) return next;
    const bool is_inside = excess < 0.0;
    if (i > 0 && is_inside == was_inside) (is_inside ? excess_outside : excess_inside) /= 2.0;
    (is_inside ? inside : outside) = next;
    (is_inside ? excess_inside : excess_outside) = excess;
    was_inside = is_inside;
  }
  return outside;
}

template <size_t N>
bool JointProfile<N>::MayLeaveNoTrace(double end) const {
  const auto has_none = [this](size_t part) { return best_[part] < 2.0 * kLeastRate; };
  if (part_ != kCommon<N>) return end > best_[part_] && has_none(part_);
  bool one_has_none = false;
  for (size_t sketch = 0; sketch < N; ++sketch) one_has_none |= has_none(AllBut<N>(sketch));
  return end < best_[part_] && one_has_none;
}

template <size_t N>
bool JointProfile<N>::Excludes(double size) const {
  RatesOf<N> rates = best_;
  return ExcessOf(size, false, &rates) > 0.0;
}

template <size_t N>
double JointProfile<N>::ExcessOf(double size, bool no_trace, RatesOf<N>* rates) const {
  (*rates)[part_] = size;
  *rates = fit_.BestBeside(*rates, part_);
  const double distance = std::sqrt(2.0 * std::max(0.0, best_value_ - fit_.Value(*rates)));
  // Fixed numbers of values vary less than the Poisson model says, so the allowed distance is
  // smaller.
  const RateVariance variance = fit_.Variance(OfSizes(*rates), part_);
  const double ratio = std::isinf(variance.of_model) ? 1.0 : variance.of_fixed / variance.of_model;
  const double excess = distance - quantile_ * std::sqrt(ratio);
  if (!no_trace) return excess;
  return std::min(excess, ExcessWithoutTrace(std::abs(best_[part_] - size), variance.of_fixed));
}

// Each of n values shows in the registers with a probability p. So an estimate of n has a variance
// of n (1 - p) / p, and the probability that no value shows is (1 - p)^n.
template <size_t N>
double JointProfile<N>::ExcessWithoutTrace(double values, double variance) const {
  if (variance == 0.0) return HUGE_VAL;
  return std::sqrt(2.0 * values * std::log1p(values / variance)) - no_trace_;
}

// If fewer values are common, more values are missing in one sketch only; if fewer are in one
// sketch alone, more are common. The model would rather make the sketches smaller, and a small
// sketch without any value that another one misses would make its intersection certain.
template <size_t N>
RatesOf<N> JointProfile<N>::OfSizes(RatesOf<N> rates) const {
  const double fewer = best_[part_] - rates[part_];
  if (part_ != kCommon<N>) {
    rates[kCommon<N>] = std::max(rates[kCommon<N>], best_[kCommon<N>] + fewer);
    return rates;
  }
  for (size_t sketch = 0; sketch < N; ++sketch) {
    const size_t part = AllBut<N>(sketch);
    rates[part] = std::max(rates[part], best_[part] + fewer);
  }
  return rates;
}

template class JointProfile<2>;
template class JointProfile<3>;

}  // namespace hll
