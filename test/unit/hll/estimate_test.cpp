// Estimators: accuracy with fixed seeds compared with measured and derived figures, and extreme
// cases.
#include "hll/estimate.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "hll/test_hll.hpp"

namespace hll {
namespace {

// Makes a FULL image whose registers all have one value.
Bytes UniformImage(const Params& params, uint8_t value) {
  Bytes image(kHeaderBytes + params.full_bytes());
  image[0] = 0x14;
  image[1] = params.parameter_byte();
  image[2] = params.cutoff_byte();
  for (uint64_t i = 0; i < params.registers(); ++i)
    RaisePacked(&image[kHeaderBytes], static_cast<unsigned>(params.regwidth()), i, value);
  return image;
}

double Improved(const Bytes& image) {
  return EstimateImproved(RegisterHistogram(MustParse(image)));
}
double Classic(const Bytes& image) { return EstimateClassic(RegisterHistogram(MustParse(image))); }

TEST(Estimate, NoRegisterSetIsZero) {
  for (int log2m = 4; log2m <= 16; ++log2m)
    for (int regwidth = 1; regwidth <= 8; ++regwidth) {
      const Bytes image = UniformImage(MakeParams(log2m, regwidth), 0);
      EXPECT_EQ(Improved(image), 0.0);
      EXPECT_EQ(Classic(image), 0.0);
    }
}

TEST(Estimate, AllSaturatedIsInfinityAndNothingIsNaN) {
  for (int log2m = 4; log2m <= 12; ++log2m)
    for (int regwidth = 1; regwidth <= 8; ++regwidth) {
      const Params params = MakeParams(log2m, regwidth);
      EXPECT_EQ(Improved(UniformImage(params, static_cast<uint8_t>(params.max_register()))),
                INFINITY);
      double previous = -1;
      for (unsigned value = 0; value <= params.max_register(); ++value) {
        const Bytes image = UniformImage(params, static_cast<uint8_t>(value));
        EXPECT_FALSE(std::isnan(Classic(image)));
        ASSERT_GE(Improved(image), previous) << "the estimate grows with the registers";
        previous = Improved(image);
      }
    }
}

TEST(Estimate, OneValueReadsAsOne) {
  for (int log2m = 8; log2m <= 16; ++log2m) {
    TestSketch sketch(MakeParams(log2m, 5, 0));
    sketch.Add(uint64_t{1} << log2m);
    EXPECT_NEAR(EstimateImproved(RegisterHistogram(*sketch)), 1.0, 0.003);
  }
}

TEST(Estimate, StateAndImageGiveTheSame) {
  std::mt19937_64 random(3);
  TestSketch sketch(MakeParams(13, 5, 0));
  for (int i = 0; i < 20000; ++i) {
    sketch.Add(random());
    if (i % 1000 != 0) continue;
    const Bytes image = sketch.Write();
    EXPECT_EQ(EstimateImproved(RegisterHistogram(*sketch)), Improved(image));
  }
}

// FULL images and dense states give the same estimate bit for bit, also with register values that
// the sum in a double can't hold.
TEST(Estimate, SumsGiveWhatHistogramsGive) {
  std::mt19937_64 random(5);
  for (int log2m = 4; log2m <= 20; log2m += log2m < 12 ? 1 : 4)
    for (int regwidth = 1; regwidth <= 8; ++regwidth)
      for (int load = 0; load < 56; load += 5) {
        const Params params = MakeParams(log2m, regwidth, 0, 0);
        Bytes image = UniformImage(params, 0);
        for (uint64_t i = 0; i < params.registers(); ++i) {
          const int value = std::max(0, load - 3 + std::countl_zero(random()));
          RaisePacked(&image[kHeaderBytes], static_cast<unsigned>(regwidth), i,
                      static_cast<uint8_t>(std::min<int>(value, params.max_register())));
        }
        ASSERT_EQ(CountDistinct(MustParse(image)), Improved(image)) << log2m << ' ' << regwidth;
        ASSERT_EQ(CountClassic(MustParse(image)), Classic(image)) << log2m << ' ' << regwidth;
        const TestSketch sketch(MustParse(image));
        ASSERT_EQ(CountDistinct(*sketch), Improved(image)) << log2m << ' ' << regwidth;
      }
}

// Linear counting while some registers are empty, then the raw estimate; sql/hll_cardinality.sql
// has figures from postgresql-hll.
TEST(Estimate, ClassicIsLinearCountingThenRaw) {
  const Params params = MakeParams(11, 5, 0);
  TestSketch sketch(params);
  std::mt19937_64 random(4);
  for (int i = 0; i < 1000; ++i) sketch.Add(random());
  const RegisterHistogram few(*sketch);
  EXPECT_DOUBLE_EQ(EstimateClassic(few), 2048 * std::log(2048.0 / static_cast<double>(few[0])));
  const Bytes ones = UniformImage(params, 10);
  EXPECT_DOUBLE_EQ(Classic(ones), 0.7213 / (1 + 1.079 / 2048) * 2048 * 1024);
}

struct AccuracyCase {
  double load;          // n / m
  double rmse_percent;  // from 40,000 trials of the same estimator with an ideal hash, without b(t)
};

class Accuracy : public testing::TestWithParam<AccuracyCase> {};

TEST_P(Accuracy, BiasAndErrorAreThoseOfTheTheory) {
  constexpr int kTrials = 1000;
  const Params params = MakeParams(11, 5, 0);
  const auto n = static_cast<int>(GetParam().load * 2048);
  std::mt19937_64 random(20 + static_cast<uint64_t>(n));
  double sum = 0;
  double squares = 0;
  for (int trial = 0; trial < kTrials; ++trial) {
    TestSketch sketch(params);
    for (int i = 0; i < n; ++i) sketch.Add(random());
    const double error = EstimateImproved(RegisterHistogram(*sketch)) / n - 1;
    sum += error;
    squares += error * error;
  }
  EXPECT_LT(std::abs(sum / kTrials), 0.003);
  const double rmse_percent = 100 * std::sqrt(squares / kTrials);
  EXPECT_NEAR(rmse_percent / GetParam().rmse_percent, 1.0, 0.08);
}

INSTANTIATE_TEST_SUITE_P(Loads, Accuracy,
                         testing::Values(AccuracyCase{0.1, 1.583}, AccuracyCase{0.5, 1.655},
                                         AccuracyCase{1, 1.743}, AccuracyCase{2, 1.857},
                                         AccuracyCase{2.5, 1.906}, AccuracyCase{3, 1.962},
                                         AccuracyCase{5, 2.082}, AccuracyCase{10, 2.199},
                                         AccuracyCase{100, 2.289}));

}  // namespace
}  // namespace hll
