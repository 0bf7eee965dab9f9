// Counts of two sketches together, and differences with bounds: laws that hold for any two
// sketches.
#include "hll/union_count.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "hll/intersection.hpp"
#include "hll/simulation.hpp"

namespace hll {
namespace {

// An image, and its fold to these parameters.
class Part {
 public:
  Part(const Bytes& bytes, const Params& common) : bytes_(bytes) {
    const Image own = MustParse(bytes_);
    if (KeepsContent(own, common)) {
      compared_ = {own, own.WithParams(common)};
      return;
    }
    TestSketch folded(common);
    folded.Unite(Folded(own, common));
    folded_ = folded.Write();
    compared_ = {own, MustParse(folded_)};
  }
  const Compared& operator*() const { return compared_; }

 private:
  Bytes bytes_;
  Bytes folded_;
  Compared compared_;
};

Bounds UnionOf(const Bytes& left, const Bytes& right, double confidence = 0.95) {
  const Params common = ComparedParams(std::array{MustParse(left), MustParse(right)});
  const Part a(left, common);
  const Part b(right, common);
  std::vector<uint64_t> scratch(JointScratchWords((*a).common, (*b).common));
  const Bounds bounds = UnionBounds(*a, *b, confidence, scratch);
  EXPECT_EQ(EstimateUnion(*a, *b, scratch), bounds.estimate);
  const Difference difference = EstimateDifference((*a).common, (*b).common, confidence, scratch);
  const Bounds& alone = difference.bounds;
  EXPECT_EQ(EstimateJoint((*a).common, (*b).common, scratch).only_left, alone.estimate);
  EXPECT_LE(0.0, alone.lower);
  EXPECT_LE(alone.lower, alone.estimate);
  EXPECT_LE(alone.estimate, alone.upper);
  return bounds;
}

double Count(const Bytes& image) { return CountDistinct(MustParse(image)); }

void CheckLaws(const Bytes& left, const Bytes& right) {
  const Bounds bounds = UnionOf(left, right);
  const Bounds swapped = UnionOf(right, left);
  ASSERT_DOUBLE_EQ(bounds.estimate, swapped.estimate);
  ASSERT_LE(0.0, bounds.lower);
  ASSERT_LE(bounds.lower, bounds.estimate);
  ASSERT_LE(bounds.estimate, bounds.upper);
  ASSERT_LE(UnionOf(left, right, 0.9999).lower, bounds.lower);
  ASSERT_GE(UnionOf(left, right, 0.9999).upper, bounds.upper);
}

TEST(UnionCount, LawsHoldForAllParametersAndSizes) {
  Random random(3);
  for (const int regwidth : {1, 2, 3, 5, 8})
    for (const int log2m : {4, 7, 9})
      for (const double left : {0., 1., 20., 700., 1e5, 1e9})
        for (const double right : {1., 20., 3000., 1e7}) {
          const auto simulate = [&](double count, int to) {
            return SimulateRegisters(static_cast<uint64_t>(count), to, random);
          };
          CheckLaws(FullImage(MakeParams(log2m, regwidth), simulate(left, log2m)),
                    FullImage(MakeParams(7, 5), simulate(right, 7)));
        }
}

TEST(UnionCount, LawsHoldForExplicitSetsBesideRegisters) {
  ForEachExplicitBesideRegisters(
      [](const Params& params, uint64_t first, uint64_t few, uint64_t many) {
        const Bytes left = StreamSketch(params, first, few);
        for (const int log2m : {4, 9, 12}) {
          const Bytes right = StreamSketch(MakeParams(log2m, 5, 0), 0, many);
          CheckLaws(left, right);
          EXPECT_GE(UnionOf(left, right).lower, static_cast<double>(few));
        }
      });
}

TEST(UnionCount, OfOneSetIsTheCountOfTheFinerSketch) {
  for (const uint64_t count : {1u, 50u, 3000u, 100000u}) {
    const Bytes small = StreamSketch(MakeParams(8, 5, 0), 0, count);
    const Bytes large = StreamSketch(MakeParams(11, 4, 0), 0, count);
    EXPECT_EQ(UnionOf(small, large).estimate, Count(large));
    EXPECT_EQ(UnionOf(large, large).estimate, Count(large));
    const Bytes empty = TestSketch(MakeParams(20, 3)).Write();
    EXPECT_EQ(UnionOf(small, empty).estimate, Count(small));
    EXPECT_EQ(UnionOf(empty, large).upper, BoundsOf(MustParse(large), 0.95).upper);
  }
}

TEST(UnionCount, ExplicitSetsAreExact) {
  const Bytes left = StreamSketch(MakeParams(11, 5), 0, 100);
  const Bytes right = StreamSketch(MakeParams(14, 3, 128), 60, 90);
  EXPECT_EQ(UnionOf(left, right).lower, 150.0);
  EXPECT_EQ(UnionOf(left, right).upper, 150.0);
}

// The bounds hold the truth about as often as they promise.
TEST(UnionCount, BoundsHoldTheTruth) {
  for (const double only : {0.0, 3.0, 300.0, 20000.0}) {
    Random random(static_cast<uint64_t>(only) + 5);
    const auto simulate = [&](double n, int log2m) {
      return SimulateRegisters(static_cast<uint64_t>(n), log2m, random);
    };
    constexpr int kTrials = 300;
    int covered = 0;
    const Params params = MakeParams(8, 5, 0);
    for (int trial = 0; trial < kTrials; ++trial) {
      const Registers both = simulate(5000.0, 8);
      const Bytes left = FullImage(params, Merged(simulate(only, 8), both));
      const Bytes right = FullImage(params, Merged(simulate(2000.0, 8), both));
      const Bounds bounds = EstimateDifference(MustParse(left), MustParse(right), 0.95, {}).bounds;
      covered += bounds.lower <= only && only <= bounds.upper;
    }
    EXPECT_GE(covered, kTrials * 92 / 100) << only;
  }
}

}  // namespace
}  // namespace hll
