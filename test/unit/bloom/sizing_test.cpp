// Compares the sizes of filters with published figures, with an exact model, and with the rates
// asked for.
#include "bloom/sizing.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "bloom/test_bloom.hpp"

namespace bloom {
namespace {

// The exact rate: computes the distribution of the number of set bits in a block, one bit after
// another.
double ExactFpr(double load, unsigned probes) {
  std::vector<double> set(kBlockBits + 2);  // set[i]: the probability that i bits are set
  set[0] = 1;
  double chance = std::exp(-load);
  double rate = 0;
  for (double elements = 0; elements < load + 12 * std::sqrt(load) + 20;) {
    for (unsigned bits = 0; bits <= kBlockBits; ++bits)
      rate += chance * set[bits] * std::pow(bits / double{kBlockBits}, probes);
    for (unsigned i = 0; i < probes; ++i) {
      for (unsigned bits = kBlockBits; bits > 0; --bits)
        set[bits] = (set[bits] * bits + set[bits - 1] * (kBlockBits - bits + 1)) / kBlockBits;
      set[0] = 0;
    }
    chance *= load / ++elements;
  }
  return rate;
}

// All rates that parameters can have.
std::vector<double> Rates() {
  std::vector<double> rates;
  for (uint32_t code = 1 << 14; code < (1 << 14) + (1 << 11); ++code) {
    Params params;
    if (Params::FromCode(code, &params).ok()) rates.push_back(params.fpr());
  }
  return rates;
}

// Bits and probes for each element. RocksDB's rules give the same numbers of probes for blocks of
// this size.
TEST(BloomSizing, BitsOfAnElement) {
  struct {
    double fpr, bits;
    int probes;
  } const table[] = {{0.1, 4.84, 3},    {0.05, 6.32, 4},   {0.02, 8.35, 6},
                     {0.01, 9.918, 6},  {0.005, 11.54, 7}, {0.001, 15.545, 9},
                     {1e-4, 22.03, 12}, {1e-5, 29.67, 14}, {1e-6, 38.82, 16}};
  for (const auto& row : table) {
    const Load load = GreatestLoad(row.fpr);
    EXPECT_NEAR(kBlockBits / load.elements, row.bits, 0.01 * row.bits) << row.fpr;
    EXPECT_EQ(load.probes, row.probes) << row.fpr;
  }
}

TEST(BloomSizing, BytesForAMillion) {
  for (const auto& [fpr, bits] : {std::pair{0.01, 9.92}, {0.001, 15.55}, {1e-4, 22.03}}) {
    const Shape shape = MustShape(MakeParams(1000000, fpr));
    EXPECT_NEAR(shape.blocks * double{kBlockBits} / 1e6, bits, 0.01 * bits) << fpr;
  }
}

TEST(BloomSizing, ExpectedRateIsThatOfTheExactModel) {
  for (const double fpr : {0.5, 0.2, 0.05, 0.01, 0.001, 1e-4, 1e-5, 1e-6, 1e-7}) {
    const Load load = GreatestLoad(fpr);
    for (const double share : {0.1, 0.5, 1.0, 1.3}) {
      const double elements = share * load.elements;
      const double exact = ExactFpr(elements, load.probes);
      EXPECT_NEAR(ExpectedFpr(elements, load.probes), exact, 0.005 * exact) << fpr << " " << share;
    }
  }
  EXPECT_EQ(ExpectedFpr(0, 5), 0);
}

// Compares with a plain search through all numbers of probes.
TEST(BloomSizing, NoLoadIsGreater) {
  for (const double fpr : Rates()) {
    const Load load = GreatestLoad(fpr);
    ASSERT_LE(ExpectedFpr(load.elements, load.probes), fpr);
    for (unsigned probes = 1; probes <= kMaxProbes; ++probes)
      ASSERT_GT(ExpectedFpr(load.elements * (1 + 1e-6), probes), fpr) << fpr << " " << probes;
  }
}

TEST(BloomSizing, ExpectedRateIsWithinTheAskedOne) {
  for (const double fpr : {0.5, 0.3, 0.05, 0.01, 0.0011, 1e-4, 1e-6, 1e-7}) {
    const Load greatest = GreatestLoad(MakeParams(1, fpr).fpr());
    for (int64_t n = 1; n <= 1000000000; n += 1 + n / 7) {
      const Params params = MakeParams(n, fpr);
      Shape shape;
      const Status status = ShapeFor(params, greatest, &shape);
      if (!status.ok()) {
        ASSERT_GT(n, 50000000) << fpr;
        continue;
      }
      const double load = static_cast<double>(n) / shape.blocks;
      ASSERT_LE(ExpectedFpr(load, shape.probes), fpr * (1 + 1e-9)) << n << " " << fpr;
      for (const int step : {-1, 1}) {
        const int probes = shape.probes + step;
        if (probes < 1 || probes > static_cast<int>(kMaxProbes)) continue;
        ASSERT_LE(ExpectedFpr(static_cast<double>(params.capacity()) / shape.blocks, shape.probes),
                  ExpectedFpr(static_cast<double>(params.capacity()) / shape.blocks,
                              static_cast<unsigned>(probes)))
            << n << " " << fpr;
      }
    }
  }
}

TEST(BloomSizing, NoLargerThanNeeded) {
  for (const double fpr : {0.1, 0.01, 1e-5}) {
    for (int64_t n = 1; n <= 10000000; n += 1 + n / 7) {
      const Shape shape = MustShape(MakeParams(n, fpr));
      const double needed =
          static_cast<double>(MakeParams(n, fpr).capacity()) / GreatestLoad(fpr).elements;
      ASSERT_GE(shape.blocks, needed);
      ASSERT_LT(shape.blocks, needed * (1 + 1 / 256.0) + 1);
    }
  }
}

TEST(BloomSizing, TwiceTheCapacityIsTwiceTheBlocks) {
  for (const double fpr : {0.3, 0.01, 0.001, 1e-6}) {
    for (int64_t n = 1000; n <= 49999; n += 97) {
      const Shape shape = MustShape(MakeParams(n * 1000, fpr));
      const Shape twice = MustShape(MakeParams(2 * n * 1000, fpr));
      if (shape.blocks < 256) continue;
      ASSERT_EQ(twice.blocks, 2 * shape.blocks) << n << " " << fpr;
      ASSERT_EQ(twice.probes, shape.probes) << n << " " << fpr;
    }
  }
}

TEST(BloomSizing, LimitIsThatOfAValue) {
  EXPECT_LE(DenseBytes(kMaxBlocks), 0x3fffffffu - 4);
  EXPECT_GT(DenseBytes(kMaxBlocks + 1), 0x3fffffffu - 4);
  Shape shape;
  EXPECT_TRUE(ShapeFor(MakeParams(864000000, 0.01), GreatestLoad(0.01), &shape).ok());
  EXPECT_LE(shape.blocks, kMaxBlocks);
  const Status status = ShapeFor(MakeParams(999990000000, 1e-7), GreatestLoad(1e-7), &shape);
  EXPECT_EQ(status.code, Errc::kTooLarge);
  EXPECT_GT(status.actual, int64_t{6} * 1000 * 1000 * 1000 * 1000);
  EXPECT_EQ(status.expected, static_cast<int64_t>(DenseBytes(kMaxBlocks)));
}

}  // namespace
}  // namespace bloom
