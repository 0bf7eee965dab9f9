#include "hll/intersection/likelihood.hpp"

#include <algorithm>
#include <cmath>

namespace hll {

namespace {

// A part that touches a group, and which part of the group's own it belongs to.
struct Touch {
  size_t part;
  size_t own;
};

constexpr bool Touches(Sketches part, const Group& group) {
  return (part & group.equal) != 0 && (part & ~(group.equal | group.higher)) == 0;
}

template <size_t N, Sketches kEqual, Sketches kHigher>
constexpr auto MakeTouches() {
  constexpr Group kGroup = {kEqual, kHigher};
  constexpr size_t kCount = kParts<std::popcount(kEqual)> << std::popcount(kHigher);
  std::array<Touch, kCount> touches = {};
  size_t count = 0;
  for (Sketches part = 1; part <= kAllSketches<N>; ++part) {
    if (!Touches(part, kGroup)) continue;
    Sketches own = 1;
    while (Spread(own, kEqual) != (part & kEqual)) ++own;
    touches[count++] = {PartOf(part), PartOf(own)};
  }
  return touches;
}

// Adds registers, or their expected number, whose group has the value of this level.
template <Sketches kEqual, Sketches kHigher, size_t N>
void AddRegisters(double registers, const Level<N>& level,
                  typename JointLikelihood<N>::Slopes* slopes) {
  constexpr auto kTouches = MakeTouches<N, kEqual, kHigher>();
  auto [chance, gradient, curvature] = CoverOf(ChancesOf<kEqual, kHigher>(level));
  const double weight = registers * level.scale / chance;
  const double by_chance = 1.0 / chance;
  for (size_t i = 0; i < gradient.size(); ++i)
    for (size_t j = 0; j < gradient.size(); ++j)
      curvature[i][j] =
          weight * level.scale * (gradient[i] * by_chance * gradient[j] - curvature[i][j]);
  for (const Touch& a : kTouches) {
    slopes->gradient[a.part] += weight * gradient[a.own];
    for (const Touch& b : kTouches) slopes->curvature[a.part][b.part] += curvature[a.own][b.own];
  }
}

// The probability that no value of this level was seen by any of the sketches.
template <Sketches kSketches, size_t N>
double NothingIn(const Level<N>& level) {
  double nothing = 1.0;
  for (Sketches part = 1; part <= kAllSketches<N>; ++part)
    if ((part & kSketches) != 0) nothing *= level.parts[PartOf(part)].none;
  return nothing;
}

// The probability that the sketches of a register fall into groups so that this one has the value
// of this level.
template <Sketches kEqual, Sketches kHigher, size_t N>
double ChanceOfGroup(const Level<N>& level) {
  constexpr Sketches kLower = kAllSketches<N> & ~(kEqual | kHigher);
  double chance = ChanceOfCover(ChancesOf<kEqual, kHigher>(level)) * NothingIn<kLower>(level);
  if (!level.saturated) chance *= NothingIn<kEqual | kLower>(level);
  // A value above this level is as probable as one at it.
  if constexpr (kHigher != 0)
    chance *= level.saturated ? 0.0 : ChanceOfCover(ChancesOf<kHigher, 0>(level));
  return chance;
}

}  // namespace

template <size_t N>
JointLikelihood<N>::JointLikelihood(const JointCounts<N>& counts) : counts_(counts) {
  const unsigned last_exact = params().last_exact();
  for (unsigned value = 0; value <= last_exact + 1; ++value) {
    double scale = 0.0;
    for (size_t group = 0; group < kGroups<N>.size(); ++group) {
      const uint32_t registers = counts[group][value];
      if (registers == 0) continue;
      if (value > 0) least_ = std::min(least_, value);
      greatest_ = value;
      if (value > last_exact) continue;
      if (scale == 0.0) scale = std::ldexp(1.0, -static_cast<int>(value) - params().log2m());
      for (Sketches part = 1; part <= kAllSketches<N>; ++part)
        if (Touches(part, kGroups<N>[group])) linear_[PartOf(part)] += scale * registers;
    }
  }
}

template <size_t N>
double JointLikelihood<N>::Value(const RatesOf<N>& rates) const {
  double sum = 0.0;
  for (size_t part = 0; part < rates.size(); ++part) sum -= rates[part] * linear_[part];
  ForEachLevel<N>(params(), rates, greatest_, least_, [&](const Level<N>& level) {
    ForEachGroup<N>([&]<Sketches kEqual, Sketches kHigher>(size_t group) {
      const uint32_t registers = counts_[group][level.value];
      if (registers > 0)
        sum += registers * std::log(ChanceOfCover(ChancesOf<kEqual, kHigher>(level)));
    });
  });
  return sum;
}

template <size_t N>
typename JointLikelihood<N>::Slopes JointLikelihood<N>::SlopesAt(const RatesOf<N>& rates) const {
  Slopes slopes = {};
  for (size_t part = 0; part < rates.size(); ++part) slopes.gradient[part] = -linear_[part];
  ForEachLevel<N>(params(), rates, greatest_, least_, [&](const Level<N>& level) {
    ForEachGroup<N>([&]<Sketches kEqual, Sketches kHigher>(size_t group) {
      const uint32_t registers = counts_[group][level.value];
      if (registers > 0) AddRegisters<kEqual, kHigher>(registers, level, &slopes);
    });
  });
  return slopes;
}

template <size_t N>
RateMatrixOf<N> JointInformation(const Params& params, const RatesOf<N>& rates) {
  const auto m = static_cast<double>(params.registers());
  typename JointLikelihood<N>::Slopes slopes = {};
  ForEachLevel<N>(params, rates, params.last_exact() + 1, 1, [&](const Level<N>& level) {
    ForEachGroup<N>([&]<Sketches kEqual, Sketches kHigher>(size_t) {
      const double registers = m * ChanceOfGroup<kEqual, kHigher>(level);
      if (registers > 0.0) AddRegisters<kEqual, kHigher>(registers, level, &slopes);
    });
  });
  return slopes.curvature;
}

template class JointLikelihood<2>;
template class JointLikelihood<3>;
template RateMatrixOf<2> JointInformation<2>(const Params&, const RatesOf<2>&);
template RateMatrixOf<3> JointInformation<3>(const Params&, const RatesOf<3>&);

}  // namespace hll
