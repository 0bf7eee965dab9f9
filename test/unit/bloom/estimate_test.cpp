// Compares what the bits of a filter tell with what was added to it.
#include "bloom/estimate.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "bloom/test_bloom.hpp"

namespace bloom {
namespace {

const Params kParams = MakeParams(100000, 0.01);
const Shape kShape = MustShape(kParams);

TestFilter Make(uint64_t first, uint64_t count) {
  return FilterOf(kParams, kShape, Stream(first, count));
}

TestFilter Saturated(const Shape& shape) {
  Bytes bytes = FilterOf(kParams, shape, Stream(0, 231)).bytes();
  std::fill(bytes.begin() + kHeaderBytes, bytes.end(), uint8_t{0xff});
  return TestFilter(MustParse(bytes));
}

uint64_t Found(const TestFilter& filter, uint64_t first, uint64_t count) {
  uint64_t found = 0;
  for (const uint64_t hash : Stream(first, count)) found += (*filter).Contains(hash);
  return found;
}

TEST(BloomEstimate, NothingAndFewAreExact) {
  EXPECT_EQ(Cardinality(*TestFilter()), 0);
  EXPECT_EQ(Fill(*TestFilter()), 0);
  EXPECT_EQ(FalsePositiveRate(*TestFilter()), 0);
  for (const uint64_t count : {0, 1, 7, 230}) {
    const TestFilter sparse = Make(0, count);
    EXPECT_EQ(Cardinality(*sparse), static_cast<double>(count));
    EXPECT_EQ(FalsePositiveRate(*sparse), std::ldexp(static_cast<double>(count), -64));
  }
}

TEST(BloomEstimate, CardinalityOfManyBlocks) {
  const Params params = MakeParams(1000000, 0.01);
  TestFilter filter(params, MustShape(params));
  uint64_t held = 0;
  for (const uint64_t count : {300, 1000, 10000, 100000, 1000000}) {
    filter.Add(Stream(held, count - held));
    held = count;
    const double n = static_cast<double>(count);
    EXPECT_NEAR(Cardinality(*filter), n, 4 * 0.26 * std::sqrt(n)) << count;
  }
  EXPECT_NEAR(Cardinality(*filter), 1e6, 0.002 * 1e6);
  EXPECT_LT(FalsePositiveRate(*filter), 0.0101);
}

// The mean over many sets must be right even with one or two blocks, where bits of an element often
// coincide.
TEST(BloomEstimate, CardinalityOfFewBlocks) {
  for (const Shape& shape : {Shape{1, 6}, Shape{1, 20}, Shape{2, 9}}) {
    constexpr uint64_t kSets = 2000;
    const uint64_t elements = 20 * shape.blocks;
    double sum = 0;
    for (uint64_t i = 0; i < kSets; ++i)
      sum += Cardinality(*FilterOf(kParams, shape, Stream(i * elements, elements)));
    const double mean = sum / kSets;
    EXPECT_NEAR(mean / static_cast<double>(elements), 1, 0.004) << int{shape.probes};
  }
}

TEST(BloomEstimate, FillOfSparseIsThatOfDense) {
  for (const Shape& shape : {Shape{115, 20}, Shape{200, 6}}) {
    const TestFilter sparse = FilterOf(kParams, shape, Stream(0, 230));
    const TestFilter dense = FilterOf(kParams, shape, Stream(0, 231));
    ASSERT_NE((*sparse).form(), (*dense).form());
    EXPECT_NEAR(Fill(*sparse), Fill(*dense), 0.02 * Fill(*dense));
  }
}

TEST(BloomEstimate, RateIsWhatProbingFinds) {
  constexpr uint64_t kAbsent = 1000000;
  const TestFilter filter = Make(0, 100000);
  const double rate = FalsePositiveRate(*filter);
  EXPECT_NEAR(rate, 0.01, 0.0003);
  EXPECT_NEAR(static_cast<double>(Found(filter, 100000, kAbsent)) / kAbsent, rate, 0.03 * rate);
}

// These filters are overfull, so that look-ups find enough elements although low rates need many
// probes.
TEST(BloomEstimate, RateIsWhatProbingFindsWithManyProbes) {
  constexpr uint64_t kAbsent = 200000;
  for (const uint8_t probes : {uint8_t{12}, uint8_t{14}, uint8_t{16}, uint8_t{18}, uint8_t{20}}) {
    const Params params = MakeParams(100, 1e-5);
    const TestFilter filter = FilterOf(params, {100, probes}, Stream(0, 84000 / probes));
    const double expected = FalsePositiveRate(*filter) * kAbsent;
    ASSERT_GT(expected, 2000);
    EXPECT_NEAR(static_cast<double>(Found(filter, 84000, kAbsent)), expected,
                4 * std::sqrt(expected))
        << int{probes};
  }
}

TEST(BloomEstimate, FullFilter) {
  for (const Shape& shape : {Shape{1, 1}, Shape{3, 6}}) {
    const TestFilter full = Saturated(shape);
    EXPECT_EQ(Fill(*full), 1);
    EXPECT_EQ(Cardinality(*full), HUGE_VAL);
    EXPECT_EQ(FalsePositiveRate(*full), 1);
    EXPECT_TRUE(std::isnan(IntersectionCardinality(*full, *full)));
    EXPECT_TRUE(
        std::isnan(IntersectionCardinality(*full, *FilterOf(kParams, shape, Stream(0, 100)))));
    EXPECT_TRUE(std::isnan(IntersectionCardinality(*FilterOf(kParams, shape, {1}), *full)));
    EXPECT_EQ(IntersectionCardinality(*TestFilter(), *full), 0);
    EXPECT_EQ(IntersectionCardinality(*full, *TestFilter(kParams, shape)), 0);
  }
}

TEST(BloomEstimate, IntersectionIsUnknownWhereTheUnionIsFull) {
  Bytes bytes = Saturated({1, 6}).bytes();
  bytes[kHeaderBytes] = 0x0f;
  const TestFilter low(MustParse(bytes));
  bytes[kHeaderBytes] = 0xf0;
  const TestFilter high(MustParse(bytes));
  EXPECT_TRUE(std::isfinite(Cardinality(*low)));
  EXPECT_TRUE(std::isnan(IntersectionCardinality(*low, *high)));
}

// Two sets of each size share a part of their elements.
TEST(BloomEstimate, Intersection) {
  for (const uint64_t of_a : {0, 100, 20000, 60000}) {
    for (const uint64_t of_b : {0, 100, 20000, 60000}) {
      for (const double share : {0.0, 0.3, 1.0}) {
        const auto both = static_cast<uint64_t>(share * static_cast<double>(std::min(of_a, of_b)));
        const TestFilter a = Make(0, of_a);
        const TestFilter b = Make(of_a - both, of_b);
        const double estimate = IntersectionCardinality(*a, *b);
        const bool sparse = std::min(of_a, of_b) <= 230;
        const double error = sparse ? 1 : 5 * 0.26 * std::sqrt(of_a + of_b);
        EXPECT_NEAR(estimate, static_cast<double>(both), error) << of_a << " " << of_b;
        EXPECT_GE(estimate, 0);
        EXPECT_EQ(IntersectionCardinality(*b, *a), estimate);
      }
    }
  }
}

}  // namespace
}  // namespace bloom
