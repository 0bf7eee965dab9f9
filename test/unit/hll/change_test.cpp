// The ratio of the sizes of two sketches: exact cases, extreme cases, and laws that hold for any
// two sketches.
#include <gtest/gtest.h>

#include <cmath>

#include "hll/intersection.hpp"
#include "hll/simulation.hpp"

namespace hll {
namespace {

Change ChangeOf(const Bytes& before, const Bytes& after, double confidence = 0.95) {
  const Image a = MustParse(before);
  const Image b = MustParse(after);
  std::vector<uint64_t> scratch(JointScratchWords(a, b));
  return EstimateChange(a, b, confidence, scratch);
}

double Count(const Bytes& image) { return CountDistinct(MustParse(image)); }

void ExpectExactly(double ratio, const Change& change) {
  EXPECT_TRUE(change.has_ratio);
  EXPECT_EQ(change.ratio.estimate, ratio);
  EXPECT_EQ(change.ratio.lower, ratio);
  EXPECT_EQ(change.ratio.upper, ratio);
  EXPECT_EQ(change.Significant(), ratio != 1.0);
}

// The search for a bound ends when it changes by less than a thousandth.
void AssertReciprocal(double a, double b) {
  if (a == 0.0 || b == 0.0 || std::isinf(a) || std::isinf(b))
    ASSERT_EQ(1.0 / a, b);
  else
    ASSERT_NEAR(a * b, 1.0, 2e-3 * std::max(1.0, std::abs(std::log(a))));
}

// Checks the laws that hold for any two sketches.
void CheckLaws(const Bytes& before, const Bytes& after) {
  Bounds narrower = {1.0, HUGE_VAL, 0.0};
  for (const double confidence : {1e-9, 0.5, 0.95, 0.9999, 1.0 - 1e-15}) {
    const Change change = ChangeOf(before, after, confidence);
    ASSERT_EQ(change.has_ratio, Count(before) > 0.0 || Count(after) > 0.0);
    if (!change.has_ratio) return;
    const auto& [estimate, lower, upper] = change.ratio;
    ASSERT_GE(lower, 0.0);
    ASSERT_LE(lower, estimate);
    ASSERT_LE(estimate, upper);
    ASSERT_LE(lower, narrower.lower);
    ASSERT_GE(upper, narrower.upper);
    ASSERT_EQ(change.Significant(), lower > 1.0 || upper < 1.0);
    const Bounds reverse = ChangeOf(after, before, confidence).ratio;
    AssertReciprocal(estimate, reverse.estimate);
    AssertReciprocal(lower, reverse.upper);
    AssertReciprocal(upper, reverse.lower);
    narrower = change.ratio;
  }
}

TEST(Change, EmptySetsHaveNoRatio) {
  const Bytes empty = TestSketch(MakeParams(12, 4)).Write();
  const Bytes zeros = FullImage(MakeParams(11, 5), Registers(2048, 0));
  for (const Bytes& before : {empty, zeros})
    for (const Bytes& after : {empty, zeros}) {
      EXPECT_FALSE(ChangeOf(before, after).has_ratio);
      EXPECT_FALSE(ChangeOf(before, after).Significant());
    }
  for (const uint64_t count : {1u, 5u, 500u, 50000u}) {
    const Bytes other = StreamSketch(MakeParams(11, 5), 0, count);
    for (const Bytes& none : {empty, zeros}) {
      ExpectExactly(HUGE_VAL, ChangeOf(none, other));
      ExpectExactly(0.0, ChangeOf(other, none));
    }
  }
}

TEST(Change, ExplicitSetsAreExact) {
  const Params params = MakeParams(11, 5);
  for (const uint64_t shift : {0u, 50u, 1000u})
    for (const uint64_t count : {1u, 99u, 100u, 101u, 150u})
      ExpectExactly(static_cast<double>(count) / 100.0,
                    ChangeOf(StreamSketch(params, 0, 100), StreamSketch(params, shift, count)));
}

// Neither set is known to be equal to the other one: a few values may have left no trace.
TEST(Change, EqualRegistersAreNoChange) {
  for (const int64_t expthresh : {0, 256})
    for (const uint64_t count : {1u, 200u, 3000u, 100000u}) {
      const Bytes sketch = StreamSketch(MakeParams(11, 5, expthresh), 0, count);
      const Change change = ChangeOf(sketch, sketch);
      EXPECT_EQ(change.ratio.estimate, 1.0);
      EXPECT_FALSE(change.Significant());
      if (!HasRegisters(MustParse(sketch).form())) continue;
      EXPECT_LT(change.ratio.lower, 1.0);
      EXPECT_GT(change.ratio.upper, 1.0);
      EXPECT_NEAR(change.ratio.upper, 1.0, 0.006 + 0.6 / static_cast<double>(count));
    }
}

TEST(Change, CommonValuesMakeTheBoundsNarrower) {
  const Params params = MakeParams(11, 5);
  double width = HUGE_VAL;
  for (const uint64_t shift : {100000u, 50000u, 10000u, 1000u, 0u}) {
    const Bounds ratio =
        ChangeOf(StreamSketch(params, 0, 100000), StreamSketch(params, shift, 100000)).ratio;
    EXPECT_LT(ratio.upper - ratio.lower, 0.95 * width) << shift;
    width = ratio.upper - ratio.lower;
  }
}

TEST(Change, SmallChangesOfNearlyEqualSetsAreSignificant) {
  const Params params = MakeParams(11, 5);
  const Bytes before = StreamSketch(params, 0, 100000);
  for (const uint64_t after : {103000u, 110000u, 200000u}) {
    const Change change = ChangeOf(before, StreamSketch(params, 0, after));
    EXPECT_TRUE(change.Significant()) << after;
    EXPECT_GT(change.ratio.lower, 1.0);
    EXPECT_TRUE(ChangeOf(StreamSketch(params, 0, after), before).Significant());
  }
  EXPECT_FALSE(ChangeOf(before, StreamSketch(params, 100000, 103000)).Significant());
}

// Registers that are all above the other's say nothing of what is common, but each size is known.
TEST(Change, NothingKnownInCommonLeavesTheCounts) {
  const Params params = MakeParams(8, 5, 0);
  const Bytes huge = FullImage(params, Registers(256, 29));
  const Bytes small = StreamSketch(params, 0, 1000);
  const Change change = ChangeOf(small, huge);
  EXPECT_EQ(change.ratio.estimate, Count(huge) / Count(small));
  EXPECT_GT(change.ratio.lower, 0.75 * change.ratio.estimate);
  EXPECT_LT(change.ratio.upper, 1.35 * change.ratio.estimate);
}

TEST(Change, SaturatedSketchesHaveOneBound) {
  const Params params = MakeParams(8, 5, 0);
  const Bytes saturated = FullImage(params, Registers(256, 31));
  for (const uint64_t count : {1u, 1000u}) {
    const Bytes small = StreamSketch(params, 0, count);
    const Change change = ChangeOf(small, saturated);
    EXPECT_EQ(change.ratio.estimate, HUGE_VAL);
    EXPECT_EQ(change.ratio.upper, HUGE_VAL);
    const double lower = BoundsOf(MustParse(saturated), 0.95).lower;
    EXPECT_DOUBLE_EQ(change.ratio.lower, lower / BoundsOf(MustParse(small), 0.95).upper);
    EXPECT_TRUE(change.Significant());
    CheckLaws(small, saturated);
  }
  const Change change = ChangeOf(saturated, saturated);
  EXPECT_EQ(change.ratio.estimate, 1.0);
  EXPECT_EQ(change.ratio.lower, 0.0);
  EXPECT_EQ(change.ratio.upper, HUGE_VAL);
  EXPECT_FALSE(change.Significant());
}

TEST(Change, LawsHoldForAllParametersAndSizes) {
  Random random(2);
  for (int regwidth = 1; regwidth <= 8; ++regwidth)
    for (const int log2m : {4, 6, 9})
      for (const double left : {0., 1., 20., 700., 1e5, 1e9})
        for (const double right : {0., 1., 20., 3000., 1e7})
          for (const double common : {0., 1., 15., 2000., 1e6}) {
            const auto simulate = [&](double count) {
              return SimulateRegisters(static_cast<uint64_t>(count), log2m, random);
            };
            const Params params = MakeParams(log2m, regwidth);
            const Registers shared = simulate(common);
            CheckLaws(FullImage(params, Merged(simulate(left), shared)),
                      FullImage(params, Merged(simulate(right), shared)));
          }
}

TEST(Change, LawsHoldForExplicitSetsBesideRegisters) {
  ForEachExplicitBesideRegisters(
      [](const Params& params, uint64_t first, uint64_t few, uint64_t many) {
        CheckLaws(StreamSketch(params, first, few), StreamSketch(params, 0, many));
      });
}

// Registers that no set of random hashes would make.
TEST(Change, LawsHoldForHostileRegisters) {
  Random random(3);
  for (int regwidth = 1; regwidth <= 8; ++regwidth)
    for (const int log2m : {4, 5, 8})
      for (int trial = 0; trial < 60; ++trial) {
        const Params params = MakeParams(log2m, regwidth, 64);
        const auto any = [&](unsigned kinds) {
          Registers registers(params.registers());
          const unsigned top = params.max_register();
          const unsigned most = 1 + static_cast<unsigned>(random()) % kinds;
          for (uint8_t& value : registers) {
            const unsigned kind = static_cast<unsigned>(random() % most);
            const unsigned few = static_cast<unsigned>(random() % 3);
            value = static_cast<uint8_t>(std::min(top, kind == 0   ? few
                                                       : kind == 1 ? top - few % (top + 1)
                                                                   : kind * 7 + few));
          }
          return FullImage(params, registers);
        };
        const Bytes left = any(1 + trial % 9);
        const Bytes right = trial % 3 == 0 ? StreamSketch(params, 0, random() % 64) : any(9);
        CheckLaws(left, right);
        CheckLaws(left, left);
      }
}

}  // namespace
}  // namespace hll
