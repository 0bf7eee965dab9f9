#include "hll/bounds.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace hll {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// The Fisher information of one register about x, the expected number of values that it has seen:
// the sum of s^2 e^-sx / (e^sx - 1) with s = 2^-k over its values k, plus a term for saturation.
double InformationOfRegister(double x, unsigned last_exact) {
  double information = 0.0;
  double scale = 1.0;
  for (unsigned value = 1; value <= last_exact; ++value) {
    scale *= 0.5;
    const double y = x * scale;
    information += scale * scale * std::exp(-y) / std::expm1(y);
  }
  return information + scale * scale / std::expm1(x * scale);
}

// With few values an estimate moves in steps of one value; with few registers that aren't
// saturated, in steps of one register. Returns the larger of the two steps.
double StepOf(const RegisterStatistics& registers) {
  const auto m = static_cast<double>(registers.params.registers());
  const double unsaturated = m - static_cast<double>(registers.saturated);
  if (unsaturated > m / 2.0) return 1.0;
  return std::ldexp(m, static_cast<int>(registers.params.last_exact())) / unsaturated;
}

// The number of values that saturates every register with a probability of `chance`.
double ValuesToSaturate(const RegisterStatistics& registers, double chance) {
  const auto m = static_cast<double>(registers.params.registers());
  const double unsaturated = -std::expm1(std::log(chance) / m);
  return -std::ldexp(m, static_cast<int>(registers.params.last_exact())) * std::log(unsaturated);
}

}  // namespace

double NormalQuantile(double confidence) {
  // Newton's method from below on the two tails, which are a convex function of the quantile.
  const double tails = 1.0 - confidence;
  double quantile = 0.0;
  for (double step = 1.0; step > 1e-12 * quantile;) {
    const double excess = std::erfc(quantile / std::numbers::sqrt2) - tails;
    const double slope = std::sqrt(2.0 / std::numbers::pi) * std::exp(-quantile * quantile / 2.0);
    step = excess / slope;
    quantile += step;
  }
  return quantile;
}

double RelativeError(const Params& params, double values) {
  if (values == 0.0) return 0.0;
  const auto m = static_cast<double>(params.registers());
  const double x = values / m;
  const double information = InformationOfRegister(x, params.last_exact());
  if (!(information > 0.0)) return kInfinity;
  return std::sqrt(std::max(0.0, (1.0 / (x * information) - 1.0) / values));
}

double LargeSetError(int log2m) {
  // The limit of RelativeError: the sum over a register's values becomes an integral.
  constexpr double kInformation = std::numbers::pi * std::numbers::pi / 6.0 - 1.0;
  return std::sqrt(std::ldexp(std::numbers::ln2 / kInformation, -log2m));
}

int Log2mOfError(double error) {
  int log2m = kMinLog2m;
  while (log2m < kMaxLog2mOfError && !(LargeSetError(log2m) <= error)) ++log2m;
  return log2m;
}

Bounds RegisterBounds(const RegisterStatistics& registers, double confidence) {
  const auto set = static_cast<double>(registers.params.registers() - registers.zeros);
  const double estimate = EstimateImproved(registers);
  if (estimate == kInfinity) {
    const double lower = ValuesToSaturate(registers, (1.0 - confidence) / 2.0);
    return {estimate, std::max(lower, set), kInfinity};
  }
  if (estimate == 0.0) return {0.0, 0.0, 0.0};  // only 2^log2m of all hashes set none
  // The relative error is closest to normal on a logarithmic scale.
  const double factor =
      std::exp(NormalQuantile(confidence) * RelativeError(registers.params, estimate));
  const double half_step = StepOf(registers) / 2.0;
  const double lower = std::max(estimate / factor - half_step, set);
  return {estimate, std::min(lower, estimate), estimate * factor + half_step};
}

}  // namespace hll
