// Compares the probability of a cover, and its derivatives, with all outcomes taken one by one.
#include "hll/intersection/cover.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "hll/simulation.hpp"

namespace hll {
namespace {

template <size_t kSize>
Chances<kSize> ChancesAt(const RatesOf<kSize>& rates) {
  Chances<kSize> parts;
  for (size_t part = 0; part < parts.size(); ++part)
    parts[part] = {std::exp(-rates[part]), -std::expm1(-rates[part])};
  return parts;
}

// The sum of the probabilities of all sets of parts that together have every sketch.
template <size_t kSize>
double Summed(const Chances<kSize>& parts) {
  double sum = 0.0;
  for (unsigned seen = 0; seen < 1u << parts.size(); ++seen) {
    Sketches covered = 0;
    double chance = 1.0;
    for (size_t part = 0; part < parts.size(); ++part) {
      const bool is_seen = (seen >> part & 1) != 0;
      covered |= is_seen ? static_cast<Sketches>(part + 1) : 0u;
      chance *= is_seen ? parts[part].some : parts[part].none;
    }
    if (covered == kAllSketches<kSize>) sum += chance;
  }
  return sum;
}

template <size_t kSize>
void CheckCover() {
  Random random(kSize);
  std::uniform_real_distribution<double> exponent(-12.0, 2.0);
  for (int trial = 0; trial < 200; ++trial) {
    RatesOf<kSize> rates;
    for (double& rate : rates) rate = std::exp(exponent(random));
    const Chances<kSize> parts = ChancesAt<kSize>(rates);
    const Cover<kSize> cover = CoverOf(parts);
    ASSERT_NEAR(cover.chance / Summed<kSize>(parts), 1.0, 1e-12);
    ASSERT_EQ(cover.chance, ChanceOfCover(parts));
    const auto moved = [&](size_t part, double by) {
      RatesOf<kSize> next = rates;
      next[part] += by;
      return CoverOf(ChancesAt<kSize>(next));
    };
    for (size_t part = 0; part < parts.size(); ++part) {
      const double by = 1e-4 * rates[part];
      const Cover<kSize> above = moved(part, by);
      const Cover<kSize> below = moved(part, -by);
      const double slope = (above.chance - below.chance) / (2 * by);
      ASSERT_NEAR(cover.slope[part], slope, 1e-6 * slope + 1e-10 * cover.chance / by);
      for (size_t other = 0; other < parts.size(); ++other) {
        const double bend = (above.slope[other] - below.slope[other]) / (2 * by);
        ASSERT_NEAR(cover.bend[part][other], bend,
                    1e-6 * std::abs(bend) + 1e-10 * cover.slope[other] / by)
            << part << ", " << other;
      }
    }
  }
}

TEST(Cover, IsTheSumOfAllOutcomes) {
  CheckCover<1>();
  CheckCover<2>();
  CheckCover<3>();
}

}  // namespace
}  // namespace hll
