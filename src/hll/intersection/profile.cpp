#include "hll/intersection/profile.hpp"

#include <algorithm>
#include <cmath>

namespace hll {

template <size_t N>
double JointProfile<N>::LimitTowards(double end) const {
  constexpr int kMaxTries = 60;
  constexpr double kEnough = 1e-3;  // in standard errors
  bool no_trace = false;
  for (size_t sketch = 0; sketch < N && end < best_[kCommon<N>]; ++sketch)
    no_trace |= best_[AllBut<N>(sketch)] < 2.0 * kLeastRate;
  RatesOf<N> rates = best_;
  double inside = best_[kCommon<N>];
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
bool JointProfile<N>::Excludes(double common) const {
  RatesOf<N> rates = best_;
  return ExcessOf(common, false, &rates) > 0.0;
}

template <size_t N>
double JointProfile<N>::ExcessOf(double common, bool no_trace, RatesOf<N>* rates) const {
  (*rates)[kCommon<N>] = common;
  *rates = fit_.BestBeside(*rates);
  const double distance = std::sqrt(2.0 * std::max(0.0, best_value_ - fit_.Value(*rates)));
  // Fixed numbers of values vary less than the Poisson model says, so the allowed distance is
  // smaller.
  const RateVariance variance = fit_.Variance(OfSizes(*rates));
  const double ratio = std::isinf(variance.of_model) ? 1.0 : variance.of_fixed / variance.of_model;
  const double excess = distance - quantile_ * std::sqrt(ratio);
  if (!no_trace) return excess;
  return std::min(excess, ExcessWithoutTrace(best_[kCommon<N>] - common, variance.of_fixed));
}

// Each of n values shows in the registers with a probability p. So an estimate of n has a variance
// of n (1 - p) / p, and the probability that no value shows is (1 - p)^n.
template <size_t N>
double JointProfile<N>::ExcessWithoutTrace(double values, double variance) const {
  if (variance == 0.0) return HUGE_VAL;
  return std::sqrt(2.0 * values * std::log1p(values / variance)) - no_trace_;
}

// If fewer values are common, more values are missing in one sketch only. The model would rather
// make the sketches smaller, and a small sketch without any value that another one misses would
// make its intersection certain.
template <size_t N>
RatesOf<N> JointProfile<N>::OfSizes(RatesOf<N> rates) const {
  const double fewer = best_[kCommon<N>] - rates[kCommon<N>];
  for (size_t sketch = 0; sketch < N; ++sketch) {
    const size_t part = AllBut<N>(sketch);
    rates[part] = std::max(rates[part], best_[part] + fewer);
  }
  return rates;
}

template class JointProfile<2>;
template class JointProfile<3>;

}  // namespace hll
