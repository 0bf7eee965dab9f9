#include "theory.hpp"

#include <algorithm>
#include <cmath>

namespace hll {

namespace {

// The derivative of sigma(x) = x + sum over k >= 1 of x^(2^k) 2^(k-1). The estimate weights
// registers without a value by sigma.
double SigmaSlope(double x) {
  double slope = 1.0;
  double power = x;  // x^(2^k - 1)
  double square = x;
  for (double weight = 1.0; power * weight * weight > 1e-17; weight *= 2.0) {
    slope += 2.0 * weight * weight * power;
    square *= square;
    power *= square;
  }
  return slope;
}

// By how much a register of value `k` moves the count of `values`, times m.
class Influence {
 public:
  Influence(double values, double m) : values_(values), load_(values / m) {}
  double operator()(int k) const {
    constexpr double kAlphaInfinity = 0.721347520444481703680;
    const double weight = k == 0 ? SigmaSlope(std::exp(-load_)) : std::ldexp(1.0, -k);
    return -values_ * weight * load_ / kAlphaInfinity;
  }

 private:
  double values_;
  double load_;
};

}  // namespace

double InclusionExclusionError(const Params& params, const Joint& truth) {
  const auto m = static_cast<double>(params.registers());
  const int last = static_cast<int>(params.last_exact());
  const Influence left(truth.only_left + truth.both, m);
  const Influence right(truth.only_right + truth.both, m);
  const Influence together(truth.Union(), m);
  // The probability that the left register is at most the one value, and the right one at most the
  // other.
  const auto at_most = [&](int left_value, int right_value) {
    if (left_value < 0 || right_value < 0) return 0.0;
    const int smaller = std::min(left_value, right_value);
    return std::exp(-(std::ldexp(truth.only_left, -left_value) +
                      std::ldexp(truth.only_right, -right_value) +
                      std::ldexp(truth.both, -smaller)) /
                    m);
  };
  double mean = 0.0;
  double square = 0.0;
  for (int l = 0; l <= last; ++l) {
    for (int r = 0; r <= last; ++r) {
      const double chance =
          at_most(l, r) - at_most(l - 1, r) - at_most(l, r - 1) + at_most(l - 1, r - 1);
      const double move = left(l) + right(r) - together(std::max(l, r));
      mean += chance * move;
      square += chance * move * move;
    }
  }
  const double variance = (square - mean * mean) / m - truth.both;
  return std::sqrt(std::max(0.0, variance)) / truth.both;
}

}  // namespace hll
