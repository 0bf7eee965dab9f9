#include "bloom/sizing.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace bloom {

namespace {

constexpr double kBits = kBlockBits;
constexpr int kKeptBits = 9;

double Power(double base, unsigned exponent) {
  double power = 1;
  for (; exponent != 0; exponent /= 2, base *= base) {
    if (exponent % 2 != 0) power *= base;
  }
  return power;
}

// The rate of one block: the mean of (X / 512)^probes over the number X of its set bits, to second
// order in the variance of X. One bit is free with probability `free`, two bits are with
// `both_free`.
double BlockFpr(double free, double both_free, unsigned probes) {
  const double mean = 1 - free;
  if (mean <= 0) return 0;
  const double variance = std::max(0.0, (1 - 1 / kBits) * both_free + free / kBits - free * free);
  return Power(mean, probes) * (1 + probes * (probes - 1) / 2.0 * variance / (mean * mean));
}

// The load whose rate is `fpr`, or slightly less. The search starts where all blocks are equally
// full. It uses that log(rate) is nearly a straight line over log(load), with the slope that it has
// there.
double LoadFor(double fpr, unsigned probes) {
  const double fill = std::pow(fpr, 1.0 / probes);
  const double thrown = -std::log1p(-fill);
  const double slope = probes * thrown * (1 - fill) / fill;
  double load = kBits / probes * thrown;
  for (int i = 0; i < 40; ++i) {
    const double ratio = fpr / ExpectedFpr(load, probes);
    load *= std::pow(ratio, 1 / slope);
    if (std::abs(ratio - 1) < 1e-9) break;
  }
  return load * (1 - 1e-8);
}

uint64_t RoundUp(uint64_t blocks) {
  const int excess = std::max(0, static_cast<int>(std::bit_width(blocks)) - kKeptBits);
  const uint64_t unit = uint64_t{1} << excess;
  return (blocks + unit - 1) / unit * unit;
}

// The best number of probes near `guess`; the rate has one minimum.
uint8_t BestProbes(double load, uint8_t guess) {
  uint8_t best = guess;
  for (const int step : {-1, 1}) {
    for (int next = best + step;
         next >= 1 && next <= static_cast<int>(kMaxProbes) &&
         ExpectedFpr(load, static_cast<unsigned>(next)) < ExpectedFpr(load, best);
         next += step)
      best = static_cast<uint8_t>(next);
  }
  return best;
}

}  // namespace

// A bit set at random leaves a given bit free with probability 1 - 1/512, and two bits with 1 -
// 2/512.
double ExpectedFpr(double load, unsigned probes) {
  constexpr double kNegligible = 1e-14;
  const double stays_free = Power(1 - 1 / kBits, probes);
  const double both_stay_free = Power(1 - 2 / kBits, probes);
  double chance = std::exp(-load);
  double free = 1;
  double both_free = 1;
  double sum = 0;
  for (double elements = 0; elements < load || chance > kNegligible;) {
    sum += chance * BlockFpr(free, both_free, probes);
    chance *= load / ++elements;
    free *= stays_free;
    both_free *= both_stay_free;
  }
  return std::min(sum, 1.0);
}

// The load as a function of the probes has one maximum.
Load GreatestLoad(double fpr) {
  Load best;
  for (unsigned probes = 1; probes <= kMaxProbes; ++probes) {
    if (ExpectedFpr(best.elements, probes) > fpr) break;
    best = {LoadFor(fpr, probes), static_cast<uint8_t>(probes)};
  }
  return best;
}

Status ShapeFor(const Params& params, const Load& greatest, Shape* shape) {
  const auto capacity = static_cast<double>(params.capacity());
  const uint64_t blocks = RoundUp(static_cast<uint64_t>(std::ceil(capacity / greatest.elements)));
  if (blocks > kMaxBlocks)
    return {Errc::kTooLarge, static_cast<int64_t>(DenseBytes(blocks)),
            static_cast<int64_t>(DenseBytes(kMaxBlocks))};
  shape->blocks = static_cast<uint32_t>(blocks);
  shape->probes = BestProbes(capacity / static_cast<double>(blocks), greatest.probes);
  return {};
}

}  // namespace bloom
