// Where an element's bits are, compared with a slow model; and whether they are spread evenly.
#include "bloom/block.hpp"

#include <gtest/gtest.h>

#include <array>
#include <set>

#include "bloom/test_bloom.hpp"

namespace bloom {
namespace {

std::vector<unsigned> PositionsOf(uint64_t hash, unsigned probes) {
  std::vector<unsigned> positions;
  ForEachPosition(hash, probes, [&](unsigned position) { positions.push_back(position); });
  return positions;
}

// Chi-square of hits per cell, if all cells should get equally many.
template <class Counts>
double ChiSquare(const Counts& counts) {
  double total = 0;
  for (const double count : counts) total += count;
  const double expected = total / static_cast<double>(counts.size());
  double sum = 0;
  for (const double count : counts) sum += (count - expected) * (count - expected) / expected;
  return sum;
}

TEST(BloomBlock, PositionsAreThoseOfTheModel) {
  std::vector<uint64_t> hashes = Stream(1, 500);
  for (const uint64_t special : {uint64_t{0}, uint64_t{1}, uint64_t{1} << 63, UINT64_MAX})
    hashes.push_back(special);
  for (const uint64_t hash : hashes) {
    for (unsigned probes = 1; probes <= kMaxProbes; ++probes) {
      const std::vector<unsigned> positions = PositionsOf(hash, probes);
      ASSERT_EQ(positions.size(), probes);
      for (unsigned i = 0; i < probes; ++i)
        ASSERT_EQ(positions[i], BitOf({1, 20}, hash, i)) << hash;
    }
  }
}

// These positions were worked out by hand.
TEST(BloomBlock, PositionsThatAnybodyCanFollow) {
  // This hash gives the multiplier itself: 1001 1110 0011 0111 0111 1001 1011 1001 ...
  const std::vector<unsigned> positions = PositionsOf(1, 3);
  EXPECT_EQ(positions, (std::vector<unsigned>{0b100111100, 0b011011101, 0b111001101}));
  EXPECT_EQ(PositionsOf(0, 20), std::vector<unsigned>(20, 0));
}

TEST(BloomBlock, BlocksAreScaledFromTheUpperHalf) {
  for (const uint32_t blocks : {1u, 2u, 3u, 1000u, uint32_t{kMaxBlocks}}) {
    EXPECT_EQ(BlockOf(0, blocks), 0u);
    EXPECT_EQ(BlockOf(0xffffffff, blocks), 0u);
    EXPECT_EQ(BlockOf(UINT64_MAX, blocks), blocks - 1);
    for (const uint64_t hash : Stream(blocks, 100))
      ASSERT_EQ(BlockOf(hash, blocks), BitOf({blocks, 1}, hash, 0) / kBlockBits);
  }
}

TEST(BloomBlock, AddThenContains) {
  for (unsigned probes = 1; probes <= kMaxProbes; ++probes) {
    for (const uint64_t hash : Stream(probes, 200)) {
      std::array<uint8_t, kBlockBytes> block = {};
      ASSERT_FALSE(BlockContains(block.data(), hash, probes));
      AddToBlock(block.data(), hash, probes);
      ASSERT_TRUE(BlockContains(block.data(), hash, probes));
      const std::vector<unsigned> positions = PositionsOf(hash, probes);
      // An element sets these bits and no others, and a filter without one of them doesn't hold it.
      std::array<uint8_t, kBlockBytes> expected = {};
      for (const unsigned p : positions) expected[p / 8] |= static_cast<uint8_t>(1u << p % 8);
      ASSERT_EQ(block, expected);
      for (const unsigned p : positions) {
        block[p / 8] = static_cast<uint8_t>(block[p / 8] & ~(1u << p % 8));
        ASSERT_FALSE(BlockContains(block.data(), hash, probes));
        block = expected;
      }
    }
  }
}

// Each of the 20 positions, and each difference of two neighbours, must take all 512 values equally
// often. A chi-square with 511 degrees of freedom exceeds 687 once in 2,000,000 times.
TEST(BloomBlock, PositionsAndTheirDifferencesAreUniform) {
  std::array<std::array<double, kBlockBits>, kMaxProbes> values = {};
  std::array<std::array<double, kBlockBits>, kMaxProbes> differences = {};
  for (uint64_t i = 0; i < 60000; ++i) {
    const std::vector<unsigned> positions = PositionsOf(MurmurHash3(i, 0), kMaxProbes);
    for (unsigned p = 0; p < kMaxProbes; ++p) {
      ++values[p][positions[p]];
      ++differences[p][(positions[p] - positions[(p + 1) % kMaxProbes]) % kBlockBits];
    }
  }
  for (unsigned p = 0; p < kMaxProbes; ++p) {
    EXPECT_LT(ChiSquare(values[p]), 687) << p;
    EXPECT_LT(ChiSquare(differences[p]), 687) << p;
  }
}

// The same test with elements of one block, in a filter with the largest number of blocks: the
// upper bits of their hashes are alike.
TEST(BloomBlock, PositionsWithinOneOfManyBlocksAreUniform) {
  std::array<std::array<double, kBlockBits>, kMaxProbes> values = {};
  for (uint64_t i = 0; i < 60000; ++i) {
    const uint64_t hash = uint64_t{0x123456} << 40 | MurmurHash3(i, 0) >> 24;
    const std::vector<unsigned> positions = PositionsOf(hash, kMaxProbes);
    for (unsigned p = 0; p < kMaxProbes; ++p) ++values[p][positions[p]];
  }
  for (unsigned p = 0; p < kMaxProbes; ++p) EXPECT_LT(ChiSquare(values[p]), 687) << p;
}

}  // namespace
}  // namespace bloom
