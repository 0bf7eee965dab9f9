#include "hll/intersection/fit.hpp"

#include <algorithm>
#include <cmath>

namespace hll {

namespace {

constexpr int kMaxSteps = 64;
constexpr int kMaxHalvings = 40;
// What rounding may make of the least rate.
constexpr double kRoundedLeastRate = kLeastRate * (1.0 + 1e-6);
// The search ends with a step that promises to raise the logarithm of the likelihood by less than
// this. It corresponds to a ten-thousandth of a standard error, and the remaining way is much
// shorter.
constexpr double kLeastGain = 1e-8;

template <size_t N>
using Slopes = typename JointLikelihood<N>::Slopes;

template <class Vector>
Vector Moved(Vector from, double length, const Vector& step) {
  for (size_t i = 0; i < from.size(); ++i) from[i] += length * step[i];
  return from;
}

template <class Vector>
double Product(const Vector& a, const Vector& b) {
  double sum = 0.0;
  for (size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

// Takes one unknown out of the equations matrix * x = vector: it is `value`.
template <class Vector, class Matrix>
void Hold(size_t unknown, double value, Vector* vector, Matrix* matrix) {
  for (size_t i = 0; i < vector->size(); ++i) {
    (*vector)[i] -= (*matrix)[i][unknown] * value;
    (*matrix)[unknown][i] = (*matrix)[i][unknown] = 0.0;
  }
  (*matrix)[unknown][unknown] = 1.0;
  (*vector)[unknown] = value;
}

// Sets `v` to matrix^-1 v. Returns whether the symmetric matrix is positive definite; if it isn't,
// `v` means nothing.
template <class Vector, class Matrix>
bool Solve(Matrix matrix, Vector* vector) {
  constexpr double kNoInformation = 1e-13;
  Vector& v = *vector;
  Vector diagonal;
  for (size_t i = 0; i < v.size(); ++i) diagonal[i] = matrix[i][i];
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

// The part that follows from the others if a size is known: the largest one, which is farthest from
// the end of its range. kParts<N> if no size is known.
template <size_t N>
size_t TiedPart(const KnownSize& known, const RatesOf<N>& rates, size_t fixed) {
  size_t tied = kParts<N>;
  for (size_t part = 0; part < kParts<N>; ++part)
    if (known.Ties(part) && part != fixed && (tied == kParts<N> || rates[part] > rates[tied]))
      tied = part;
  return tied;
}

// Turns derivatives into derivatives by the free rates: as another rate of the known size rises,
// the tied one falls.
template <size_t N>
void Tie(const KnownSize& known, size_t tied, Slopes<N>* slopes) {
  if (tied == kParts<N>) return;
  auto& [gradient, curvature] = *slopes;
  const double slope = gradient[tied];
  const RatesOf<N> row = curvature[tied];
  for (size_t i = 0; i < kParts<N>; ++i) {
    if (known.Ties(i)) gradient[i] -= slope;
    for (size_t j = 0; j < kParts<N>; ++j) {
      if (known.Ties(i)) curvature[i][j] -= row[j];
      if (known.Ties(j)) curvature[i][j] -= row[i];
      if (known.Ties(i) && known.Ties(j)) curvature[i][j] += row[tied];
    }
  }
  Hold(tied, 0.0, &gradient, &curvature);
}

// Solves curvature * step = gradient. Held parts make their least step; parts whose step would be
// below the least one are held, too. Returns false if there is no solution.
template <size_t N>
bool SolveWithin(const Slopes<N>& slopes, const RatesOf<N>& least,
                 std::array<bool, kParts<N>> is_held, RatesOf<N>* step) {
  for (bool again = true; again;) {
    RateMatrixOf<N> matrix = slopes.curvature;
    *step = slopes.gradient;
    for (size_t part = 0; part < kParts<N>; ++part)
      if (is_held[part]) Hold(part, least[part], step, &matrix);
    if (!Solve(matrix, step)) return false;
    again = false;
    for (size_t part = 0; part < kParts<N>; ++part) {
      const bool too_low = !is_held[part] && (*step)[part] < least[part];
      is_held[part] |= too_low;
      again |= too_low;
    }
  }
  return true;
}

}  // namespace

template <size_t N>
RateVariance VarianceBy(const RateMatrixOf<N>& information, const RatesOf<N>& rates,
                        const RatesOf<N>& slope, const KnownSize& known) {
  Slopes<N> slopes = {slope, information};
  Tie<N>(known, TiedPart<N>(known, rates, kCommon<N>), &slopes);
  const RatesOf<N> free_slope = slopes.gradient;
  if (!Solve(slopes.curvature, &slopes.gradient)) return {HUGE_VAL, HUGE_VAL};
  const double variance = Product(free_slope, slopes.gradient);
  // The numbers of values vary like Poisson variables; those of a known size add up to it.
  double spread = 0.0;
  double of_known = 0.0;
  for (size_t part = 0; part < kParts<N>; ++part) {
    spread += slope[part] * slope[part] * rates[part];
    if (known.Ties(part)) of_known += slope[part] * rates[part];
  }
  if (known.known()) spread -= of_known * of_known / known.size;
  return {variance, std::max(variance - spread, 0.0)};
}

template <size_t N>
RatesOf<N> JointFit<N>::Climb(RatesOf<N> rates, size_t fixed) const {
  rates = Within(rates, fixed);
  double value = Value(rates);
  for (int i = 0; i < kMaxSteps; ++i) {
    Slopes<N> slopes = likelihood_.SlopesAt(rates);
    const size_t tied = TiedPart<N>(known_, rates, fixed);
    Tie<N>(known_, tied, &slopes);
    // A step that takes several rates to the least one is fast, but may lead down.
    RatesOf<N> step = StepFrom(rates, slopes, fixed, tied, true);
    if (!(Product(slopes.gradient, step) > kLeastGain))
      step = StepFrom(rates, slopes, fixed, tied, false);
    const bool is_last = !(Product(slopes.gradient, step) > kLeastGain);
    if (!Move(step, &rates, &value) || is_last) break;
  }
  return rates;
}

// Goes the step, or the part of it that keeps all rates in their range, and halves it until the
// likelihood doesn't fall. Returns false if it stays where it is.
template <size_t N>
bool JointFit<N>::Move(const RatesOf<N>& step, RatesOf<N>* rates, double* value) const {
  double length = 1.0;
  for (size_t part = 0; part < step.size(); ++part)
    if ((*rates)[part] + step[part] < kLeastRate)
      length = std::min(length, ((*rates)[part] - kLeastRate) / -step[part]);
  for (int i = 0; i < kMaxHalvings; ++i, length /= 2.0) {
    RatesOf<N> next = Moved(*rates, length, step);
    for (double& rate : next)
      if (rate < kRoundedLeastRate) rate = kLeastRate;
    const double next_value = Value(next);
    if (!(next_value >= *value)) continue;
    *rates = next;
    *value = next_value;
    return true;
  }
  return false;
}

// `to_least`: rates that would fall below the least one go there, and the others are solved again.
// Otherwise only those that are there already stay there.
template <size_t N>
RatesOf<N> JointFit<N>::StepFrom(const RatesOf<N>& rates, const Slopes<N>& slopes, size_t fixed,
                                 size_t tied, bool to_least) const {
  RatesOf<N> least;
  std::array<bool, kParts<N>> is_held;
  for (size_t part = 0; part < rates.size(); ++part) {
    const bool at_least_rate = rates[part] <= kLeastRate;
    least[part] = to_least ? kLeastRate - rates[part] : at_least_rate ? 0.0 : -HUGE_VAL;
    is_held[part] = at_least_rate && slopes.gradient[part] < 0.0;
    if (part != fixed && part != tied) continue;
    least[part] = 0.0;
    is_held[part] = true;
  }
  RatesOf<N> step;
  if (!SolveWithin<N>(slopes, least, is_held, &step)) {
    Slopes<N> expected = {{}, JointInformation<N>(likelihood_.params(), rates)};
    Tie<N>(known_, tied, &expected);
    expected.gradient = slopes.gradient;
    if (!SolveWithin<N>(expected, least, is_held, &step)) return {};
  }
  for (size_t part = 0; part < rates.size() && tied < rates.size(); ++part)
    if (known_.Ties(part) && part != tied) step[tied] -= step[part];
  return step;
}

// Raises rates to the least one. If a size is known, makes its parts add up to it.
template <size_t N>
RatesOf<N> JointFit<N>::Within(RatesOf<N> rates, size_t fixed) const {
  for (double& rate : rates) rate = std::max(rate, kLeastRate);
  const size_t tied = TiedPart<N>(known_, rates, fixed);
  if (tied == kParts<N>) return rates;
  constexpr size_t kOthers = kParts<N> / 2;  // the parts of the known size without one of them
  const bool of_known = fixed != kParts<N> && known_.Ties(fixed);
  double& held = rates[of_known ? fixed : kCommon<N>];
  held = std::min(held, known_.size - kOthers * kLeastRate);
  const double room = of_known ? known_.size - held : known_.size;
  double sum = 0.0;
  for (size_t part = 0; part < kParts<N>; ++part)
    if (known_.Ties(part) && part != fixed) sum += rates[part];
  double rest = known_.size;
  for (size_t part = 0; part < kParts<N>; ++part) {
    if (!known_.Ties(part)) continue;
    if (part != fixed) rates[part] = std::max(rates[part] * (room / sum), kLeastRate);
    if (part != tied) rest -= rates[part];
  }
  rates[tied] = std::max(rest, kLeastRate);
  return rates;
}

template RateVariance VarianceBy<2>(const RateMatrixOf<2>&, const RatesOf<2>&, const RatesOf<2>&,
                                    const KnownSize&);
template RateVariance VarianceBy<3>(const RateMatrixOf<3>&, const RatesOf<3>&, const RatesOf<3>&,
                                    const KnownSize&);
template class JointFit<2>;
template class JointFit<3>;

}  // namespace hll
