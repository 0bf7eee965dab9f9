// Compares standard errors with derived and measured figures, and bounds with simulated sketches.
#include "hll/bounds.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "hll/simulation.hpp"

namespace hll {
namespace {

TEST(Bounds, NormalQuantiles) {
  EXPECT_NEAR(NormalQuantile(0.5), 0.674489750196, 1e-11);
  EXPECT_NEAR(NormalQuantile(0.682689492137), 1.0, 1e-11);
  EXPECT_NEAR(NormalQuantile(0.95), 1.959963984540, 1e-11);
  EXPECT_NEAR(NormalQuantile(0.99), 2.575829303549, 1e-11);
  EXPECT_NEAR(NormalQuantile(1.0 - 1e-9), 6.109410, 1e-6);
  EXPECT_NEAR(NormalQuantile(1e-9), 1.2533141e-9, 1e-15);
  EXPECT_GT(NormalQuantile(std::nextafter(1.0, 0.0)), 8.0);
  EXPECT_GE(NormalQuantile(std::numeric_limits<double>::min()), 0.0);
}

// The relative error of maximum likelihood times sqrt(m) for loads n / m, from the literature.
TEST(Bounds, ErrorGrowsWithTheLoad) {
  constexpr double kFigures[][2] = {
      {.01, .708}, {.1, .714},  {.25, .724}, {.5, .741},   {1, .773},    {1.5, .803},
      {2, .831},   {2.5, .856}, {3, .877},   {4, .912},    {5, .936},    {7, .965},
      {10, .987},  {20, 1.012}, {50, 1.027}, {100, 1.032}, {1e6, 1.0367}};
  for (const int log2m : {4, 11, 16})
    for (const auto& [load, expected] : kFigures) {
      const Params params = MakeParams(log2m, 6);
      const auto m = static_cast<double>(params.registers());
      EXPECT_NEAR(RelativeError(params, load * m) * std::sqrt(m), expected, 0.001) << load;
    }
}

// If most registers are saturated, the share of the others tells as much as in linear counting.
TEST(Bounds, ErrorGrowsWithoutLimitWhereRegistersRunFull) {
  const Params params = MakeParams(11, 4);
  const double full = std::ldexp(1.0, 11 + 14);
  const auto scaled_error = [&](double load) {
    return RelativeError(params, load * full) * std::sqrt(2048.0);
  };
  EXPECT_NEAR(scaled_error(0.01), 1.034, 0.002);
  EXPECT_NEAR(scaled_error(1.0), 1.06, 0.01);
  EXPECT_NEAR(scaled_error(2.0), 1.18, 0.01);
  for (const double load : {6.0, 8.0, 12.0})
    EXPECT_NEAR(scaled_error(load) / (std::sqrt(std::expm1(load)) / load), 1.0, 0.01) << load;
  EXPECT_GT(scaled_error(100.0), 1e6);
  EXPECT_EQ(scaled_error(INFINITY), INFINITY);
}

TEST(Bounds, ErrorOfFewOrNoValuesIsFinite) {
  EXPECT_EQ(RelativeError(MakeParams(11, 5), 0.0), 0.0);
  for (const int log2m : {4, 16, 30})
    EXPECT_NEAR(RelativeError(MakeParams(log2m, 3), 1.0) * std::exp2(log2m / 2.0), 0.707, 0.01);
}

TEST(Bounds, Log2mOfErrorIsTheSmallest) {
  Params unused;
  EXPECT_TRUE(Params::FromValues(kMaxLog2mOfError, kDefaultRegwidth, -1, 1, &unused).ok());
  EXPECT_FALSE(Params::FromValues(kMaxLog2mOfError + 1, kDefaultRegwidth, -1, 1, &unused).ok());
  for (int log2m = kMinLog2m; log2m <= kMaxLog2mOfError; ++log2m) {
    const double error = LargeSetError(log2m);
    EXPECT_NEAR(error * std::exp2(log2m / 2.0), 1.0367, 0.0001);
    const Params params = MakeParams(log2m, kDefaultRegwidth);
    const double many = std::ldexp(1.0, log2m + 16);
    EXPECT_NEAR(RelativeError(params, many) / error, 1.0, 1e-4) << log2m;
    EXPECT_EQ(Log2mOfError(error), log2m);
    const int next = std::min(log2m + 1, kMaxLog2mOfError);
    EXPECT_EQ(Log2mOfError(std::nextafter(error, 0.0)), next);
  }
  EXPECT_EQ(Log2mOfError(0.999), kMinLog2m);
  EXPECT_EQ(Log2mOfError(0.01), 14);
  EXPECT_EQ(Log2mOfError(0.0), kMaxLog2mOfError);
  EXPECT_EQ(Log2mOfError(std::nan("")), kMaxLog2mOfError);
}

TEST(Bounds, EmptyAndExplicitAreExact) {
  TestSketch sketch(MakeParams(11, 5));
  for (uint64_t i = 0; i < 100; ++i) {
    const auto count = static_cast<double>(i);
    const Bounds bounds = BoundsOf(*sketch, 0.95);
    EXPECT_EQ(bounds.lower, count);
    EXPECT_EQ(bounds.estimate, count);
    EXPECT_EQ(bounds.upper, count);
    EXPECT_EQ(RelativeErrorOf(*sketch), 0.0);
    sketch.Add(i * 0x9e3779b97f4a7c15);
  }
}

TEST(Bounds, RegistersOfNoValueAreExact) {
  const Bytes none = FullImage(MakeParams(11, 5, 0), Registers(2048, 0));
  const Bounds bounds = BoundsOf(MustParse(none), 0.95);
  EXPECT_EQ(bounds.estimate, 0.0);
  EXPECT_EQ(bounds.lower, 0.0);
  EXPECT_EQ(bounds.upper, 0.0);
}

TEST(Bounds, AreAroundTheEstimateAndNotBelowWhatIsSet) {
  Random random(1);
  for (int log2m = 4; log2m <= 12; ++log2m)
    for (int regwidth = 1; regwidth <= 8; ++regwidth)
      for (double n = 1; n < 1e12; n *= 7) {
        const Params params = MakeParams(log2m, regwidth);
        const Registers registers = SimulateRegisters(static_cast<uint64_t>(n), log2m, random);
        const Bytes bytes = FullImage(params, registers);
        const Image image = MustParse(bytes);
        Bounds last = {NAN, INFINITY, 0};
        for (const double confidence : {1e-9, 0.5, 0.95, 0.999, 1 - 1e-12}) {
          const Bounds bounds = BoundsOf(image, confidence);
          ASSERT_EQ(bounds.estimate, CountDistinct(image));
          ASSERT_LE(bounds.lower, bounds.estimate);
          ASSERT_LE(bounds.estimate, bounds.upper);
          ASSERT_LE(bounds.lower, last.lower);
          ASSERT_GE(bounds.upper, last.upper);
          const auto set = static_cast<double>(FilledRegisters(image));
          ASSERT_GE(bounds.lower, std::min(set, bounds.estimate));
          ASSERT_LT(bounds.lower, INFINITY);
          last = bounds;
        }
      }
}

TEST(Bounds, SaturatedRegistersHaveOnlyALowerBound) {
  const Params params = MakeParams(8, 2);
  const Bytes image = FullImage(params, Registers(256, 3));
  const Bounds bounds = BoundsOf(MustParse(image), 0.95);
  EXPECT_EQ(bounds.estimate, INFINITY);
  EXPECT_EQ(bounds.upper, INFINITY);
  // This number of values saturates all registers in one of 40 cases.
  const double chance = std::pow(-std::expm1(-bounds.lower / (256 * 4.0)), 256);
  EXPECT_NEAR(chance, 0.025, 1e-9);
}

struct CoverageCase {
  int log2m;
  int regwidth;
  uint64_t values;
};

class BoundsCoverage : public testing::TestWithParam<CoverageCase> {};

// The bounds must hold the truth in at least 93 % of the trials; and in at most 99 % where the
// estimate can take many values.
TEST_P(BoundsCoverage, IsWhatWasAskedFor) {
  constexpr int kTrials = 2000;
  const auto [log2m, regwidth, values] = GetParam();
  const Params params = MakeParams(log2m, regwidth);
  const auto n = static_cast<double>(values);
  Random random(values);
  int covered = 0;
  for (int trial = 0; trial < kTrials; ++trial) {
    const Bytes image = FullImage(params, SimulateRegisters(values, log2m, random));
    const Bounds bounds = BoundsOf(MustParse(image), 0.95);
    covered += bounds.lower <= n && n <= bounds.upper;
  }
  EXPECT_GE(covered, kTrials * 93 / 100);
  if (n * RelativeError(params, n) > 2.0) {
    EXPECT_LE(covered, kTrials * 99 / 100);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Sketches, BoundsCoverage,
    testing::Values(CoverageCase{4, 5, 10}, CoverageCase{4, 5, 100}, CoverageCase{8, 5, 10},
                    CoverageCase{8, 5, 17}, CoverageCase{8, 5, 40}, CoverageCase{8, 5, 300},
                    CoverageCase{8, 5, 100000}, CoverageCase{11, 5, 25}, CoverageCase{11, 5, 64},
                    CoverageCase{11, 5, 2000}, CoverageCase{8, 1, 100}, CoverageCase{8, 1, 600},
                    CoverageCase{8, 1, 1200}, CoverageCase{11, 1, 15000}, CoverageCase{8, 2, 4000},
                    CoverageCase{4, 2, 100}, CoverageCase{8, 3, 64000}));

}  // namespace
}  // namespace hll
