// Compares a sliding sketch after every step with a sketch that is made anew of the frame's hashes.
#include "hll/sliding.hpp"

#include <gtest/gtest.h>

#include <random>

#include "hll/test_sliding.hpp"

namespace hll {
namespace {

using Source = uint64_t (*)(std::mt19937_64& random);

uint64_t Uniform(std::mt19937_64& random) { return random(); }
// Few distinct ones.
uint64_t Few(std::mt19937_64& random) { return random() % 40 * 0x9e3779b97f4a7c15; }
// Any register value in two registers, so that lists grow long.
uint64_t Hostile(std::mt19937_64& random) { return uint64_t{1} << random() % 64 | random() % 2; }

void ExpectPlain(const SlidingFrame& frame, const std::string& what) {
  ASSERT_EQ(frame.Sliding().Write(), frame.Plain().Write()) << what;
  ASSERT_EQ(frame.Count(), frame.Plain().Count()) << what;
}

std::vector<Params> SomeParams() {
  std::vector<Params> all;
  for (const int log2m : {4, 7, 11})
    for (const int regwidth : {1, 2, 3, 5, 8})
      for (const int64_t expthresh : {-1, 0, 1, 16, 256})
        all.push_back(MakeParams(log2m, regwidth, expthresh, regwidth % 2));
  return all;
}

std::string NameOf(const Params& params, uint64_t row) {
  return std::to_string(params.log2m()) + "," + std::to_string(params.regwidth()) + "," +
         std::to_string(params.expthresh()) + " row " + std::to_string(row);
}

class SlidingSketchOf : public testing::TestWithParam<Source> {};

TEST_P(SlidingSketchOf, FramesOfOneSize) {
  for (const Params& params : SomeParams()) {
    for (const size_t rows : {1, 2, 30, 300}) {
      std::mt19937_64 random(rows);
      SlidingFrame frame(params);
      for (uint64_t row = 0; row < 400 + rows; ++row) {
        frame.Add(GetParam()(random));
        if (frame.rows() > rows) frame.DropOldest();
        if (row < 20 || row % 13 == 0) ExpectPlain(frame, NameOf(params, row));
      }
    }
  }
}

// Frames grow and shrink at random, also to nothing and around the limit of EXPLICIT.
TEST_P(SlidingSketchOf, FramesThatGrowAndShrink) {
  for (const Params& params : SomeParams()) {
    std::mt19937_64 random(5);
    SlidingFrame frame(params);
    for (uint64_t row = 0; row < 2500; ++row) {
      const bool grows = row / 300 % 2 == 0;
      if (frame.rows() == 0 || random() % 8 < (grows ? 5 : 3)) {
        frame.Add(GetParam()(random));
      } else {
        frame.DropOldest();
      }
      if (row < 20 || row % 11 == 0) ExpectPlain(frame, NameOf(params, row));
    }
  }
}

TEST_P(SlidingSketchOf, WholePartitionThatOnlyShrinks) {
  for (const Params& params : SomeParams()) {
    std::mt19937_64 random(3);
    SlidingFrame frame(params);
    for (int row = 0; row < 600; ++row) frame.Add(GetParam()(random));
    for (uint64_t row = 0; row < 600; ++row, frame.DropOldest())
      if (row % 11 == 0 || row > 560) ExpectPlain(frame, NameOf(params, row));
    ExpectPlain(frame, NameOf(params, 600));
    EXPECT_FALSE(frame.sketch().DropOldest());
  }
}

INSTANTIATE_TEST_SUITE_P(Hashes, SlidingSketchOf,
                         testing::Values(Uniform, MixedHash, Few, Hostile));

TEST(SlidingSketch, LargeExplicitLimit) {
  std::mt19937_64 random(1);
  SlidingFrame frame(MakeParams(11, 5, 65536));
  for (int row = 0; row < 70000; ++row) frame.Add(random());
  ExpectPlain(frame, "beyond");
  for (int row = 0; row < 4464; ++row) frame.DropOldest();
  EXPECT_EQ(frame.sketch().form(), Form::kExplicit);
  ExpectPlain(frame, "at the limit");
  frame.Add(random());
  EXPECT_EQ(frame.sketch().form(), Form::kFull);
  ExpectPlain(frame, "beyond again");
}

// What BENCHMARKS.md and REFERENCE.md say of memory.
TEST(SlidingSketch, MemoryIsBounded) {
  const auto bytes_of = [](int log2m, uint64_t rows, Source source) {
    std::mt19937_64 random(2);
    SlidingFrame frame(MakeParams(log2m, 5));
    for (uint64_t row = 0; row < 3 * rows; ++row) {
      frame.AddUnseen(source(random));
      if (row >= rows) frame.sketch().DropOldest();
    }
    return frame.bytes();
  };
  EXPECT_LT(bytes_of(11, 5, Uniform), 600U);
  EXPECT_LT(bytes_of(11, 100, Uniform), 6000U);
  EXPECT_LT(bytes_of(11, 1000, Uniform), 50000U);
  EXPECT_LT(bytes_of(11, 100000, Uniform), 240000U);
  EXPECT_LT(bytes_of(11, 1000000, Uniform), 340000U);
  EXPECT_LT(bytes_of(14, 1000000, Uniform), 2000000U);
  // 53 values in each of 2^11 registers, if somebody chooses them all.
  EXPECT_LT(
      bytes_of(11, 1000000,
               [](std::mt19937_64& r) { return uint64_t{1} << (11 + r() % 53) | r() % 2048; }),
      700000U);
}

TEST(SlidingSketch, SaysHowMuchMemoryItWants) {
  SlidingSketch sketch(MakeParams(20, 5, 0));
  ASSERT_FALSE(sketch.Add(7));
  const SlidingSketch::Demand demand = sketch.Wanted();
  EXPECT_EQ(demand.block, nullptr);
  EXPECT_LE(demand.bytes, demand.total);
  EXPECT_LT(demand.total, 200U);  // no lists yet
  ASSERT_FALSE(sketch.Add(7));
  EXPECT_EQ(sketch.form(), Form::kEmpty);
}

}  // namespace
}  // namespace hll
