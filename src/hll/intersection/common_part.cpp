#include "hll/intersection/common_part.hpp"

#include <algorithm>
#include <numeric>

#include "hll/intersection/profile.hpp"

namespace hll {

template <size_t N>
CommonPart<N>::CommonPart(const JointCounts<N>& counts, const KnownSize& known,
                          const RatesOf<N>& start)
    : fit_(counts, known), known_(known), rates_(fit_.Best(start)), bias_(1.0) {
  // A known size has no bias, and leaves little bias to the rates that depend on it.
  if (known.known()) return;
  const double all = std::accumulate(rates_.begin(), rates_.end(), 0.0);
  bias_ += RelativeBias(all, static_cast<double>(counts.params().registers()));
}

// If all values of a known size are common, the rates of its other parts are the least ones.
template <size_t N>
double CommonPart<N>::Estimate() const {
  constexpr double kRest = (1u << (N - 1)) * kLeastRate;
  const bool whole = known_.known() && known_.size - rates_[kCommon<N>] < kRest;
  return whole ? known_.size : Size(kCommon<N>);
}

template <size_t N>
Intersection CommonPart<N>::BoundsOf(size_t part, double estimate, double most,
                                     double confidence) const {
  const JointProfile<N> profile(fit_, rates_, part, NormalQuantile(confidence));
  // True sizes are whole numbers, so the bounds go half a value farther.
  const double lower = profile.LimitTowards(kLeastRate) / bias_ - 0.5;
  const double upper = profile.LimitTowards(most * bias_) / bias_ + 0.5;
  return {{estimate, std::clamp(lower, 0.0, estimate), std::clamp(upper, estimate, most)},
          IsReliable(part, estimate * bias_, most * bias_)};
}

// Whether half the estimate, and one and a half times the estimate if so much can be common, are
// both more than one standard error away. The standard error itself would be too small if the
// estimate is at an end of its range.
template <size_t N>
bool CommonPart<N>::IsReliable(size_t part, double size, double most) const {
  const JointProfile<N> profile(fit_, rates_, part, 1.0);
  return size > 0.0 && profile.Excludes(size / 2.0) &&
         (size * 1.5 >= most || profile.Excludes(size * 1.5));
}

template class CommonPart<2>;
template class CommonPart<3>;

}  // namespace hll
