// What two sketches have in common: exact cases, extremes, and simulated pairs against theory.
#include "hll/joint.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "hll/joint_fit.hpp"
#include "hll/pair_histogram.hpp"
#include "simulation.hpp"

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

// Sketches of a stream's values [first, first + count).
uint64_t StreamHash(uint64_t i) {
  uint64_t hash = (i + 1) * 0x9e3779b97f4a7c15;
  hash = (hash ^ hash >> 30) * 0xbf58476d1ce4e5b9;
  hash = (hash ^ hash >> 27) * 0x94d049bb133111eb;
  return hash ^ hash >> 31;
}
Bytes StreamSketch(const Params& params, uint64_t first, uint64_t count,
                   int64_t max_sparse = kAutomaticMaxSparse) {
  TestSketch sketch(params);
  for (uint64_t i = 0; i < count; ++i) sketch.Add(StreamHash(first + i));
  return sketch.Write(max_sparse);
}

// What must hold for any two sketches.
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
  ASSERT_EQ(joint.only_left, swapped.only_right);
  ASSERT_EQ(joint.only_right, swapped.only_left);
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

// The registers that a slow model sees in each pair of images.
TEST(Joint, PairHistogramCountsEveryRegister) {
  Random random(1);
  for (int regwidth = 1; regwidth <= 8; ++regwidth)
    for (const uint64_t left_count : {3u, 30u, 600u})
      for (const uint64_t right_count : {40u, 600u}) {
        const Params params = MakeParams(8, regwidth, left_count == 3 ? 4 : 32);
        const Bytes left_bytes = StreamSketch(params, random() % 100, left_count, 50);
        const Bytes right_bytes = StreamSketch(params, 50, right_count, 70);
        const Image left = MustParse(left_bytes);
        const Image right = MustParse(right_bytes);
        std::vector<uint64_t> scratch(JointScratchWords(left, right));
        const PairHistogram pair(left, right, scratch);
        const PairHistogram mirror(right, left, scratch);

        PairHistogram::Counts less = {};
        PairHistogram::Counts more = {};
        PairHistogram::Counts equal = {};
        for (uint64_t i = 0; i < params.registers(); ++i) {
          const auto at = [&](const Image& image) {
            uint8_t value = image.type() == ImageType::kExplicit ? uint8_t{0} : image.Register(i);
            image.ForEachHash([&](uint64_t hash) {
              const RegisterUpdate update = UpdateOf(params, hash);
              if (update.index == i) value = std::max(value, update.value);
            });
            return value;
          };
          ++(at(left) < at(right) ? less : at(left) > at(right) ? more : equal)[at(left)];
        }
        ASSERT_EQ(pair.left_less(), less);
        ASSERT_EQ(pair.left_more(), more);
        ASSERT_EQ(pair.equal(), equal);
        ASSERT_EQ(mirror.right_less(), less);
        ASSERT_EQ(mirror.right_more(), more);
        ASSERT_EQ(mirror.equal(), equal);
        ASSERT_EQ(mirror.left_more(), pair.right_more());
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
  for (const int regwidth : {1, 2, 5, 8})
    for (const uint64_t few : {1u, 2u, 30u, 256u})
      for (const uint64_t many : {257u, 1000u, 20000u})
        for (const uint64_t first : {0u, 10u, 100000u}) {
          const Params params = MakeParams(9, regwidth, 256);
          const Bytes left = StreamSketch(params, first, few);
          ASSERT_EQ(MustParse(left).type(), ImageType::kExplicit);
          const Bytes right = StreamSketch(params, 0, many);
          CheckLaws(left, right);
          const Joint joint = JointOf(left, right);
          EXPECT_EQ(joint.only_left + joint.both, static_cast<double>(few));
        }
}

// Every register of one is above the other's: anything may be common.
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
  // Two values of 1 and one of 40, beside registers that are all 1.
  const Params params = MakeParams(8, 6, 4);
  TestSketch few(params);
  few.Add(0x100);
  few.Add(0x101);
  few.Add(uint64_t{1} << 47 | 2);
  const Bytes ones = FullImage(params, Registers(256, 1));
  EXPECT_LE(JointOf(few.Write(), ones).both, 2.0);
  EXPECT_EQ(IntersectionOf(few.Write(), ones).bounds.upper, 2.0);
}

// The derivatives of the likelihood against its differences.
TEST(Joint, SlopesAreTheSlopesOfTheValue) {
  Random random(3);
  for (const int regwidth : {1, 2, 4, 6}) {
    const Params params = MakeParams(8, regwidth);
    const Registers shared = SimulateRegisters(100, 8, random);
    const Bytes left = FullImage(params, Merged(SimulateRegisters(300, 8, random), shared));
    const Bytes right = FullImage(params, Merged(SimulateRegisters(900, 8, random), shared));
    const PairHistogram pair(MustParse(left), MustParse(right), {});
    const JointLikelihood likelihood(pair);
    const Rates rates = {350, 800, 120};
    const JointLikelihood::Slopes slopes = likelihood.SlopesAt(rates);
    for (size_t part = 0; part < 3; ++part) {
      Rates above = rates;
      Rates below = rates;
      above[part] += 0.01;
      below[part] -= 0.01;
      const double slope = (likelihood.Value(above) - likelihood.Value(below)) / 0.02;
      EXPECT_NEAR(slopes.gradient[part] / slope, 1.0, 1e-4);
      for (size_t other = 0; other < 3; ++other) {
        const double bend = (likelihood.SlopesAt(above).gradient[other] -
                             likelihood.SlopesAt(below).gradient[other]) /
                            0.02;
        EXPECT_NEAR(-slopes.curvature[part][other], bend, 1e-4 * std::abs(bend) + 1e-12);
      }
    }
  }
}

// The information is the mean of the curvature, and of the gradient's outer product.
TEST(Joint, InformationIsTheMeanCurvature) {
  constexpr int kTrials = 2000;
  Random random(4);
  for (const int regwidth : {1, 2, 5}) {
    const Params params = MakeParams(6, regwidth);
    const Rates rates = {100, 200, 60};
    const RateMatrix information = JointInformation(params, rates);
    RateMatrix mean = {};
    for (int trial = 0; trial < kTrials; ++trial) {
      const auto simulate = [&](double rate) {
        return SimulateRegisters(std::poisson_distribution<uint64_t>(rate)(random), 6, random);
      };
      const Registers shared = simulate(rates[kBoth]);
      const Bytes left = FullImage(params, Merged(simulate(rates[kOnlyLeft]), shared));
      const Bytes right = FullImage(params, Merged(simulate(rates[kOnlyRight]), shared));
      const PairHistogram pair(MustParse(left), MustParse(right), {});
      const JointLikelihood::Slopes slopes = JointLikelihood(pair).SlopesAt(rates);
      for (size_t i = 0; i < 3; ++i)
        for (size_t j = 0; j < 3; ++j) mean[i][j] += slopes.curvature[i][j] / kTrials;
    }
    for (size_t i = 0; i < 3; ++i)
      for (size_t j = 0; j < 3; ++j)
        EXPECT_NEAR(mean[i][j] / information[i][j], 1.0, 0.05) << i << "," << j;
  }
}

// Errors times sqrt(m) for large sets, as derived by others: ratio, overlap, figure.
TEST(Joint, ErrorIsWhatTheoryGives) {
  constexpr double kFigures[][3] = {{1, .01, 47.1},  {1, .05, 12.0},  {1, .5, 1.64},
                                    {10, .05, 34.6}, {10, .5, 4.39},  {100, .05, 108},
                                    {100, .5, 13.5}, {1000, .1, 190}, {1, .999, 1.04}};
  const Params params = MakeParams(14, 6);
  for (const auto& [ratio, overlap, expected] : kFigures) {
    const double smaller = 1e8;
    const Joint truth = {smaller * (ratio - overlap), smaller * (1 - overlap), smaller * overlap};
    EXPECT_NEAR(IntersectionError(params, truth) * 128 / expected, 1.0, 0.01)
        << ratio << ", " << overlap;
  }
}

}  // namespace
