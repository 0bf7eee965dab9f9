#include "util/word_table.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace {

TEST(WordTable, KeepsAQuarterFreeAndNoMoreThanNeeded) {
  for (uint64_t words = 0; words < 10000; ++words) {
    const uint64_t slots = WordTable<0>::SlotsFor(words);
    EXPECT_TRUE(std::has_single_bit(slots));
    EXPECT_GE(slots * 3, words * 4);
    EXPECT_TRUE(slots == WordTable<0>::kMinSlots || slots / 2 * 3 < (words + 1) * 4 + 3);
  }
}

TEST(WordTable, FindsByKeyAndKeepsThePayload) {
  std::vector<uint64_t> memory(16);
  const WordTable<8> table(memory.data(), memory.size(), 12345);
  for (uint64_t key = 1; key <= 12; ++key) *table.Find(key << 8) = key << 8 | key;
  for (uint64_t key = 1; key <= 12; ++key) EXPECT_EQ(*table.Find(key << 8 | 0xff), key << 8 | key);
  EXPECT_EQ(*table.Find(13 << 8), 0u);
  int words = 0;
  table.ForEach([&](uint64_t) { ++words; });
  EXPECT_EQ(words, 12);
  EXPECT_TRUE(table.HasRoom(10));
  EXPECT_FALSE(table.HasRoom(12));
}

}  // namespace
