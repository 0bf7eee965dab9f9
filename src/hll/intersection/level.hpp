// The probabilities of one register value, which the formulas of sketches that are compared share.
//
// The model is that of Ertl 2017, "Joint maximum-likelihood estimation": the values of each part
// come at an independent Poisson rate, and each goes to any register with the same probability. If
// a part has rate r, one of m registers has seen no value above k of it with probability
// exp(-r 2^-k / m).
#pragma once

#include <algorithm>
#include <cmath>

#include "hll/intersection/cover.hpp"
#include "hll/params.hpp"

namespace hll {

// Probabilities that a register has seen something at `value`, given that it has seen nothing
// above.
template <size_t N>
struct Level {
  unsigned value;
  bool saturated;                       // value is last_exact() + 1
  double scale;                         // 2^-value / m; at saturation, that of the value below
  std::array<Chance, kParts<N>> parts;  // that a value of the part was seen
};

namespace intersection_internal {

// Goes to the next lower value, which twice as many values reach. Of each pair of complements it
// doubles the smaller one, which has the smaller relative error.
template <size_t N>
void Double(Level<N>* level) {
  level->scale *= 2.0;
  for (auto& [none, some] : level->parts) {
    if (some < 0.5) {
      some *= 2.0 - some;
      none = 1.0 - some;
    } else {
      none *= none;
      some = 1.0 - none;
    }
  }
}

}  // namespace intersection_internal

// Calls f(const Level<N>&) for the values from `greatest` down to `least`, which is at least 1.
template <size_t N, class F>
void ForEachLevel(const Params& params, const RatesOf<N>& rates, unsigned greatest, unsigned least,
                  F f) {
  if (greatest < least) return;
  const unsigned last_exact = params.last_exact();
  const int exponent = static_cast<int>(std::min(greatest, last_exact)) + params.log2m();
  Level<N> level;
  level.value = greatest;
  level.saturated = greatest > last_exact;
  level.scale = std::ldexp(1.0, -exponent);
  for (size_t part = 0; part < rates.size(); ++part) {
    const double some = -std::expm1(-rates[part] * level.scale);
    level.parts[part] = {1.0 - some, some};
  }
  f(level);
  while (--level.value >= least) {
    if (!level.saturated) intersection_internal::Double(&level);
    level.saturated = false;
    f(level);
  }
}

// That a register has seen something of the values that have been seen by the sketches of `kSeen`
// and by any of those of `kOrSeen`.
template <Sketches kSeen, Sketches kOrSeen, size_t N>
Chance ChanceOf(const Level<N>& level) {
  if constexpr (kOrSeen == 0) {
    return level.parts[PartOf(kSeen)];
  } else {
    constexpr Sketches kOne = kOrSeen & -kOrSeen;
    return Either(ChanceOf<kSeen, kOrSeen - kOne>(level),
                  ChanceOf<kSeen | kOne, kOrSeen - kOne>(level));
  }
}

// The parts that a group makes of the values that reach it but nothing lower: by the sketches of
// `kEqual` that have seen them.
template <Sketches kEqual, Sketches kHigher, size_t N>
auto ChancesOf(const Level<N>& level) {
  constexpr size_t kSize = std::popcount(kEqual);
  return [&]<size_t... kPart>(std::index_sequence<kPart...>) {
    return Chances<kSize>{ChanceOf<Spread(kPart + 1, kEqual), kHigher>(level)...};
  }
  (std::make_index_sequence<kParts<kSize>>());
}

}  // namespace hll
