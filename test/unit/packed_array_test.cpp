// The block codec against one that goes bit by bit.
#include "util/packed_array.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace {

std::vector<uint8_t> RandomValues(unsigned width, size_t count, std::mt19937_64& random) {
  std::vector<uint8_t> values(count);
  for (uint8_t& value : values) value = static_cast<uint8_t>(random() >> (64 - width));
  return values;
}

std::vector<uint8_t> PackBitByBit(const std::vector<uint8_t>& values, unsigned width) {
  std::vector<uint8_t> packed(PackedBytes(values.size(), width));
  size_t bit = 0;
  for (const uint8_t value : values)
    for (unsigned b = width; b-- > 0; ++bit)
      packed[bit / 8] |= static_cast<uint8_t>((value >> b & 1) << (7 - bit % 8));
  return packed;
}

class PackedArray : public testing::TestWithParam<unsigned> {};

TEST_P(PackedArray, EqualsBitByBitCodec) {
  const unsigned width = GetParam();
  std::mt19937_64 random(width);
  for (const size_t count : {8, 16, 24, 512, 4096}) {
    const std::vector<uint8_t> values = RandomValues(width, count, random);
    const std::vector<uint8_t> expected = PackBitByBit(values, width);

    std::vector<uint8_t> packed(expected.size());
    PackArray(values.data(), width, packed.data(), count);
    EXPECT_EQ(packed, expected);

    std::vector<uint8_t> unpacked(count);
    UnpackArray(expected.data(), width, unpacked.data(), count);
    EXPECT_EQ(unpacked, values);

    std::vector<uint8_t> set(expected.size());
    for (size_t i = 0; i < count; ++i) SetPacked(set.data(), width, i, values[i]);
    EXPECT_EQ(set, expected);
  }
}

INSTANTIATE_TEST_SUITE_P(Widths, PackedArray, testing::Range(1u, 9u));

}  // namespace
