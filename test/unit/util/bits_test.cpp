#include "util/bits.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace {

TEST(Bits, LoadAndStoreInTheStatedOrder) {
  const uint8_t bytes[] = {0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08};
  EXPECT_EQ(LoadBigEndian<uint64_t>(bytes), 0x0102030405060708u);
  EXPECT_EQ(LoadLittleEndian<uint64_t>(bytes), 0x0807060504030201u);
  EXPECT_EQ(LoadLittleEndian<uint16_t>(bytes), 0x0201u);
  uint8_t stored[8];
  StoreBigEndian(uint64_t{0x0102030405060708}, stored);
  EXPECT_TRUE(std::equal(stored, stored + 8, bytes));
  StoreLittleEndian(uint64_t{0x0807060504030201}, stored);
  EXPECT_TRUE(std::equal(stored, stored + 8, bytes));
}

TEST(Bits, WriterStartsAtTheTopBit) {
  uint8_t bytes[2] = {};
  BitWriter writer(bytes);
  writer.Write(0b101, 3);
  writer.Write(0b1, 7);
  writer.Finish();
  EXPECT_EQ(bytes[0], 0b10100000);
  EXPECT_EQ(bytes[1], 0b01000000);
}

TEST(Bits, ReaderReadsWhatTheWriterWrote) {
  std::mt19937_64 random(1);
  for (unsigned width = 1; width <= 56; ++width) {
    constexpr size_t kWords = 100;
    std::vector<uint8_t> bytes((kWords * width + 7) / 8);
    std::vector<uint64_t> words(kWords);
    BitWriter writer(bytes);
    for (uint64_t& word : words) {
      word = random() >> (64 - width);
      writer.Write(word, width);
    }
    writer.Finish();
    BitReader reader(bytes);
    for (const uint64_t word : words) ASSERT_EQ(reader.Read(width), word) << width;
  }
}

}  // namespace
