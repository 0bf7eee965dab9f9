#include "bloom/sizing.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "bloom/format.hpp"

namespace bloom {

namespace {

constexpr double kBits = kBlockBits;
constexpr int kKeptBits = 9;

// The rate of a block that got `elements`: the mean of (X / 512)^probes over the number X of its
// set bits, to second order in X's variance. Of t bits thrown into 512, a bit stays free with
// probability (1 - 1/512)^t, and two of them with (1 - 2/512)^t.
double BlockFpr(double elements, unsigned probes) {
  const double thrown = elements * probes;
  const double free = std::exp(thrown * std::log1p(-1 / kBits));
  const double both_free = std::exp(thrown * std::log1p(-2 / kBits));
  const double mean = 1 - free;
  if (mean <= 0) return 0;
  const double variance = std::max(0.0, (1 - 1 / kBits) * both_free + free / kBits - free * free);
  return std::pow(mean, probes) * (1 + probes * (probes - 1) / 2.0 * variance / (mean * mean));
}

// The greatest load whose rate is at most `fpr`.
double LoadFor(double fpr, unsigned probes) {
  double low = 0;
  double high = kBits;
  for (int i = 0; i < 40; ++i) {
    const double middle = (low + high) / 2;
    (ExpectedFpr(middle, probes) <= fpr ? low : high) = middle;
  }
  return low;
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

// The sum runs from the mode of the Poisson distribution outwards, until what is left is nothing.
double ExpectedFpr(double load, unsigned probes) {
  constexpr double kNegligible = 1e-14;
  const double mode = std::floor(load);
  const double peak = load > 0 ? std::exp(mode * std::log(load) - load - std::lgamma(mode + 1)) : 1;
  double sum = 0;
  double chance = peak;
  for (double i = mode; chance > kNegligible; ++i) {
    sum += chance * BlockFpr(i, probes);
    chance *= load / (i + 1);
  }
  chance = peak;
  for (double i = mode; i > 0 && chance > kNegligible; --i) {
    chance *= i / load;
    sum += chance * BlockFpr(i - 1, probes);
  }
  return std::min(sum, 1.0);
}

// The load as a function of the probes has one maximum.
Load GreatestLoad(double fpr) {
  Load best;
  for (unsigned probes = 1; probes <= kMaxProbes; ++probes) {
    const double elements = LoadFor(fpr, probes);
    if (elements < best.elements) break;
    best = {elements, static_cast<uint8_t>(probes)};
  }
  return best;
}

Status ShapeFor(const Params& params, Shape* shape) {
  const Load greatest = GreatestLoad(params.fpr());
  const auto capacity = static_cast<double>(params.capacity());
  const uint64_t blocks = RoundUp(static_cast<uint64_t>(std::ceil(capacity / greatest.elements)));
  if (blocks > kMaxBlocks)
    return {.code = Errc::kBloomTooLarge,
            .actual = static_cast<int64_t>(DenseBytes(blocks)),
            .expected = static_cast<int64_t>(DenseBytes(kMaxBlocks))};
  shape->blocks = static_cast<uint32_t>(blocks);
  shape->probes = BestProbes(capacity / static_cast<double>(blocks), greatest.probes);
  return {};
}

}  // namespace bloom
