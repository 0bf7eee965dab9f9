#include "hll/intersection/fit.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace hll {

namespace {

constexpr int kMaxSteps = 64;
// The search ends with a step that promises to raise the logarithm of the likelihood by less than
// this. It corresponds to a ten-thousandth of a standard error, and the remaining way is much
// shorter.
constexpr double kLeastGain = 1e-8;

Rates Moved(const Rates& from, double length, const Rates& step) {
  return {from[0] + length * step[0], from[1] + length * step[1], from[2] + length * step[2]};
}

double Product(const Rates& a, const Rates& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

// Removes a rate from the equations, so that its step is zero.
void Freeze(size_t part, Rates* vector, RateMatrix* matrix) {
  for (size_t other = 0; other < vector->size(); ++other)
    (*matrix)[part][other] = (*matrix)[other][part] = 0.0;
  (*matrix)[part][part] = 1.0;
  (*vector)[part] = 0.0;
}

// Sets `v` to matrix^-1 v. Returns whether the symmetric matrix is positive definite; if it isn't,
// `v` means nothing.
bool Solve(RateMatrix matrix, Rates* vector) {
  constexpr double kNoInformation = 1e-13;
  Rates& v = *vector;
  const Rates diagonal = {matrix[0][0], matrix[1][1], matrix[2][2]};
  for (size_t i = 0; i < v.size(); ++i) {
    if (!(matrix[i][i] > kNoInformation * diagonal[i])) return false;
    for (size_t j = i + 1; j < v.size(); ++j) {
      const double factor = matrix[j][i] / matrix[i][i];
      for (size_t k = i; k < v.size(); ++k) matrix[j][k] -= factor * matrix[i][k];
      v[j] -= factor * v[i];
    }
  }
  for (size_t i = v.size(); i-- > 0;) {
    for (size_t k = i + 1; k < v.size(); ++k) v[i] -= matrix[i][k] * v[k];
    v[i] /= matrix[i][i];
  }
  return true;
}

// Turns derivatives into derivatives by the free rates: as rates[kBoth] rises, the tied rate falls.
void Bind(const KnownSize& known, JointLikelihood::Slopes* slopes) {
  if (!known.known()) return;
  const size_t bound = known.part;
  const size_t other = kOnlyLeft + kOnlyRight - bound;
  auto& [gradient, curvature] = *slopes;
  gradient[kBoth] -= gradient[bound];
  curvature[kBoth][kBoth] += curvature[bound][bound] - 2.0 * curvature[bound][kBoth];
  curvature[other][kBoth] -= curvature[other][bound];
  curvature[kBoth][other] = curvature[other][kBoth];
  Freeze(bound, &gradient, &curvature);
}

RateMatrix InformationAt(const Params& params, const Rates& rates, const KnownSize& known) {
  JointLikelihood::Slopes slopes = {{}, JointInformation(params, rates)};
  Bind(known, &slopes);
  return slopes.curvature;
}

}  // namespace

RateVariance VarianceOf(const Params& params, const Rates& rates, Rates slope,
                        const KnownSize& known) {
  if (known.known()) slope[kBoth] -= std::exchange(slope[known.part], 0.0);
  Rates column = slope;
  if (!Solve(InformationAt(params, rates, known), &column)) return {HUGE_VAL, HUGE_VAL};
  const double variance = Product(slope, column);
  // The variance of a part is that of a Poisson variable; beside a known size, that of the common
  // values is binomial.
  Rates spread = rates;
  if (known.known()) spread[kBoth] *= rates[known.part] / known.size;
  for (size_t part = 0; part < spread.size(); ++part) spread[part] *= slope[part];
  return {variance, std::max(variance - Product(slope, spread), 0.0)};
}

RateVariance VarianceOfBoth(const Params& params, const Rates& rates, const KnownSize& known) {
  return VarianceOf(params, rates, {0.0, 0.0, 1.0}, known);
}

Rates JointFit::Climb(Rates rates, bool both_is_fixed) const {
  rates = Within(rates);
  double value = Value(rates);
  double promised = HUGE_VAL;
  for (int i = 0; i < kMaxSteps && promised > kLeastGain; ++i) {
    JointLikelihood::Slopes slopes = likelihood_.SlopesAt(rates);
    Bind(known_, &slopes);
    const Rates step = StepFrom(rates, slopes, both_is_fixed);
    for (double length = 1.0;; length /= 2.0) {
      const Rates next = Within(Moved(rates, length, step));
      promised = Product(slopes.gradient, Moved(next, -1.0, rates));
      const double next_value = Value(next);
      const bool higher = next_value >= value;
      if (higher) {
        rates = next;
        value = next_value;
      }
      if (higher || !(promised > kLeastGain)) break;
    }
  }
  return rates;
}

Rates JointFit::StepFrom(const Rates& rates, const JointLikelihood::Slopes& slopes,
                         bool both_is_fixed) const {
  const auto solve = [&](RateMatrix matrix, Rates* step) {
    *step = slopes.gradient;
    for (size_t part = 0; part < rates.size(); ++part) {
      const bool is_fixed = part == kBoth && both_is_fixed;
      if (is_fixed || PushesOut(rates, slopes.gradient, part)) Freeze(part, step, &matrix);
    }
    return Solve(matrix, step);
  };
  Rates step;
  if (solve(slopes.curvature, &step)) return step;
  if (solve(InformationAt(likelihood_.params(), rates, known_), &step)) return step;
  return {};
}

Rates JointFit::Within(Rates rates) const {
  for (double& rate : rates) rate = std::max(rate, kLeastRate);
  if (known_.known()) {
    rates[kBoth] = std::min(rates[kBoth], known_.size - kLeastRate);
    rates[known_.part] = known_.size - rates[kBoth];
  }
  return rates;
}

// Whether the rate is at the end of its range and the likelihood still rises beyond.
bool JointFit::PushesOut(const Rates& rates, const Rates& gradient, size_t part) const {
  if (rates[part] <= kLeastRate) return gradient[part] < 0.0;
  const bool at_top = part == kBoth && known_.known() && rates[kBoth] >= known_.size - kLeastRate;
  return at_top && gradient[part] > 0.0;
}

}  // namespace hll
