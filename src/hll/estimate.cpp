#include "hll/estimate.hpp"

#include <cmath>
#include <limits>

namespace hll {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
// 1 / (2 ln 2), the limit of Flajolet's alpha_m.
constexpr double kAlphaInfinity = 0.721347520444481703680;

// sigma(x) = x + sum over k >= 1 of x^(2^k) 2^(k-1). Replaces the registers at 0: it is what they
// would add to the denominator if there were values below 0. Infinity at 1.
double Sigma(double x) {
  if (x == 1.0) return kInfinity;
  double sum = x;
  for (double weight = 1.0, previous = -1.0; sum != previous; weight *= 2.0) {
    x *= x;
    previous = sum;
    sum += x * weight;
  }
  return sum;
}

// tau(x) = (1 - x - sum over k >= 1 of (1 - x^(2^-k))^2 2^-k) / 3. Replaces the saturated registers
// in the same way. Zero at 0 and 1.
double Tau(double x) {
  if (x == 0.0 || x == 1.0) return 0.0;
  double sum = 1.0 - x;
  for (double weight = 0.5, previous = -1.0; sum != previous; weight *= 0.5) {
    x = std::sqrt(x);
    previous = sum;
    sum -= (1.0 - x) * (1.0 - x) * weight;
  }
  return sum / 3.0;
}

// Flajolet's alpha_m.
double Alpha(uint64_t m) {
  if (m == 16) return 0.673;
  if (m == 32) return 0.697;
  if (m == 64) return 0.709;
  return 0.7213 / (1.0 + 1.079 / static_cast<double>(m));
}

// Ertl's formula. `others` is what the registers above 0 add to the denominator.
double Improved(const Params& params, double zeros, double others) {
  const auto m = static_cast<double>(params.registers());
  const double estimate = kAlphaInfinity * m * m / (others + m * Sigma(zeros / m));
  return estimate / (1.0 + RelativeBias(estimate, m));
}

// Flajolet's formula and its corrections.
double Classic(const Params& params, double zeros, double denominator) {
  const auto m = static_cast<double>(params.registers());
  const double raw = Alpha(params.registers()) * m * m / denominator;
  if (zeros > 0.0 && raw < 2.5 * m) return m * std::log(m / zeros);
  const double range =
      std::ldexp(1.0, static_cast<int>(params.max_register()) - 1 + params.log2m());
  if (raw <= range / 30.0) return raw;
  return raw < range ? -range * std::log1p(-raw / range) : kInfinity;
}

}  // namespace

double RelativeBias(double estimate, double m) {
  return (1.07944 - 0.57944 * std::exp(-estimate / (2.0 * m))) / m;
}

double EstimateImproved(const RegisterStatistics& registers) {
  const auto m = static_cast<double>(registers.params.registers());
  const double saturated = m * Tau(1.0 - static_cast<double>(registers.saturated) / m);
  const double others = static_cast<double>(registers.powers) + saturated;
  const int q = static_cast<int>(registers.params.last_exact());
  return Improved(registers.params, static_cast<double>(registers.zeros), std::ldexp(others, -q));
}

double EstimateClassic(const RegisterStatistics& registers) {
  const auto zeros = static_cast<double>(registers.zeros);
  const double saturated = static_cast<double>(registers.saturated) / 2.0;
  const double others = static_cast<double>(registers.powers) + saturated;
  const int q = static_cast<int>(registers.params.last_exact());
  return Classic(registers.params, zeros, zeros + std::ldexp(others, -q));
}

}  // namespace hll
