// Intersections: exact cases, extreme cases, and laws that hold for any two sketches.
#include "hll/intersection.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "hll/simulation.hpp"

namespace hll {
namespace {

constexpr double kConfidence = 0.95;

Joint JointOf(const Image& left, const Image& right) {
  std::vector<uint64_t> scratch(JointScratchWords(left, right));
  return EstimateJoint(left, right, scratch);
}
Joint JointOf(const Bytes& left, const Bytes& right) {
  return JointOf(MustParse(left), MustParse(right));
}

Intersection IntersectionOf(const Bytes& left, const Bytes& right,
                            double confidence = kConfidence) {
  const Image a = MustParse(left);
  const Image b = MustParse(right);
  std::vector<uint64_t> scratch(JointScratchWords(a, b));
  return EstimateIntersection(a, b, confidence, scratch);
}

double Count(const Bytes& image) { return CountDistinct(MustParse(image)); }

// Checks the laws that hold for any two sketches.
void CheckLaws(const Bytes& left, const Bytes& right) {
  const Joint joint = JointOf(left, right);
  const Joint swapped = JointOf(right, left);
  const double smaller = std::min(Count(left), Count(right));
  for (const double size : {joint.only_left, joint.only_right, joint.both}) ASSERT_GE(size, 0.0);
  ASSERT_LE(joint.both, smaller);
  for (const double share : {joint.Jaccard(), joint.Overlap()}) {
    ASSERT_GE(share, 0.0);
    ASSERT_LE(share, 1.0);
  }
  ASSERT_LE(joint.Jaccard(), joint.Overlap());
  ASSERT_FALSE(std::isnan(joint.Union()));
  ASSERT_EQ(joint.both, swapped.both);
  // Two sketches with equal histograms aren't put in order, so that swapping them may change the
  // rounding.
  ASSERT_DOUBLE_EQ(joint.only_left, swapped.only_right);
  ASSERT_DOUBLE_EQ(joint.only_right, swapped.only_left);
  for (const double confidence : {0.5, 0.95, 0.9999}) {
    const Intersection intersection = IntersectionOf(left, right, confidence);
    ASSERT_EQ(intersection.bounds.estimate, joint.both);
    ASSERT_GE(intersection.bounds.lower, 0.0);
    ASSERT_LE(intersection.bounds.lower, joint.both);
    ASSERT_GE(intersection.bounds.upper, joint.both);
    const double most = std::min(BoundsOf(MustParse(left), confidence).upper,
                                 BoundsOf(MustParse(right), confidence).upper);
    ASSERT_LE(intersection.bounds.upper, most);
  }
}

TEST(Joint, EmptyHasNothingInCommon) {
  const Bytes empty = TestSketch(MakeParams(12, 4)).Write();
  for (const uint64_t count : {0u, 5u, 500u, 50000u}) {
    const Bytes other = StreamSketch(MakeParams(11, 5), 0, count);
    const Joint joint = JointOf(empty, other);
    EXPECT_EQ(joint.only_left, 0.0);
    EXPECT_EQ(joint.only_right, Count(other));
    EXPECT_EQ(joint.both, 0.0);
    EXPECT_EQ(joint.Jaccard(), 0.0);
    EXPECT_EQ(joint.Overlap(), 0.0);
    const Intersection intersection = IntersectionOf(other, empty);
    EXPECT_EQ(intersection.bounds.upper, 0.0);
    EXPECT_TRUE(intersection.reliable);
  }
}

TEST(Joint, ExplicitSetsAreExact) {
  const Params params = MakeParams(11, 5);
  for (const uint64_t shift : {0u, 1u, 50u, 99u, 100u, 1000u}) {
    const Bytes left = StreamSketch(params, 0, 100);
    const Bytes right = StreamSketch(params, shift, 120);
    const double both = shift < 100 ? 100.0 - static_cast<double>(shift) : 0.0;
    const Joint joint = JointOf(left, right);
    EXPECT_EQ(joint.both, both);
    EXPECT_EQ(joint.only_left, 100.0 - both);
    EXPECT_EQ(joint.only_right, 120.0 - both);
    EXPECT_EQ(joint.Jaccard(), both / (220.0 - both));
    EXPECT_EQ(joint.Overlap(), both / 100.0);
    const Intersection intersection = IntersectionOf(left, right);
    EXPECT_EQ(intersection.bounds.lower, both);
    EXPECT_EQ(intersection.bounds.upper, both);
    EXPECT_TRUE(intersection.reliable);
  }
}

TEST(Joint, EqualSketchesHaveTheirCountInCommon) {
  for (const int64_t expthresh : {0, 256})
    for (const uint64_t count : {1u, 200u, 3000u, 100000u}) {
      const Bytes sketch = StreamSketch(MakeParams(11, 5, expthresh), 0, count);
      const Joint joint = JointOf(sketch, sketch);
      EXPECT_EQ(joint.both, Count(sketch));
      EXPECT_EQ(joint.only_left, 0.0);
      EXPECT_EQ(joint.only_right, 0.0);
      EXPECT_EQ(joint.Jaccard(), 1.0);
      EXPECT_EQ(joint.Overlap(), 1.0);
      EXPECT_TRUE(IntersectionOf(sketch, sketch).reliable);
    }
}

TEST(Joint, FormsOfTheSameRegistersGiveTheSame) {
  for (const uint64_t left_count : {20u, 300u, 5000u})
    for (const uint64_t right_count : {30u, 400u, 5000u})
      for (const int log2m : {4, 8, 11, 13}) {
        const Params params = MakeParams(log2m, 5, 0);
        const auto sketch = [&](uint64_t first, uint64_t count, int64_t max_sparse) {
          return StreamSketch(params, first, count, max_sparse);
        };
        const Joint expected = JointOf(sketch(0, left_count, 0), sketch(15, right_count, 0));
        for (const int64_t left_sparse : {0, 100000})
          for (const int64_t right_sparse : {0, 100000}) {
            const Joint joint =
                JointOf(sketch(0, left_count, left_sparse), sketch(15, right_count, right_sparse));
            ASSERT_EQ(joint.both, expected.both);
            ASSERT_EQ(joint.only_left, expected.only_left);
            ASSERT_EQ(joint.only_right, expected.only_right);
          }
      }
}

TEST(Joint, LawsHoldForAllParametersAndSizes) {
  Random random(2);
  for (int regwidth = 1; regwidth <= 8; ++regwidth)
    for (const int log2m : {4, 6, 9})
      for (const double left : {0., 1., 20., 700., 1e5, 1e9})
        for (const double right : {1., 20., 3000., 1e7})
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

TEST(Joint, LawsHoldForExplicitSetsBesideRegisters) {
  ForEachExplicitBesideRegisters(
      [](const Params& params, uint64_t first, uint64_t few, uint64_t many) {
        const Bytes left = StreamSketch(params, first, few);
        ASSERT_EQ(MustParse(left).form(), Form::kExplicit);
        const Bytes right = StreamSketch(params, 0, many);
        CheckLaws(left, right);
        const Joint joint = JointOf(left, right);
        EXPECT_EQ(joint.only_left + joint.both, static_cast<double>(few));
      });
}

// Every register of one is greater than the other's, so any intersection is possible.
TEST(Joint, AdmitsThatNothingIsKnown) {
  const Params params = MakeParams(8, 5, 0);
  const Bytes huge = FullImage(params, Registers(256, 30));
  const Bytes small = StreamSketch(params, 0, 1000);
  const Intersection intersection = IntersectionOf(small, huge);
  EXPECT_FALSE(intersection.reliable);
  EXPECT_EQ(intersection.bounds.lower, 0.0);
  EXPECT_EQ(intersection.bounds.upper, BoundsOf(MustParse(small), kConfidence).upper);
  EXPECT_EQ(intersection.bounds.estimate, Count(small) / 2);

  const Bytes saturated = FullImage(params, Registers(256, 31));
  EXPECT_EQ(JointOf(small, saturated).both, Count(small) / 2);
  EXPECT_EQ(JointOf(small, saturated).only_right, INFINITY);
  EXPECT_EQ(JointOf(small, saturated).Jaccard(), 0.0);
  EXPECT_FALSE(IntersectionOf(saturated, saturated).reliable);
  EXPECT_EQ(IntersectionOf(saturated, saturated).bounds.lower, 0.0);
  EXPECT_EQ(IntersectionOf(saturated, saturated).bounds.upper, INFINITY);
}

TEST(Joint, RegistersWithoutValuesHaveNothingInCommon) {
  const Params params = MakeParams(8, 5, 0);
  const Bytes none = FullImage(params, Registers(256, 0));
  EXPECT_EQ(JointOf(none, none).both, 0.0);
  CheckLaws(none, none);
  CheckLaws(none, StreamSketch(params, 0, 10));
  CheckLaws(none, StreamSketch(params, 0, 100000));
}

TEST(Joint, ValuesCertainlyOutsideAreNotCounted) {
  // Two registers with value 1 and one with 40, compared with a sketch whose registers are all 1.
  const Params params = MakeParams(8, 6, 4);
  TestSketch few(params);
  few.Add(0x100);
  few.Add(0x101);
  few.Add(uint64_t{1} << 47 | 2);
  const Bytes ones = FullImage(params, Registers(256, 1));
  EXPECT_LE(JointOf(few.Write(), ones).both, 2.0);
  EXPECT_EQ(IntersectionOf(few.Write(), ones).bounds.upper, 2.0);

  TestSketch none(params);
  none.Add(uint64_t{1} << 47 | 2);
  none.Add(uint64_t{1} << 48 | 3);
  const Intersection intersection = IntersectionOf(none.Write(), ones);
  EXPECT_EQ(intersection.bounds.estimate, 0.0);
  EXPECT_EQ(intersection.bounds.lower, 0.0);
  EXPECT_EQ(intersection.bounds.upper, 0.0);
  EXPECT_TRUE(intersection.reliable);
}

}  // namespace
}  // namespace hll
