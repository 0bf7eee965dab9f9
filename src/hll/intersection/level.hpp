// The probabilities of one register value, which the formulas of a pair of sketches share.
//
// The model is that of Ertl 2017, "Joint maximum-likelihood estimation": the values that only the
// first sketch has seen, only the second, and both, come at three independent Poisson rates, and
// each goes to any register with the same probability. If a part has rate r, one of m registers has
// seen no value above k of it with probability exp(-r 2^-k / m).
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "hll/estimate.hpp"

namespace hll {

// The parts of a pair: the values that only the first, only the second, and both sketches have
// seen. A rate is the expected number of values of a part.
enum Part : size_t { kOnlyLeft, kOnlyRight, kBoth };
using Rates = std::array<double, 3>;
using RateMatrix = std::array<std::array<double, 3>, 3>;

// Probabilities that a register has seen something at `value`, given that it has seen nothing
// above.
struct Level {
  unsigned value;
  bool saturated;  // value is last_exact() + 1
  double scale;    // 2^-value / m; at saturation, that of the value below
  Rates none;      // no value of this part was seen
  Rates some;      // 1 - none
  double left;     // the first sketch has seen a value
  double right;    // the second sketch has seen a value
  double equal;    // both have seen one: a common value, or each its own
};

namespace intersection_internal {

inline void Complete(Level* level) {
  const double nothing_common = level->none[kBoth];
  const double common = level->some[kBoth];
  const double own_left = level->some[kOnlyLeft];
  const double own_right = level->some[kOnlyRight];
  level->left = common + nothing_common * own_left;
  level->right = common + nothing_common * own_right;
  level->equal = common + nothing_common * own_left * own_right;
}

// Goes to the next lower value, which twice as many values reach. Of each pair of complements it
// doubles the smaller one, which has the smaller relative error.
inline void Double(Level* level) {
  level->scale *= 2.0;
  for (size_t part = 0; part < level->none.size(); ++part) {
    double& none = level->none[part];
    double& some = level->some[part];
    if (some < 0.5) {
      some *= 2.0 - some;
      none = 1.0 - some;
    } else {
      none *= none;
      some = 1.0 - none;
    }
  }
  Complete(level);
}

}  // namespace intersection_internal

// Calls f(const Level&) for the values from `greatest` down to `least`, which is at least 1.
template <class F>
void ForEachLevel(const Params& params, const Rates& rates, unsigned greatest, unsigned least,
                  F f) {
  if (greatest < least) return;
  const unsigned last_exact = params.last_exact();
  const int exponent = static_cast<int>(std::min(greatest, last_exact)) + params.log2m();
  Level level;
  level.value = greatest;
  level.saturated = greatest > last_exact;
  level.scale = std::ldexp(1.0, -exponent);
  for (size_t part = 0; part < rates.size(); ++part) {
    level.some[part] = -std::expm1(-rates[part] * level.scale);
    level.none[part] = 1.0 - level.some[part];
  }
  intersection_internal::Complete(&level);
  f(level);
  while (--level.value >= least) {
    if (!level.saturated) intersection_internal::Double(&level);
    level.saturated = false;
    f(level);
  }
}

}  // namespace hll
