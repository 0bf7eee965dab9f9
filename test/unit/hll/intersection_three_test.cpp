// What three sketches have in common: exact cases, extreme cases, and laws that hold for any three
// sketches.
#include <gtest/gtest.h>

#include <cmath>

#include "hll/intersection.hpp"
#include "hll/simulation.hpp"

namespace hll {
namespace {

constexpr double kConfidence = 0.95;

using Images = std::array<Image, 3>;

double CommonOf(const Images& images) {
  std::vector<uint64_t> scratch(CommonScratchWords(images));
  return EstimateCommon(images, scratch);
}

Intersection BoundsOfThree(const Images& images, double confidence) {
  std::vector<uint64_t> scratch(CommonScratchWords(images));
  return EstimateIntersection(images, confidence, scratch);
}
Intersection BoundsOfThree(const Bytes& a, const Bytes& b, const Bytes& c,
                           double confidence = kConfidence) {
  return BoundsOfThree({MustParse(a), MustParse(b), MustParse(c)}, confidence);
}

Intersection BoundsOfTwo(const Bytes& a, const Bytes& b) {
  std::vector<uint64_t> scratch(JointScratchWords(MustParse(a), MustParse(b)));
  return EstimateIntersection(MustParse(a), MustParse(b), kConfidence, scratch);
}

double Count(const Bytes& image) { return CountDistinct(MustParse(image)); }

void ExpectSame(const Intersection& a, const Intersection& b) {
  ASSERT_EQ(a.bounds.estimate, b.bounds.estimate);
  ASSERT_EQ(a.bounds.lower, b.bounds.lower);
  ASSERT_EQ(a.bounds.upper, b.bounds.upper);
  ASSERT_EQ(a.reliable, b.reliable);
}

// Checks the laws that hold for any three sketches.
void CheckLaws(const Bytes& a, const Bytes& b, const Bytes& c) {
  const Images images = {MustParse(a), MustParse(b), MustParse(c)};
  const double common = CommonOf(images);
  ASSERT_GE(common, 0.0);
  ASSERT_LE(common, std::min({Count(a), Count(b), Count(c)}));
  double lower = 0.0;
  double upper = 0.0;
  for (const double confidence : {0.9999, 0.95}) {
    const Bounds bounds = BoundsOfThree(images, confidence).bounds;
    ASSERT_EQ(bounds.estimate, common);
    ASSERT_GE(bounds.lower, lower);
    ASSERT_LE(bounds.lower, common);
    ASSERT_GE(bounds.upper, common);
    if (confidence < 0.99) {
      ASSERT_LE(bounds.upper, upper);
    }
    for (const Bytes* sketch : {&a, &b, &c})
      ASSERT_LE(bounds.upper, BoundsOf(MustParse(*sketch), confidence).upper);
    lower = bounds.lower;
    upper = bounds.upper;
  }
  // These two orders give all others.
  const Intersection expected = BoundsOfThree(images, kConfidence);
  ExpectSame(BoundsOfThree({images[1], images[2], images[0]}, kConfidence), expected);
  ExpectSame(BoundsOfThree({images[1], images[0], images[2]}, kConfidence), expected);
}

TEST(CommonOfThree, EmptyHasNothingInCommon) {
  const Bytes empty = TestSketch(MakeParams(12, 4)).Write();
  for (const uint64_t count : {0u, 5u, 5000u}) {
    const Bytes other = StreamSketch(MakeParams(11, 5), 0, count);
    for (const auto& [bounds, reliable] :
         {BoundsOfThree(empty, other, other), BoundsOfThree(other, other, empty)}) {
      EXPECT_EQ(bounds.estimate, 0.0);
      EXPECT_EQ(bounds.upper, 0.0);
      EXPECT_TRUE(reliable);
    }
  }
}

TEST(CommonOfThree, ExplicitSetsAreExact) {
  const Params params = MakeParams(11, 5);
  for (const uint64_t shift : {0u, 1u, 30u, 49u, 50u, 1000u}) {
    const Bytes a = StreamSketch(params, 0, 100);
    const Bytes b = StreamSketch(params, shift, 120);
    const Bytes c = StreamSketch(params, 2 * shift, 120);
    const double common = shift < 50 ? 100.0 - 2.0 * static_cast<double>(shift) : 0.0;
    for (const auto& [bounds, reliable] : {BoundsOfThree(a, b, c), BoundsOfThree(c, a, b)}) {
      EXPECT_EQ(bounds.estimate, common);
      EXPECT_EQ(bounds.lower, common);
      EXPECT_EQ(bounds.upper, common);
      EXPECT_TRUE(reliable);
    }
  }
}

// What two EXPLICIT sets have in common is certain, so it counts as a set.
TEST(CommonOfThree, TwoExplicitSetsAreIntersectedFirst) {
  const Params params = MakeParams(11, 5, 256);
  const Bytes a = StreamSketch(params, 0, 200);
  const Bytes b = StreamSketch(params, 80, 200);
  const Bytes both = StreamSketch(params, 80, 120);
  for (const uint64_t first : {0u, 150u, 5000u}) {
    const Bytes many = StreamSketch(params, first, 3000);
    ExpectSame(BoundsOfThree(a, many, b), BoundsOfTwo(both, many));
    CheckLaws(a, b, many);
  }
  const Bytes apart = StreamSketch(params, 500, 20);
  EXPECT_EQ(BoundsOfThree(a, apart, StreamSketch(params, 0, 3000)).bounds.upper, 0.0);
}

TEST(CommonOfThree, EqualSketchesCountAsOne) {
  for (const int64_t expthresh : {0, 256})
    for (const uint64_t count : {1u, 200u, 3000u, 100000u}) {
      const Params params = MakeParams(11, 5, expthresh);
      const Bytes a = StreamSketch(params, 0, count);
      const Bytes b = StreamSketch(params, count / 2, count + 300);
      EXPECT_EQ(BoundsOfThree(a, a, a).bounds.estimate, Count(a));
      ExpectSame(BoundsOfThree(a, a, b), BoundsOfTwo(a, b));
      ExpectSame(BoundsOfThree(b, a, b), BoundsOfTwo(a, b));
    }
}

TEST(CommonOfThree, FormsOfTheSameRegistersGiveTheSame) {
  for (const uint64_t count : {20u, 300u, 5000u})
    for (const int log2m : {4, 8, 13}) {
      const Params params = MakeParams(log2m, 5, 0);
      const auto common = [&](int64_t a, int64_t b, int64_t c) {
        return BoundsOfThree(StreamSketch(params, 0, count, a), StreamSketch(params, 10, 400, b),
                             StreamSketch(params, 15, 900, c));
      };
      for (const int64_t a : {0, 100000})
        for (const int64_t b : {0, 100000}) ExpectSame(common(a, b, 0), common(0, 100000, 100000));
    }
}

TEST(CommonOfThree, LawsHoldForAllParametersAndSizes) {
  Random random(2);
  for (const int regwidth : {1, 2, 4, 5, 8})
    for (const int log2m : {4, 7})
      for (const double own : {0., 20., 1e5})
        for (const double third : {1., 3000., 1e8})
          for (const double two : {0., 1., 500.})
            for (const double all : {0., 1., 15., 1e4}) {
              const auto simulate = [&](double count) {
                return SimulateRegisters(static_cast<uint64_t>(count), log2m, random);
              };
              const Params params = MakeParams(log2m, regwidth);
              const Registers shared = simulate(all);
              const Registers a = Merged(simulate(two), shared);
              CheckLaws(FullImage(params, Merged(simulate(own), a)),
                        FullImage(params, Merged(simulate(own), a)),
                        FullImage(params, Merged(simulate(third), shared)));
            }
}

// Registers that no values make, or hardly any.
TEST(CommonOfThree, LawsHoldForAnyRegisters) {
  Random random(3);
  for (int trial = 0; trial < 150; ++trial) {
    const Params params =
        MakeParams(4 + static_cast<int>(random() % 3), 1 + static_cast<int>(random() % 8), 0);
    const auto any = [&] {
      Registers registers(params.registers());
      const uint64_t range = 1 + random() % 70;
      const uint64_t least = random() % 3 == 0 ? random() % 40 : 0;
      for (uint8_t& value : registers) value = static_cast<uint8_t>(least + random() % range);
      return FullImage(params, registers);
    };
    CheckLaws(any(), any(), any());
  }
}

TEST(CommonOfThree, LawsHoldForAnExplicitSetBesideRegisters) {
  ForEachExplicitBesideRegisters(
      [](const Params& params, uint64_t first, uint64_t few, uint64_t many) {
        const Bytes set = StreamSketch(params, first, few);
        ASSERT_EQ(MustParse(set).form(), Form::kExplicit);
        CheckLaws(set, StreamSketch(params, 0, many), StreamSketch(params, first / 2, 700));
      });
}

// All values of the EXPLICIT set are in both others: the estimate is its size, without rounding.
TEST(CommonOfThree, AWholeExplicitSetIsItsSize) {
  const Params params = MakeParams(11, 5, 256);
  const Bytes a = StreamSketch(params, 0, 50);
  const Bytes b = StreamSketch(params, 0, 400);
  const Bytes c = StreamSketch(params, 0, 300);
  EXPECT_EQ(BoundsOfThree(b, a, c).bounds.estimate, 50.0);
}

// Every register of one is greater than those of the others.
TEST(CommonOfThree, AdmitsThatNothingIsKnown) {
  const Params params = MakeParams(8, 5, 0);
  const Bytes huge = FullImage(params, Registers(256, 30));
  const Bytes a = StreamSketch(params, 0, 1000);
  const Bytes b = StreamSketch(params, 500, 1000);
  const Intersection two = BoundsOfTwo(a, b);
  const Intersection intersection = BoundsOfThree(a, huge, b);
  EXPECT_FALSE(intersection.reliable);
  EXPECT_EQ(intersection.bounds.lower, 0.0);
  EXPECT_EQ(intersection.bounds.upper, two.bounds.upper);
  EXPECT_EQ(intersection.bounds.estimate, two.bounds.estimate / 2);
  CheckLaws(a, huge, b);
  const Bytes full = FullImage(params, Registers(256, 31));
  EXPECT_EQ(BoundsOfThree(full, full, full).bounds.upper, INFINITY);
  CheckLaws(full, huge, a);
  CheckLaws(full, full, full);
}

TEST(CommonOfThree, RegistersWithoutValuesHaveNothingInCommon) {
  const Params params = MakeParams(8, 5, 0);
  const Bytes none = FullImage(params, Registers(256, 0));
  const Bytes some = StreamSketch(params, 0, 700);
  CheckLaws(none, none, none);
  CheckLaws(none, some, StreamSketch(params, 500, 700));
  EXPECT_EQ(BoundsOfThree(none, some, some).bounds.estimate, 0.0);
}

TEST(CommonOfThree, ValuesCertainlyOutsideAreNotCounted) {
  const Params params = MakeParams(8, 6, 4);
  TestSketch few(params);
  few.Add(0x100);
  few.Add(0x101);
  few.Add(uint64_t{1} << 47 | 2);
  const Bytes ones = FullImage(params, Registers(256, 1));
  Registers without(256, 40);
  without[1] = 0;
  const Bytes others = FullImage(params, without);
  EXPECT_EQ(BoundsOfThree(few.Write(), ones, others).bounds.upper, 1.0);
}

}  // namespace
}  // namespace hll
