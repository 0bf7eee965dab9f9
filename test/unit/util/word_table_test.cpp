#include "util/word_table.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace {

using Table = WordTable<8>;

TEST(WordTable, FillsAPowerOfTwoWithItsHeader) {
  for (unsigned scale = Table::kMinScale; scale <= Table::kMaxScale; ++scale)
    EXPECT_EQ((Table::Slots(scale) + 2) * sizeof(uint64_t), uint64_t{8} << scale);
}

TEST(WordTable, KeepsSlotsFreeAndNoMoreThanNeeded) {
  for (uint64_t words = 0; words < 10000; ++words) {
    const unsigned scale = Table::ScaleFor(words);
    EXPECT_LE(words, Table::Capacity(scale));
    EXPECT_LT(Table::Capacity(scale), Table::Slots(scale));
    EXPECT_TRUE(scale == Table::kMinScale || words > Table::Capacity(scale - 1));
    EXPECT_TRUE(words <= 13 || words * 4 <= Table::Slots(scale) * 3);
  }
}

TEST(WordTable, FindsByKeyAndKeepsThePayload) {
  for (const unsigned scale : {3, 4, 5, 10}) {
    std::vector<uint64_t> memory(Table::Slots(scale));
    const Table table(memory.data(), scale, 12345);
    const uint64_t count = Table::Capacity(scale);
    for (uint64_t key = 1; key <= count; ++key) *table.Find(key << 8) = key << 8 | (key & 0xff);
    for (uint64_t key = 1; key <= count; ++key)
      EXPECT_EQ(*table.Find(key << 8 | 0xff), key << 8 | (key & 0xff));
    EXPECT_EQ(*table.Find((count + 1) << 8), 0u);
    uint64_t words = 0;
    table.ForEach([&](uint64_t) { ++words; });
    EXPECT_EQ(words, count);
  }
}

}  // namespace
